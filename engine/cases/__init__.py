"""The commands: every change of a case (design 4 `cases`, 5); the only door to the packages below.

A command takes `by` and keyword arguments, opens one transaction, locks one case and writes state, tasks, timers,
log and messages together. `complete_task` stores the answers in a short one before it, so that none is lost, and fires
overdue timers first, as `begin` does. Commands know neither HTML nor channels.

From what stands on the others to what they stand on: `leading` (by hand, by who answers for the case); `versions`
(to another version of the routine) and `arrivals` (what was thrown comes to who waits); `opening`; `steps` (what
moves a case on, and what that led to); `letters`; `subjects` (whom the case is about); `tasks`; `throws` (between
cases) and `answers`. `telling`, `timing` and `surroundings` are for any of them.
"""

from engine.cases.answers.drafting import discard_draft, save_draft
from engine.cases.answers.late import keep_late
from engine.cases.answers.reasons import require as require_reason
from engine.cases.arrivals import delivering
from engine.cases.arrivals.delivering import sweep as deliver
from engine.cases.arrivals.receiving import receive_message, receive_signal
from engine.cases.leading.correcting import correct_answers, correct_pupil, require_correctable
from engine.cases.leading.intervening import Deed, OpenStep, Preview, intervene, open_steps, preview, variables
from engine.cases.leading.members import add_member, remove_member
from engine.cases.leading.restarting import retry_start
from engine.cases.leading.retrying import retry_incident
from engine.cases.leading.transferring import transfer
from engine.cases.letters.by_hand import Offer, make_letter
from engine.cases.letters.by_hand import offers as letters_on_offer
from engine.cases.letters.deliveries import record_delivery
from engine.cases.opening.clocking import next_start, open_due
from engine.cases.opening.reporting import open_case
from engine.cases.steps.acting import ACTIONS
from engine.cases.steps.beginning import begin
from engine.cases.steps.completing import complete_accepted, complete_task
from engine.cases.steps.firing import fire
from engine.cases.subjects.classes import follow_classes
from engine.cases.subjects.hiding import follow_shields
from engine.cases.tasks.assigning import give_back_task, hand_over_task, mark_held, take_task
from engine.cases.tasks.returning import return_tasks, tell_instead
from engine.cases.throws import spreading
from engine.cases.versions.choosing import chosen as cases_chosen
from engine.cases.versions.choosing import may_move
from engine.cases.versions.choosing import numbered as case_numbered
from engine.cases.versions.choosing import to_move as cases_to_move
from engine.cases.versions.choosing import version as version_of
from engine.cases.versions.moving import move as move_case
from engine.cases.versions.moving import move_back as move_case_back
from engine.cases.versions.trying import FAILED
from engine.cases.versions.trying import judge as try_judge
from engine.cases.versions.trying import move as try_move
from engine.cases.versions.verdict import Moved
from engine.cases.versions.verdict import judge as judge_move

spreading.deliver_with(delivering.deliver_at_once)

__all__ = [
    "ACTIONS",
    "FAILED",
    "Deed",
    "Moved",
    "Offer",
    "OpenStep",
    "Preview",
    "add_member",
    "begin",
    "case_numbered",
    "cases_chosen",
    "cases_to_move",
    "complete_accepted",
    "complete_task",
    "correct_answers",
    "correct_pupil",
    "deliver",
    "discard_draft",
    "fire",
    "follow_classes",
    "follow_shields",
    "give_back_task",
    "hand_over_task",
    "intervene",
    "judge_move",
    "keep_late",
    "letters_on_offer",
    "make_letter",
    "mark_held",
    "may_move",
    "move_case",
    "move_case_back",
    "next_start",
    "open_case",
    "open_due",
    "open_steps",
    "preview",
    "receive_message",
    "receive_signal",
    "record_delivery",
    "remove_member",
    "require_correctable",
    "require_reason",
    "retry_incident",
    "retry_start",
    "return_tasks",
    "save_draft",
    "take_task",
    "tell_instead",
    "transfer",
    "try_judge",
    "try_move",
    "variables",
    "version_of",
]

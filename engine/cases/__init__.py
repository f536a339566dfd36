"""The commands: every change of a case (design 4 `cases`, 5).

A command takes `by` and keyword arguments, opens one transaction, locks one case and writes state, tasks, timers,
log and messages together. `complete_task` stores the answers in a short one before it, so that none is lost, and fires
overdue timers first, as `begin` does. Commands know neither HTML nor channels; what several of them do stands in
modules of its own.
"""

from engine.cases import delivering, spreading
from engine.cases.acting import ACTIONS
from engine.cases.assigning import give_back_task, hand_over_task, mark_held, take_task
from engine.cases.beginning import begin
from engine.cases.choosing import chosen as cases_chosen
from engine.cases.choosing import numbered as case_numbered
from engine.cases.clocking import next_start, open_due
from engine.cases.completing import complete_accepted, complete_task
from engine.cases.correcting import correct_answers, correct_pupil, require_correctable
from engine.cases.delivering import sweep as deliver
from engine.cases.drafting import discard_draft, save_draft
from engine.cases.firing import fire
from engine.cases.intervening import Deed, OpenStep, Preview, intervene, open_steps, preview, variables
from engine.cases.late import keep_late
from engine.cases.opening import open_case
from engine.cases.reasons import require as require_reason
from engine.cases.receiving import receive_message, receive_signal
from engine.cases.relocating import Moved, may_move
from engine.cases.relocating import judge as judge_move
from engine.cases.relocating import move as move_case
from engine.cases.relocating import move_back as move_case_back
from engine.cases.relocating import to_move as cases_to_move
from engine.cases.relocating import version as version_of
from engine.cases.restarting import retry_start
from engine.cases.retrying import retry_incident
from engine.cases.returning import return_tasks
from engine.cases.sharing import add_member, record_delivery, remove_member
from engine.cases.trying import FAILED
from engine.cases.trying import judge as try_judge
from engine.cases.trying import move as try_move
from engine.cases.writing import Offer, make_letter
from engine.cases.writing import offers as letters_on_offer

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
    "try_judge",
    "try_move",
    "variables",
    "version_of",
]

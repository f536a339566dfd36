"""The questions: what pages ask, answered with frozen values (design 4 `overview`, 5).

Reads in one read-only snapshot each, never the engine's state for a list. Knows nothing of how to change anything.
What the person may not see raises the same error as what does not exist.
"""

from engine.cases.answers.late import Sheet as LateSheet
from engine.cases.answers.late import sheet as late_sheet
from engine.overview.cases import case_page, document, given_to, half_written, routine_forms
from engine.overview.history import may_follow, routine_history, version_files, version_page
from engine.overview.inbox import my_tasks
from engine.overview.led import openable
from engine.overview.ledger import Ledger, ledger, unsent, whole_ledger
from engine.overview.left import left_draft, left_drafts
from engine.overview.letters import letter_on_offer, letters_on_offer
from engine.overview.measures import catalogues, task_catalogues
from engine.overview.moving import has_cases_to_move, may_move_cases, move_page
from engine.overview.offered import in_force, to_choose
from engine.overview.plan import day_off, plan_page
from engine.overview.registers import correcting, handing, holders, names, pupils, staff
from engine.overview.standing import standing
from engine.overview.starting import coming, receipt, sent_lately, start_page
from engine.overview.tasks import connecting, letter_preview, task_page
from engine.overview.undelivered import undelivered

__all__ = [
    "LateSheet",
    "Ledger",
    "case_page",
    "catalogues",
    "coming",
    "connecting",
    "correcting",
    "day_off",
    "document",
    "given_to",
    "half_written",
    "handing",
    "has_cases_to_move",
    "holders",
    "in_force",
    "late_sheet",
    "ledger",
    "left_draft",
    "left_drafts",
    "letter_on_offer",
    "letter_preview",
    "letters_on_offer",
    "may_follow",
    "may_move_cases",
    "move_page",
    "my_tasks",
    "names",
    "openable",
    "plan_page",
    "pupils",
    "receipt",
    "routine_forms",
    "routine_history",
    "sent_lately",
    "staff",
    "standing",
    "start_page",
    "task_catalogues",
    "task_page",
    "to_choose",
    "undelivered",
    "unsent",
    "version_files",
    "version_page",
    "whole_ledger",
]

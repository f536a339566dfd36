"""Frozen pages: what `engine.overview` answers and templates show (design 4 `overview`).

Knows only values of `engine.model` and the values of forms and deadlines. A page holds everything its template
needs and nothing it may not show: a template can neither load nor change data. Instants are aware UTC.
"""

from engine.pages.case import Beginning, CasePage, Drawing, EventRow, MemberRow, OpenRow, ReadRow, Step
from engine.pages.heads import CaseHead, Responsible, TaskPart
from engine.pages.lists import Inbox, LeftDraft, RoutineRow, Standing, StandingRow, TaskRow, UnsentRow
from engine.pages.plan import Closing, DayOff, Measure, PlanPage, PlanVersion, Told
from engine.pages.records import AnswersView, DeliveryRow, DocumentRow
from engine.pages.routines import Change, RoutineHistory, VersionPage, VersionRow
from engine.pages.work import Connecting, Handing, NextStep, Receipt, Sent, StartPage, TaskPage

__all__ = [
    "AnswersView",
    "Beginning",
    "CaseHead",
    "CasePage",
    "Change",
    "Closing",
    "Connecting",
    "DayOff",
    "DeliveryRow",
    "DocumentRow",
    "Drawing",
    "EventRow",
    "Handing",
    "Inbox",
    "LeftDraft",
    "Measure",
    "MemberRow",
    "NextStep",
    "OpenRow",
    "PlanPage",
    "PlanVersion",
    "ReadRow",
    "Receipt",
    "Responsible",
    "RoutineHistory",
    "RoutineRow",
    "Sent",
    "Standing",
    "StandingRow",
    "StartPage",
    "Step",
    "TaskPage",
    "TaskPart",
    "TaskRow",
    "Told",
    "UnsentRow",
    "VersionPage",
    "VersionRow",
]

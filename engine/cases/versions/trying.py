"""Move, or judge, one case of many: what fails in it is what became of it, and stops none of the others (DECISIONS).

Knows which errors are about one case, and which are about all of them: those it lets through.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog

from engine import bpmn, db, errors, model, phrases, rows
from engine.cases.versions import moving, verdict

log = structlog.get_logger()

FAILED = "failed"  # a verdict of its own: neither what the versions are nor what was chosen can mend it
_OF_ALL = (
    errors.AnswersInvalid,
    errors.CaseBusy,
    errors.DatabaseUnavailable,
    errors.NotAllowed,
    errors.RoutineNotFound,
)


def judge(case_id: int, *, by: model.Person, to: int, choices: bpmn.Choices = verdict.NO_CHOICES) -> verdict.Moved:
    """Return the verdict on a case as `verdict.judge`; `FAILED` with the reason where it cannot be judged."""
    return _tried(case_id, lambda: verdict.judge(case_id, by=by, to=to, choices=choices))


def move(
    case_id: int, *, by: model.Person, to: int, reason: str, choices: bpmn.Choices = verdict.NO_CHOICES
) -> verdict.Moved:
    """Move a case as `moving.move`; `FAILED` with the reason, and the case as it was, where that goes wrong.

    Raises what would befall any case: `AnswersInvalid`, `NotAllowed`, `RoutineNotFound`; and `CaseBusy`: try again.
    """
    return _tried(case_id, lambda: moving.move(case_id, by=by, to=to, reason=reason, choices=choices))


def _tried(case_id: int, deed: Callable[[], verdict.Moved]) -> verdict.Moved:
    try:
        return deed()
    except _OF_ALL:
        raise
    except errors.CaseNotFound as gone:  # shielded since the list was made: its number is told to nobody
        return verdict.Moved(case_id, "", FAILED, reasons=(gone.message,))
    except errors.SkolemiljoError as fault:
        log.warning("a case could not be moved", case=case_id, problem=type(fault).__name__)
        return verdict.Moved(case_id, _number(case_id), FAILED, reasons=(fault.message,))
    except Exception:
        log.exception("a case could not be moved", case=case_id)
        ours = phrases.say("Det gikk galt hos oss, og saken er som før. Gi beskjed til den som drifter systemet.")
        return verdict.Moved(case_id, _number(case_id), FAILED, reasons=(ours,))


def _number(case_id: int) -> str:
    with db.reading() as connection:
        return rows.case(connection, case_id).number

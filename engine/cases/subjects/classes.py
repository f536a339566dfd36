"""The class of a case follows its pupil: the next year the class of that name has other pupils (DECISIONS 17).

Else its teacher, who has never met the pupil, would have the case's tasks. Only inside the school of the case: which
school has it is nobody's to decide but who leads it (`leading.transferring`), and they are told, once. A pupil who is
in no class of the school leaves the case to the class, and so to those who know the pupil, until most of that class are
others; then the case has no class, and what its teacher had is in the leader's *Saker som står*.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects import postgresql

from engine import audit, db, errors, model, presence, rows, tables
from engine.cases import telling
from engine.cases.tasks import handing

log = structlog.get_logger()
_c, _e, _k = tables.cases.c, tables.enrolments.c, tables.classes.c
_NUMBER = sa.BigInteger()
_IS_ASKED = _c.id.between(sa.bindparam("first", type_=_NUMBER), sa.bindparam("last", type_=_NUMBER))
_ALL = 2**62


def _is_now(e: sa.ColumnCollection[str, sa.Column[Any]]) -> sa.ColumnElement[bool]:
    return sa.and_(e.first_day <= presence.TODAY, sa.or_(e.last_day.is_(None), e.last_day >= presence.TODAY))


_still = tables.enrolments.alias("still").c
_STAYS = sa.exists().where(_still.pupil_id == _c.pupil_id, _still.class_id == _c.class_id, _is_now(_still))
# the open cases whose pupil is today in another class of the same school, and in which
_BEHIND = (
    sa.select(_c.id, _c.class_id.label("former"), _e.class_id.label("own"))
    .join(tables.enrolments, _e.pupil_id == _c.pupil_id)
    .join(tables.classes, sa.and_(_k.id == _e.class_id, _k.school_id == _c.school_id))
    .where(_c.status == model.CaseStatus.OPEN, _IS_ASKED, _is_now(_e), ~_STAYS)
    .ext(postgresql.distinct_on(_c.id))
    .order_by(_c.id, _e.first_day.desc(), _e.id.desc())
)
_here, _mine = tables.enrolments.alias("here").c, tables.enrolments.alias("mine").c
_LEFT = (
    sa.select(sa.func.max(_mine.last_day))
    .where(_mine.pupil_id == _c.pupil_id, _mine.class_id == _c.class_id)
    .correlate(tables.cases)
    .scalar_subquery()
)
_its, _home = tables.enrolments.alias("its").c, tables.classes.alias("home").c
_GOES_HERE = sa.exists().where(
    _its.pupil_id == _c.pupil_id, _is_now(_its), _home.id == _its.class_id, _home.school_id == _c.school_id
)
# found before their classes are counted: else every case's class is, however few have no pupil there
_ADRIFT = (
    sa.select(_c.id, _c.class_id, _LEFT.label("left"))
    .where(_c.status == model.CaseStatus.OPEN, _c.class_id.is_not(None), _IS_ASKED, ~_STAYS, ~_GOES_HERE)
    .cte("adrift")
    .prefix_with("MATERIALIZED")
)
# more than half of those who are in the class today came after the pupil had left it
_IS_RENEWED = (
    sa.select(sa.func.count().filter(_here.first_day > _ADRIFT.c.left) * 2 > sa.func.count())
    .where(_here.class_id == _ADRIFT.c.class_id, _is_now(_here))
    .correlate(_ADRIFT)
    .scalar_subquery()
)
# the open cases whose pupil is in no class of the school, and whose class is another one now
_BEREFT = (
    sa.select(_ADRIFT.c.id, _ADRIFT.c.class_id.label("former"), sa.null().label("own"))
    .where(_IS_RENEWED)
    .order_by(_ADRIFT.c.id)
)

_MOVED = model.MessageKind.PUPIL_MOVED
_m, _s = tables.messages.c, tables.schools.c
_then, _there = tables.enrolments.alias("told").c, tables.classes.alias("there").c
_since, _away = tables.enrolments.alias("since"), tables.classes.alias("away")
_HAS_LEFT = (
    sa.exists()
    .where(_since.c.pupil_id == _then.pupil_id, _since.c.first_day.between(_then.first_day, _e.first_day))
    .where(_away.c.id == _since.c.class_id, _away.c.school_id != _there.school_id)
    .correlate_except(_since, _away)
)
# a message that who led the case then could not have is none; another class at that school is no move
_IS_TOLD = sa.exists().where(
    _m.case_id == _c.id,
    _m.status != "withdrawn",
    _then.pupil_id == _c.pupil_id,
    _m.once_key.startswith(sa.func.concat(_MOVED.value, ":", _c.id, ":", _then.id, ":")),
    _there.id == _then.class_id,
    _there.school_id == _k.school_id,
    sa.or_(_then.id == _e.id, ~_HAS_LEFT),
)
# the open cases whose pupil goes to another school of the municipality, and of which nobody has been told
_ELSEWHERE = (
    sa.select(_c.id, _e.id.label("enrolment"))
    .join(tables.enrolments, _e.pupil_id == _c.pupil_id)
    .join(tables.classes, _k.id == _e.class_id)
    .join(tables.schools, sa.and_(_s.id == _k.school_id, _s.municipality_id == _c.municipality_id))
    .where(_c.status == model.CaseStatus.OPEN, _s.id != _c.school_id, _is_now(_e), ~_GOES_HERE, ~_IS_TOLD)
    .ext(postgresql.distinct_on(_c.id, _s.id))
    .order_by(_c.id, _s.id, _e.id)
)


def follow_classes(at_once: int = 100) -> int:
    """Let each open case be of the class that its pupil is in today; return how many cases got another.

    Who leads one whose pupil goes to another school hears of it.

    A clock's sweep: `at_once` are read at a time, and one that cannot be changed stops no other.
    """
    changed, last = 0, 0
    while page := _left_behind(after=last, limit=at_once):
        changed += sum(_try_follow(case_id) for case_id in page)
        last = page[-1]
    with db.reading() as connection:
        elsewhere = connection.scalars(_ELSEWHERE).all()
    for case_id in dict.fromkeys(elsewhere):
        _try_tell(case_id)
    return changed


def _try_tell(case_id: int) -> None:
    """Tell who leads a case that its pupil goes to another school now."""
    try:
        with db.transaction(case_id) as connection:
            case = rows.case(connection, case_id)
            to = telling.leaders(connection, case)
            for row in connection.execute(_ELSEWHERE.where(_c.id == case_id)).all():
                news = telling.News(kind=_MOVED, element_id="", step="", once=f"{_MOVED}:{case_id}:{row.enrolment}")
                audit.record(connection, case_id, telling.tell(connection, case, to, news))
    except errors.CaseBusy:
        return
    except Exception:
        log.exception("nobody could be told that the pupil of a case has moved", case=case_id)


def _left_behind(*, after: int, limit: int) -> list[int]:
    with db.reading() as connection:
        asked = {"first": after + 1, "last": _ALL}
        pages = [connection.execute(one.limit(limit), asked).all() for one in (_BEHIND, _BEREFT)]
    return sorted({row.id for page in pages for row in page})[:limit]


def _try_follow(case_id: int) -> bool:
    try:
        return _follow(case_id)
    except errors.CaseBusy:
        return False
    except Exception:
        log.exception("a case could not follow its pupil's class", case=case_id)
        return False


def _follow(case_id: int) -> bool:
    with db.transaction(case_id) as connection:
        found = _found(connection, case_id)
        if found is None:
            return False
        connection.execute(sa.update(tables.cases).where(_c.id == case_id).values(class_id=found.own))
        told = handing.reopen_to(connection, rows.case(connection, case_id))
        kind = model.EventKind.CLASS_LEFT if found.own is None else model.EventKind.CLASS_FOLLOWED
        facts = {"class": found.own, "former": found.former}
        audit.record(connection, case_id, [audit.Entry(kind, facts=facts), *told])
    return True


def _found(connection: sa.Connection, case_id: int) -> sa.Row[Any, Any, Any] | None:
    asked = {"first": case_id, "last": case_id}
    return connection.execute(_BEHIND, asked).one_or_none() or connection.execute(_BEREFT, asked).one_or_none()

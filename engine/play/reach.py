"""How far a case has reached (design 9): who has been told of it, who may open it now, what a form has out of it.

Asked of the whole case, not of what came since the last act: so a story can say that nobody else knows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine import db, model, overview, rights, roles, rows
from engine.play import player, record

_AT_SCHOOL = {"school", "class"}


def told(played: player.Played, body: Mapping[str, object]) -> str | None:
    """`told: [skoleeier]`: these have had a message about the case, and nobody else."""
    sent = [one for one in played.log if one.kind == model.EventKind.MESSAGE_QUEUED]
    named = (played.cast.named(str(one.facts["to"])) for one in sent if one.facts.get("to"))
    reached = {one for one in named if one is not None}
    ids = {person for one in sent for person in one.facts.get("people") or ()}  # type: ignore[attr-defined]
    reached |= {person for person in played.cast.people.values() if person.id in ids}
    return _differs(played, body["told"], reached, "varslet om saken er")


def open_to(played: player.Played, body: Mapping[str, object]) -> str | None:
    """`open-to: [skoleeier]`: these may open the case, and nobody else."""
    with db.reading() as connection:
        case = rows.case(connection, played.case_id)
        able = {one for one in set(played.cast.people.values()) if rights.may_open(connection, case, one.id)}
    return _differs(played, body["open-to"], able, "saken er åpen for")


def nobody(played: player.Played, task: record.Standing) -> str:
    """Return why nobody has the task, and what to write for it; "" where somebody has, or that is not known."""
    with db.reading() as connection:
        case = rows.case(connection, played.case_id)
    if task.roles or task.people:
        return ""
    if case.place.class_id is None:
        return (
            "Saken har ingen elev, så er rollen kontaktlærer, har ingen den: be om eleven i startskjemaet (et felt med "
            "egenskapen «register» = «elev»), eller si eleven i meldingen som starter saken. Er det en annen rolle, "
            "sier «skolemiljo check» om den finnes."
        )
    return ""


def unplaced(played: player.Played) -> list[str]:
    """Return a note where tasks are for roles at the school, and only the stage's one school says which that is."""
    data = played.story.start.get("data")
    is_sent = not played.log[0].by and played.log[0].facts.get("by") != "clock"
    if not is_sent or (isinstance(data, Mapping) and {"elev", "skole"} & data.keys()):
        return []
    kinds = roles.of_municipality(played.cast.municipality_id)
    at_school = sorted({role for task in played.standing for role in task.roles if kinds.get(role) in _AT_SCHOOL})
    if not at_school:
        return []
    return [
        f"start: det som starter saken, sier ikke hvilken skole den er ved. Har kommunen flere, er oppgavene til "
        f"{', '.join(at_school)} ingens: si «data: {{skole: Fjellet skole}}» eller «data: {{elev: Testelev A}}»."
    ]


def filled(played: player.Played, task: record.Standing, body: Mapping[str, object]) -> str | None:
    """`filled: {tiltak: Fast voksen}`: what the form of the task starts with for who does it; null: none."""
    wanted = body.get("filled")
    if not isinstance(wanted, Mapping):
        return None
    by = body.get("by") or next(iter([*sorted(task.people), *sorted(task.roles)]), "rektor")
    known = overview.task_page(task.id, player.person(played, str(by))).known  # type: ignore[arg-type]
    differs = [f"{key} = {known.get(key, 'ingenting')}" for key, value in wanted.items() if known.get(key) != value]
    return f"skjemaet i {task.path} begynner med {', '.join(differs)}" if differs else None


def _differs(played: player.Played, asked: object, found: Collection[model.Person], said: str) -> str | None:
    wanted = {player.person(played, str(one)) for one in (asked if isinstance(asked, list) else [asked])}
    if wanted == set(found):
        return None
    return f"{said} {', '.join(sorted(one.name for one in found)) or 'ingen'}"

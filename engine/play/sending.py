"""The verb `send` of a story: a message to whom it is for, a signal to all that wait for it (design 9)."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from engine import cases, db, errors, expressions, tables
from engine.play import player, story


def send(played: player.Played, step: story.Step) -> None:
    """Send a message to the waiting case, or a signal to all that wait for it."""
    body = step.body if isinstance(step.body, Mapping) else {**step.rest, "message": step.body}
    if not (body.get("message") or body.get("signal")):
        raise errors.StoryUnreadable("«send» må si hva: «send: {message: NAVN, key: …}» eller «send: {signal: NAVN}».")
    data = body.get("data") or {}
    if not isinstance(data, Mapping):
        raise errors.StoryUnreadable("«data» må være «navn: verdi».")
    if body.get("signal"):
        _broadcast(played, str(body["signal"]), data, step.line)
        return
    played.act(
        lambda: cases.receive_message(
            municipality_id=played.cast.municipality_id, message=str(body["message"]), key=_key(played, body), data=data
        )
    )


def _broadcast(played: player.Played, signal: str, data: Mapping[str, object], line: int) -> None:
    """Send a signal. One that nobody waits for now is lost (BPMN 13.5.2); one that nobody ever does is refused."""
    municipality = played.cast.municipality_id
    try:
        played.act(lambda: cases.receive_signal(municipality_id=municipality, signal=signal, data=data))
    except errors.SignalNotAwaited:
        if signal not in played.signals and not any(expressions.is_expression(one) for one in played.signals):
            raise
        played.notes.append(f"linje {line}: ingen ventet på signalet «{signal}» da, så det er borte.")


def _key(played: player.Played, body: Mapping[str, object]) -> object:
    """Return the message's key; `sak.nummer` is the number that the case got, which no story can know."""
    if body.get("key") != "sak.nummer":
        return body.get("key")
    with db.reading() as connection:
        return connection.scalar(sa.select(tables.cases.c.number).where(tables.cases.c.id == played.case_id))

"""Sendings that are registered by hand are as they can be read again; the database sees to it too."""

from __future__ import annotations

from datetime import datetime, timedelta

import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, errors, model, tables


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sent_at": datetime(1, 1, 1, tzinfo=clock.OSLO)}, "Året 1 kan ikke være riktig"),
        ({"sent_at": datetime(26, 1, 1, tzinfo=clock.OSLO)}, "Året 26 kan ikke være riktig"),
        ({"channel": "Brevdue"}, "måten"),
        ({"channel": "E" * 100_000}, "måten"),
        ({"recipient": "F" * 100_000}, "100000 tegn"),
        ({"recipient": " "}, "hvem som fikk det"),
    ],
)
def test_sending_that_cannot_be_right_is_refused(
    municipality: factories.Town, own: clock.Clock, change: dict[str, object], said: str
) -> None:
    case, rektor = factories.case(municipality), municipality.person("rektor")
    document = letter(case.id)
    sending = {"channel": model.CHANNELS[0], "recipient": "Foresatte", "sent_at": own.now(), **change}

    with pytest.raises(errors.AnswersInvalid, match=said):
        cases.record_delivery(document, by=rektor, **sending)  # type: ignore[arg-type]

    with db.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.deliveries)) == 0


def test_a_letter_is_not_sent_before_it_was_made(municipality: factories.Town, own: clock.Clock) -> None:
    case, rektor = factories.case(municipality), municipality.person("rektor")
    document, made = letter(case.id), clock.now().replace(second=0, microsecond=0)
    sending = {"channel": model.CHANNELS[0], "recipient": "Foresatte"}

    with pytest.raises(errors.AnswersInvalid, match=r"Brevet ble laget .* Det kan ikke være sendt før det") as refused:
        cases.record_delivery(document, by=rektor, sent_at=made - timedelta(minutes=1), **sending)
    cases.record_delivery(document, by=rektor, sent_at=made, **sending)

    assert refused.value.details["errors"] == {"sent_at": ["min"]}


def test_what_was_uploaded_may_have_been_sent_before(municipality: factories.Town, own: clock.Clock) -> None:
    case, rektor = factories.case(municipality), municipality.person("rektor")
    document = letter(case.id, kind="upload")

    cases.record_delivery(
        document, by=rektor, sent_at=clock.now() - timedelta(days=2), channel=model.CHANNELS[0], recipient="Foresatte"
    )

    with db.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.deliveries)) == 1


@pytest.mark.parametrize("column", ["deliveries.sent_at", "case_members.to_at", "tasks.held_at"])
def test_database_itself_refuses_what_it_could_not_give_back(municipality: factories.Town, column: str) -> None:
    case = factories.case(municipality)
    factories.insert(
        tables.deliveries, document_id=letter(case.id), channel="E-post", recipient="F", **both(clock.now())
    )
    person = municipality.person("lærer").id
    factories.insert(tables.case_members, case_id=case.id, person_id=person, reason="x", from_at=clock.now())
    factories.task(case.id)
    table, name = column.split(".")
    bad = sa.update(tables.columns.metadata.tables[table]).values({name: datetime(1, 1, 1, tzinfo=clock.OSLO)})

    with pytest.raises(sa.exc.IntegrityError, match=f"{name}_readable"):
        write(bad)


def write(statement: sa.Update) -> None:
    with db.transaction() as connection:
        connection.execute(statement)


def both(moment: datetime) -> dict[str, datetime]:
    return {"sent_at": moment, "recorded_at": moment}


def letter(case_id: int, kind: str = "letter") -> int:
    """Keep a letter in the case; return the document's id."""
    values = {"kind": kind, "name": "x.pdf", "title": "Et brev", "media_type": "application/pdf"}
    more = {"element_id": "BREV", "sha256": "0", "content": b"", "at": clock.now(), "case_id": case_id}
    return factories.insert(tables.documents, **values, **more)

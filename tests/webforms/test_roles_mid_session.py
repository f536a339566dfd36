"""A role that is taken away while its holder is signed in: the next request is refused; nothing is remembered."""

from __future__ import annotations

import sqlalchemy as sa

from engine import db, model, people, tables
from tests.webforms.browser import As, find, words


def test_next_request_after_the_role_has_ended_is_refused(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    href = rektor.task()
    page = rektor.get(href)
    assert rektor.get(f"/sak/{case.number}").status_code == 200

    end_all(rektor.person)

    answer = rektor.fill(page, {"referat": "For sent", "trygg": "ja"})
    assert answer.status_code == 409
    assert "du har ikke lenger tilgang til oppgaven" in words(answer)
    assert standing_answers() == ["late"]
    for path in (href, f"/sak/{case.number}", f"/sak/{case.number}/dokumenter", f"{href}/overlat"):
        assert rektor.get(path).status_code in (403, 404)
    assert find(rektor.get("/oppgaver"), "//a[@class='name']/@href") == []
    assert case.number not in rektor.get("/star").text


def standing_answers() -> list[str]:
    """Return what the answers given to tasks count as: nothing that came after the role moves the case."""
    a = tables.answers.c
    with db.reading() as connection:
        return list(connection.scalars(sa.select(a.standing).where(a.task_id.is_not(None))))


def end_all(person: model.Person | None) -> None:
    assert person is not None
    h = tables.holdings.c
    with db.reading() as connection:
        found = list(connection.scalars(sa.select(h.id).where(h.person_id == person.id)))
    for number in found:
        people.end_role(number)

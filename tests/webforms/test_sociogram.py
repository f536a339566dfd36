"""The sociogram through its page: drawn from the answers, with a table, for the class's own alone, each look logged."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import diagrams
import factories
import pytest

from engine import cases, db, model
from engine.surveys import choices, drawing
from tests.webforms import browser as browsers

WITH = {"type": "taglist", "id": "t1", "key": "sporsmal_7", "label": "Hvem vil du helst være sammen med?",
        "valuesKey": "elever", "properties": {"register": "elev", "sosiogram": "vil-vaere-med"}}  # fmt: skip
Who = Callable[[str], browsers.Browser]


def test_a_sociogram_shows_who_chooses_whom_as_picture_and_table(
    municipality: factories.Town, as_role: Who, survey: str
) -> None:
    a, b, other = (municipality.pupil(f"Testelev {letter}") for letter in "ABC")
    answer(municipality, survey, a, [b])
    answer(municipality, survey, b, [a, other])

    page = as_role("kontaktlærer").get(address(municipality))

    rows = {cells[0]: cells[1:] for cells in table(page)}
    assert rows["Testelev A"] == ["Testelev B", "1: Testelev B", "Testelev B"]
    assert rows["Testelev B"] == ["Testelev A + 1 utenfor klassen", "1: Testelev A", "Testelev A"]
    assert len(browsers.find(page, "//*[@class='sociogram']//*[@class='mutual']")) == 1
    assert "Testelev C" not in page.text


def test_who_has_not_answered_and_is_chosen_by_nobody_is_told_apart_in_words(
    municipality: factories.Town, as_role: Who, survey: str
) -> None:
    a, b = (municipality.pupil(f"Testelev {letter}") for letter in "AB")
    answer(municipality, survey, a, [b])
    answer(municipality, survey, a, [])  # asked again: the newest counts

    page = as_role("rektor").get(address(municipality))

    assert {cells[0]: cells[1:3] for cells in table(page)} == {
        "Testelev A": ["ingen", "ingen"],
        "Testelev B": ["har ikke svart", "ingen"],
    }


def test_only_kontaktlaerer_of_the_class_and_rektor_see_it_and_each_look_is_logged(
    municipality: factories.Town, as_role: Who, survey: str
) -> None:
    a, b = (municipality.pupil(f"Testelev {letter}") for letter in "AB")
    case = answer(municipality, survey, a, [b])
    roles = ("kontaktlærer", "rektor", "lærer", "skoleeier", "FAU")

    found = {role: as_role(role).get(address(municipality)).status_code for role in roles}

    assert found == {"kontaktlærer": 200, "rektor": 200, "lærer": 403, "skoleeier": 403, "FAU": 403}
    assert as_role("kontaktlærer").get(address(municipality, "5B")).status_code == 403
    with db.reading() as connection:
        query = "SELECT person_id FROM reads WHERE case_id = %s AND page = 'sosiogram' ORDER BY id"
        readers = connection.exec_driver_sql(query, (case.id,)).scalars().all()
    assert readers == [municipality.person("kontaktlærer").id, municipality.person("rektor").id]


def test_thirty_pupils_stand_apart_and_the_same_way_each_time() -> None:
    members = list(range(1, 31))
    sheets = [choices.Sheet(one, {"er-mest-med": ((one + 6) % 30 + 1, (one + 13) % 30 + 1)}) for one in members]
    lines = choices.lines(sheets, members, "er-mest-med")

    nodes, arrows = drawing.picture(lines)

    apart = min(((a.x - b.x) ** 2 + (a.y - b.y) ** 2) ** 0.5 for a, b in itertools.combinations(nodes, 2))
    assert apart > 2 * drawing.NODE
    assert (nodes, arrows) == drawing.picture(lines)


def address(town: factories.Town, name: str = "5A") -> str:
    """Return the page of a class."""
    return f"/undersokelser/sosiogram/{town.schools[0].classes[name]}"


def table(page: object) -> list[list[str]]:
    """Return the table's rows as texts."""
    rows = browsers.find(page, "//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


def answer(town: factories.Town, routine: str, pupil: model.Person, chosen: list[model.Person]) -> model.CaseRef:
    """Open a talk with a pupil who chooses some."""
    raw = {"elev": str(pupil.id), "hva": "", "sporsmal_7": [str(one.id) for one in chosen]}
    return cases.open_case(by=town.person("kontaktlærer"), routine=routine, raw=raw, token=factories.uuid4().hex)


@pytest.fixture
def survey(municipality: factories.Town) -> str:
    """Publish a routine whose start form is the talk with a pupil."""
    diagram = diagrams.chain("samtale", diagrams.task("SAK"), lanes={"Rektor": ["inn", "SAK"]}, start="elevsamtale")
    pupil = {
        "type": "select",
        "id": "s1",
        "key": "elev",
        "label": "Elev",
        "valuesKey": "elever",
        "properties": {"register": "elev"},
    }
    diagrams.publish(
        municipality.id,
        "samtale",
        diagram,
        elevsamtale=diagrams.form("elevsamtale", pupil, diagrams.text_field("hva"), WITH),
    )
    return "samtale"

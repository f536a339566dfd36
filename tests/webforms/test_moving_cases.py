"""Flytte saker on the version's page, and Grip inn on a case's: without a script, with a reason, and for whom it is."""

from __future__ import annotations

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, db, model, overview, tables
from engine.overview import moving
from tests.webforms.browser import As

LANES = {"Kontaktlærer/Rektor": ["inn", "SAMTALE", "NY", "OPPFOLGING"]}
PATH = "/rutiner/prove/utgave/2/flytt"


def publish(town: factories.Town, *tasks: str) -> None:
    """Publish the next version."""
    diagrams.publish(town.id, "prove", diagrams.chain("prove", *tasks, lanes=LANES))


def test_process_owner_sees_what_can_be_moved_and_moves_it(
    municipality: factories.Town, case: model.CaseRef, as_role: As
) -> None:
    publish(municipality, diagrams.task("SAMTALE", diagrams.due("straks")), diagrams.task("NY"))
    owner = as_role("prosesseier")

    assert f'href="{PATH}"' in owner.get("/rutiner/prove/utgave/2").text
    page = owner.get(PATH)
    assert "1 sak følger en annen utgave." in page.text
    assert "Testelev" not in page.text
    without = owner.fill(page, {}, "_gjor=flytt")
    assert (without.status_code, "Skriv hvorfor" in without.text) == (422, True)
    moved = owner.fill(page, {"grunn": "Ny utgave"}, "_gjor=flytt")

    assert "1 sak er flyttet." in moved.text
    events = as_role("rektor").get(f"/sak/{case.number}/hendelser").text
    assert "Saken ble flyttet til en annen utgave av rutinen" in events
    assert "Ny utgave" in events


def test_what_must_be_chosen_is_asked_and_the_choice_moves_the_case(
    municipality: factories.Town, case: model.CaseRef, as_role: As
) -> None:
    publish(municipality, diagrams.task("NY"), diagrams.task("OPPFOLGING"))
    owner = as_role("prosesseier")
    page = owner.get(PATH)

    assert "finnes ikke i den nye utgaven" in page.text
    seen = owner.fill(page, {"steps.SAMTALE": "NY"}, "_gjor=se")
    assert "blir til «Steg NY»" in seen.text
    moved = owner.fill(seen, {"deadlines.SAMTALE": "keep", "grunn": "x"}, "_gjor=flytt")

    assert "1 sak er flyttet." in moved.text
    rows = overview.case_page(case.number, municipality.person("rektor")).open_tasks
    assert [row.task.element_id for row in rows] == ["NY"]


def test_others_may_not_move_cases(municipality: factories.Town, case: model.CaseRef, as_role: As) -> None:
    publish(municipality, diagrams.task("SAMTALE"), diagrams.task("NY"))

    for role in ("rektor", "lærer"):
        assert as_role(role).get(PATH).status_code == 403
        assert as_role(role).post(PATH, {"grunn": "x", "_gjor": "flytt"}).status_code == 403
    assert PATH not in as_role("rektor").get("/rutiner/prove/utgave/2").text


def test_leader_looks_over_an_intervention_before_it_is_done(
    municipality: factories.Town, case: model.CaseRef, as_role: As
) -> None:
    rektor, path = as_role("rektor"), f"/sak/{case.number}/grip-inn"
    assert f'href="{path}"' in rektor.get(f"/sak/{case.number}").text

    seen = rektor.fill(rektor.get(path), {"hva": "skip", "grunn": "Gjort på telefon"}, "_gjor=se-over")
    assert "Faller bort" in seen.text
    assert "Steg OPPFOLGING" in seen.text
    assert [row.task.element_id for row in open_rows(municipality, case)] == ["SAMTALE"]
    done = rektor.fill(seen, {}, "_gjor=gjor")

    assert done.status_code == 302
    assert [row.task.element_id for row in open_rows(municipality, case)] == ["OPPFOLGING"]
    assert "Hoppet over: Steg SAMTALE" in rektor.get(f"/sak/{case.number}/hendelser").text


def test_going_back_changing_a_deadline_and_stopping(
    municipality: factories.Town, case: model.CaseRef, as_role: As
) -> None:
    rektor, path = as_role("rektor"), f"/sak/{case.number}/grip-inn"
    deeds = [
        {"hva": "go", "til": "OPPFOLGING"},
        {"hva": "deadline", "frist": "2027-01-31T16:00"},
        {"hva": "stop"},
    ]

    for deed in deeds:
        seen = rektor.fill(rektor.get(path), {**deed, "grunn": "x"}, "_gjor=se-over")
        assert seen.status_code == 200, seen.text
        assert rektor.fill(seen, {}, "_gjor=gjor").status_code == 302
        if deed["hva"] == "deadline":
            assert open_rows(municipality, case)[0].task.due_at.year == 2027

    assert "stoppet" in rektor.get(f"/sak/{case.number}").text
    assert open_rows(municipality, case) == ()
    assert "Det er ingenting å gjøre" in rektor.get(path).text


def test_back_from_looking_over_keeps_the_choice_and_the_reason(case: model.CaseRef, as_role: As) -> None:
    rektor, path = as_role("rektor"), f"/sak/{case.number}/grip-inn"
    chosen = {"hva": "go", "til": "OPPFOLGING", "grunn": "Alt gjort på telefon"}
    first = rektor.get(path)
    seen = rektor.fill(first, chosen, "_gjor=se-over")

    back = rektor.fill(seen, {}, "_gjor=tilbake")

    assert back.status_code == 200
    assert chosen.items() <= dict(rektor.form_of(back)[0]).items()
    assert "«Rett svaret»" in first.text
    assert f'href="/sak/{case.number}/svar"' in first.text


def test_a_step_of_another_routine_is_no_place_to_go(case: model.CaseRef, as_role: As) -> None:
    rektor, path = as_role("rektor"), f"/sak/{case.number}/grip-inn"

    refused = rektor.fill(rektor.get(path), {"hva": "go", "grunn": "x"}, "_gjor=se-over")
    elsewhere = rektor.post(path, {**dict(rektor.form_of(refused)[0]), "til": "FINNES_IKKE", "_gjor": "se-over"})

    assert (refused.status_code, elsewhere.status_code) == (422, 422)
    assert "«Steg SAMTALE» kan ikke gå dit." in elsewhere.text


def test_an_intervention_in_what_has_changed_is_looked_over_again_and_keeps_the_reason(
    municipality: factories.Town, case: model.CaseRef, as_role: As
) -> None:
    rektor, path = as_role("rektor"), f"/sak/{case.number}/grip-inn"
    seen = rektor.fill(rektor.get(path), {"hva": "stop", "grunn": "Meldt ved en feil"}, "_gjor=se-over")
    step = cases.open_steps(case.id, by=municipality.person("rektor"))[0].token
    skip = cases.Deed("skip", step)
    cases.intervene(case.id, by=municipality.person("rektor"), deed=skip, reason="Den andre lederen")

    stale = rektor.fill(seen, {}, "_gjor=gjor")

    assert stale.status_code == 409
    assert "«Steg SAMTALE» er hoppet over" in stale.text
    assert "Meldt ved en feil" in stale.text
    assert [row.task.element_id for row in open_rows(municipality, case)] == ["OPPFOLGING"]
    assert rektor.fill(stale, {}, "_gjor=gjor").status_code == 302
    assert open_rows(municipality, case) == ()


def test_nothing_is_done_that_was_not_shown(municipality: factories.Town, case: model.CaseRef, as_role: As) -> None:
    page = as_role("rektor").post(f"/sak/{case.number}/grip-inn", {"hva": "stop", "_gjor": "gjor", "grunn": "x"})

    assert (page.status_code, "Se over" in page.text) == (200, True)
    assert len(open_rows(municipality, case)) == 1


def test_leader_sets_a_value_that_the_routine_reads(
    municipality: factories.Town, case: model.CaseRef, as_role: As
) -> None:
    publish(municipality, diagrams.task("SAMTALE"), diagrams.task("NY", diagrams.due("=hva")))
    raw = {"elev": str(municipality.pupil().id), "hva": "Står alene"}
    case = cases.open_case(by=municipality.person("ansatt"), routine="prove", raw=raw, token="engang-3")
    rektor, path, name = as_role("rektor"), f"/sak/{case.number}/grip-inn", "hva"

    seen = rektor.fill(
        rektor.get(path), {"hva": "set", "navn": name, "verdi": "ny tekst", "grunn": "x"}, "_gjor=se-over"
    )
    assert "Ny verdi: ny tekst" in seen.text
    assert rektor.fill(seen, {}, "_gjor=gjor").status_code == 302

    assert cases.variables(case.id, by=municipality.person("rektor"))[name] == "ny tekst"
    wrong = rektor.post(path, {"hva": "set", "navn": "", "verdi": "x", "grunn": "x", "_gjor": "se-over"})
    assert wrong.status_code == 422


def test_a_case_of_another_routine_is_refused_on_the_page(
    municipality: factories.Town, case: model.CaseRef, as_role: As
) -> None:
    other = diagrams.chain("annen", diagrams.task("B"), lanes={"Kontaktlærer": ["inn", "B"]})
    diagrams.publish(municipality.id, "annen", other)
    raw = {"elev": str(municipality.pupil().id), "hva": "Står alene"}
    theirs = cases.open_case(by=municipality.person("ansatt"), routine="annen", raw=raw, token="engang-4")
    publish(municipality, diagrams.task("SAMTALE"), diagrams.task("NY"))

    page = as_role("prosesseier").post(PATH, {"grunn": "x", "_gjor": "flytt", "sak": theirs.number})

    assert page.status_code == 422
    assert f"Sak {theirs.number} følger rutinen " in page.text


def test_many_cases_are_judged_a_part_at_a_time(
    municipality: factories.Town, case: model.CaseRef, as_role: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        raw = {"elev": str(municipality.pupil().id), "hva": "Står alene"}
        cases.open_case(by=municipality.person("ansatt"), routine="prove", raw=raw, token=f"del-{number}")
    publish(municipality, diagrams.task("SAMTALE"), diagrams.task("NY"))
    monkeypatch.setattr(moving, "LOOK", 2)
    owner = as_role("prosesseier")

    first, second = owner.get(PATH), owner.post(PATH, {"del": "2"})

    assert "sak 1–2 av 3" in first.text
    assert "De neste" in first.text
    assert "sak 3–3 av 3" in second.text
    assert "De forrige" in second.text
    assert owner.post(PATH, {"del": "999999999"}).status_code == 200


def test_what_is_missing_is_said_and_nothing_is_done(
    municipality: factories.Town, case: model.CaseRef, as_role: As
) -> None:
    rektor, path = as_role("rektor"), f"/sak/{case.number}/grip-inn"

    for fields in ({}, {"hva": "go"}, {"hva": "deadline", "frist": "i morgen"}, {"hva": "skip", "steg": "x"}):
        assert rektor.fill(rektor.get(path), fields, "_gjor=se-over").status_code == 422
    undated = rektor.fill(rektor.get(path), {"hva": "deadline", "grunn": "x"}, "_gjor=se-over")
    assert "Fyll ut både dato og klokkeslett i «Ny frist»." in undated.text
    assert rektor.post(path, {"hva": "stop", "_gjor": "gjor", "grunn": ""}).status_code == 422
    assert as_role("kontaktlærer").get(path).status_code == 403
    assert len(open_rows(municipality, case)) == 1


def test_one_case_that_fails_is_told_of_and_stops_no_other(
    municipality: factories.Town, case: model.CaseRef, as_role: As
) -> None:
    raw = {"elev": str(municipality.pupil().id), "hva": "Står alene"}
    other = cases.open_case(by=municipality.person("ansatt"), routine="prove", raw=raw, token="engang-2")
    publish(municipality, diagrams.task("SAMTALE", diagrams.due("straks")), diagrams.task("NY"))
    spoil(case)
    owner = as_role("prosesseier")

    page = owner.get(PATH)
    moved = owner.fill(page, {"grunn": "Ny utgave"}, "_gjor=flytt")

    assert (page.status_code, "Feilet" in page.text) == (200, True)
    assert "1 sak er flyttet." in moved.text
    assert "1 sak feilet og er som før." in moved.text
    assert f"Sak {case.number}: " in moved.text
    assert "utgave 2" in as_role("rektor").get(f"/sak/{other.number}").text


def test_version_that_no_row_can_have_is_not_found(case: model.CaseRef, as_role: As) -> None:
    owner, path = as_role("prosesseier"), "/rutiner/prove/utgave/999999999999999999"

    assert [owner.get(f"{path}{more}").status_code for more in ("", "/flytt", "/filer.zip")] == [404, 404, 404]
    assert owner.post(f"{path}/flytt", {"grunn": "x", "_gjor": "flytt"}).status_code == 404


def test_reason_that_is_too_long_is_refused_and_stays_on_the_page(
    municipality: factories.Town, case: model.CaseRef, as_role: As
) -> None:
    publish(municipality, diagrams.task("SAMTALE", diagrams.due("straks")), diagrams.task("NY"))
    rektor, owner = as_role("rektor"), as_role("prosesseier")
    long, said = "g" * 2001, "Grunnen er på 2001 tegn. Kort den ned til høyst 2000."
    other = {"person": str(municipality.person("lærer").id), "elev": str(municipality.pupil("Testelev B").id)}

    pages = [
        owner.post(PATH, {"grunn": long, "_gjor": "flytt"}),
        rektor.post(f"/sak/{case.number}/grip-inn", {"hva": "stop", "_gjor": "gjor", "grunn": long}),
        rektor.post(f"/sak/{case.number}/deltakere", {"grunn": long, **other}),
        rektor.post(f"/sak/{case.number}/elev", {"grunn": long, **other}),
    ]

    assert [(page.status_code, said in page.text, long in page.text) for page in pages] == [(422, True, True)] * 4
    assert owner.post(PATH, {"grunn": long[1:], "_gjor": "flytt"}).status_code == 200


def spoil(case: model.CaseRef) -> None:
    """Make the engine's record of the case unreadable."""
    c = tables.cases.c
    with db.transaction() as connection:
        connection.execute(sa.update(tables.cases).where(c.id == case.id).values(state="ødelagt"))


def open_rows(town: factories.Town, case: model.CaseRef) -> tuple[object, ...]:
    """Return what is open in the case."""
    return overview.case_page(case.number, town.person("rektor")).open_tasks

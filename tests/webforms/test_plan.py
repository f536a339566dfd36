"""Sak, Plan: the plan in force, told of by later steps, its versions, what changed, and what is missing to close."""

from __future__ import annotations

import diagrams
import factories
import pytest
from flask import Flask

from engine import cases, clock, overview, pages
from engine.overview import planned
from tests.webforms import browser as browsers
from tests.webforms import plan_states
from tests.webforms.browser import As, find, words
from tests.webforms.plan_states import ADULT, EVALUATED, GO_ON, GROUP, PLACES, Planned

CLOSE = {"eleven_sier": "ja", "elevens_uttalelse": "Det er bra nå", "uttalelse_dato": "2026-03-02",
         "beslutning": "avslutt", "begrunnelse": "Eleven er trygg"}  # fmt: skip


def test_a_case_without_a_plan_says_so(made: Planned, as_role: As) -> None:
    page = tab(as_role, made)

    assert "Ingen plan ennå" in words(page)
    assert "Mangler: elevens egen, daterte uttalelse" in words(page)
    assert "Begge deler skrives i steget «Steg AVSLUTT» (Rektor)." in words(page)


def test_a_routine_without_a_plan_tells_of_no_closing(municipality: factories.Town, as_role: As) -> None:
    rota = diagrams.chain("tilsyn", diagrams.task("LAG"), lanes={"Rektor": ["inn", "LAG"]})
    diagrams.publish(municipality.id, "tilsyn", rota)
    raw = {"hva": "Tunet", "elev": str(municipality.pupil().id)}
    case = cases.open_case(by=municipality.person("rektor"), routine="tilsyn", raw=raw, token="t")

    page = words(as_role("rektor").get(f"/sak/{case.number}/plan"))

    assert ("Har rutinen en plan, står den her" in page, "Avslutning" in page) == (True, False)


def test_a_measure_that_nobody_has_told_of_is_never_taken_for_done(made: Planned, as_role: As) -> None:
    made.do("PLAN", made.plan(ADULT, system=(PLACES,)))

    page = tab(as_role, made)

    assert measures(page) == {
        "Tryggperson": ("individnivå", "Status: ikke meldt"),
        "Faste plasser": ("klasse- og systemnivå", "Status: ikke meldt"),
    }
    assert "7. januar 2026" in words(page)
    assert "10. februar 2026" in words(page)
    assert "Ikke evaluert" in words(page)


def test_a_day_that_is_not_set_is_said_to_be_so(made: Planned, as_role: As) -> None:
    made.do("PLAN", {**made.plan(ADULT), "evalueringsdato": None})

    assert "Skal evalueresIngen dato er satt" in words(tab(as_role, made))


def test_the_problem_and_the_goal_stand_before_the_measures(made: Planned, as_role: As) -> None:
    made.do("PLAN", {**made.plan(ADULT), "problem": "Alene ute", "mal": "En trygg dag"})

    said = words(tab(as_role, made))

    assert said.index("Hva planen skal løse") < said.index("Alene ute") < said.index("En trygg dag")
    assert said.index("En trygg dag") < said.index("Tryggperson")


def test_a_level_is_missed_only_where_the_form_asks_for_one() -> None:
    rows = {"type": "dynamiclist", "path": "tiltak", "properties": {"plan": "tiltak"}, "components": [
        {"key": "navn", "properties": {"plan": "navn"}}, {"key": "hva", "properties": {"plan": "problem"}},
    ]}  # fmt: skip
    asking = {**rows, "components": [*rows["components"], {"key": "n", "properties": {"plan": "nivå"}}]}
    content = {"tiltak": [{"navn": "Tryggperson", "hva": "Alene ute"}]}

    for form, asks in ((rows, False), (asking, True)):
        view = pages.AnswersView(1, "", "", "", clock.now(), "accepted", {"components": [form]}, content, None)
        [measure] = planned.measures(view, [], str)
        assert (measure.asks_level, measure.level, measure.problem) == (asks, "", "Alene ute")


def test_a_plan_at_one_level_only_says_that_more_are_often_needed(made: Planned, as_role: As) -> None:
    made.do("PLAN", made.plan(ADULT))

    assert "Alle tiltakene er på individnivå." in words(tab(as_role, made))


def test_status_and_evaluation_are_gathered_from_where_they_were_written(
    made: Planned, as_role: As, own: clock.Clock
) -> None:
    made.do("PLAN", made.plan(ADULT, system=(PLACES,)))
    told = {"tiltak": "tryggperson ", "tilstand": "i_gang", "dato": "2026-01-07", "merknad": "Hver morgen"}
    made.do("STATUS", {"status": [told, {"tiltak": "Faste plasser", "tilstand": "ikke"}]})
    forward(own, "2026-02-10 12:00")
    rated = {"tiltak": "Tryggperson", "virker": "delvis", "konklusjon": "Fortsetter"}
    made.do("EVAL", {**EVALUATED, "vurdering": [rated]})

    page = tab(as_role, made)

    assert [status for _level, status in measures(page).values()] == ["Status: Satt i gang", "Status: Ikke satt i gang"]
    assert "Satt i gang, 7. januar 2026. Hver morgen («Steg STATUS», Rektor Eksempel" in words(page)
    assert "Evaluering: har det virket?Delvis, 10. februar 2026" in words(page)
    assert "EvalueringIkke evaluert" in words(page)
    assert "Fortsetter («Steg EVAL», Rektor Eksempel" in words(page)


def test_a_correction_is_a_new_version_and_the_old_one_stays(made: Planned, as_role: As, own: clock.Clock) -> None:
    made.do("PLAN", made.plan(ADULT))
    first = made.last_answer("PLAN")
    forward(own, "2026-01-06 09:00")
    fixed = made.plan({**ADULT, "ansvarlig": "Miljøterapeut"})
    cases.correct_answers(first, by=made.rektor, raw=fixed, reason="Annen ansvarlig")

    page = tab(as_role, made)
    old = as_role("rektor").get(f"/sak/{made.case.number}/plan/utgave?nr=1")

    assert find(page, "//ol[@class='timeline']/li/h3/text()") == ["Utgave 2: Rettelse", "Utgave 1: Godkjent plan"]
    changed = " ".join(find(page, "//ol[@class='timeline']/li[1]//details")[0].text_content().split())
    assert changed.endswith("«Tryggperson»: Ansvarlig for tiltaket Kontaktlærer → Miljøterapeut")
    assert "Gjaldt fra 05.01.2026 kl. 10:00 til 06.01.2026 kl. 09:00" in words(old)
    assert "Miljøterapeut" not in words(old)


def test_a_new_round_tells_what_came_and_went_and_keeps_what_was_told(
    made: Planned, as_role: As, own: clock.Clock
) -> None:
    made.do("PLAN", made.plan(ADULT, system=(PLACES,)))
    made.do("STATUS", {"status": [{"tiltak": "Tryggperson", "tilstand": "avsluttet", "dato": "2026-02-01"}]})
    forward(own, "2026-02-10 12:00")
    made.do("EVAL", EVALUATED)
    made.do("AVSLUTT", GO_ON)
    forward(own, "2026-02-11 12:00")
    made.do("PLAN", made.plan(GROUP, system=(PLACES,)))

    page = tab(as_role, made)
    both = as_role("rektor").get(f"/sak/{made.case.number}/plan/endringer?fra=1&til=2")

    assert measures(page)["Tryggperson"] == ("individnivå", "Status: Avsluttet")
    assert "Tiltak som ikke står i planen nå" in words(page)
    for one in (page, both):
        assert "Nytt tiltak: «Lekegruppe»" in words(one)
        assert "Står ikke lenger i planen: «Tryggperson»" in words(one)
    assert "Det som ble skrevet" in words(page)  # the pupil's words were of the first round
    assert "Mangler: rektors beslutning" in words(page)


def test_a_correction_of_a_round_that_is_over_never_is_in_force(made: Planned, own: clock.Clock) -> None:
    made.do("PLAN", made.plan(ADULT))
    first = made.last_answer("PLAN")
    made.do("STATUS", {"status": [{"tiltak": "Tryggperson", "tilstand": "i_gang"}]})
    forward(own, "2026-02-10 12:00")
    made.do("EVAL", EVALUATED)
    made.do("AVSLUTT", GO_ON)
    made.do("PLAN", made.plan(GROUP))
    cases.correct_answers(first, by=made.rektor, raw=made.plan(ADULT, PLACES), reason="Glemt tiltak")

    page = overview.plan_page(made.case.number, made.rektor)

    assert [(one.kind, one.from_at is None) for one in page.versions] == [
        ("first", False), ("round", False), ("correction", True),
    ]  # fmt: skip
    assert page.now is not None
    assert [one.name for one in page.now.measures] == ["Lekegruppe"]


def test_closing_is_the_pupils_words_and_rektors_decision(made: Planned, as_role: As, own: clock.Clock) -> None:
    made.do("PLAN", made.plan(ADULT))
    made.do("STATUS", {"status": [{"tiltak": "Tryggperson", "tilstand": "i_gang"}]})
    forward(own, "2026-03-02 12:00")
    made.do("EVAL", {**EVALUATED, "elev_trygg": "ja"})
    assert "Skolen kan ikke avslutte planen alene." in words(tab(as_role, made))
    made.do("AVSLUTT", CLOSE)

    page = tab(as_role, made)

    assert "Elevens uttalelse, 2. mars 2026: «Det er bra nå»" in words(page)
    assert "Saken er avsluttet" in words(page)
    assert "Mangler" not in words(page)
    assert measures(page)["Tryggperson"] == ("individnivå", "Status: Satt i gang")  # ended is not done


def test_oyers_plan_works_the_same_with_one_task_for_each_measure(
    municipality: factories.Town, own: clock.Clock, as_role: As
) -> None:
    made = plan_states.oyer(municipality)
    who = str(municipality.person("kontaktlærer").id)
    rows = [{"navn": name, "naar": "2026-01-12", "ansvarlig": who} for name in ("Tryggperson", "Leksehjelp")]
    texts = ("oppsummering", "vurderinger", "elev_bidrag", "problem", "mal", "barnets_beste")
    made.do("PLAN", {**dict.fromkeys(texts, "Skrevet"), "tiltak": rows, "evalueringsdato": "2026-02-02"})
    made.do("STATUS", {"tilstand": "i_gang", "dato_tiltak": "2026-01-05", "merknad": "Har begynt"}, instance=1)

    page = tab(as_role, made)

    assert measures(page) == {
        "Tryggperson": ("nivå ikke oppgitt", "Status: ikke meldt"),
        "Leksehjelp": ("nivå ikke oppgitt", "Status: Satt i gang"),
    }
    assert "Kontaktlærer Eksempel" in words(page)
    assert "Rutinen sier ikke hvilket steg det skrives i." in words(page)


def test_the_plan_is_closed_to_who_may_not_read_the_answers(made: Planned, as_role: As) -> None:
    made.do("PLAN", made.plan(ADULT))

    for path in ("/plan", "/plan/utgave?nr=1", "/plan/endringer"):
        assert as_role("helsesykepleier").get(f"/sak/{made.case.number}{path}").status_code == 404


# -- the catalogue


def test_all_staff_read_the_catalogue_and_search_in_it(made: Planned, as_role: As) -> None:
    teacher = as_role("helsesykepleier")

    everything, found = teacher.get("/tiltakskatalog"), teacher.post("/tiltakskatalog", {"sok": "bussjåfør drosje"})
    searched = teacher.post("/tiltakskatalog", {"sok": "SKOLEVEIEN", "niva": "individ"})

    assert {"UDT-T-02c", "OYR-8-04", "BAE-T-09", "ELL-5-03.aks"} <= set(find(everything, "//li[@id]/@id"))
    assert find(searched, "//li[@id]/@id") == ["UDT-T-02d"]
    assert "0 tiltak" in words(found)
    assert not find(everything, "//button[text()='Bruk dette tiltaket']")


def test_a_search_that_finds_no_measure_says_so_and_leads_back(made: Planned, as_role: As) -> None:
    page = as_role("lærer").post("/tiltakskatalog", {"sok": "finnesikke"})

    assert "Ingen tiltak passer" in browsers.words(page)
    assert browsers.find(page, "//main//a[text()='Vis alle']/@href") == ["/tiltakskatalog"]


def test_a_row_is_filled_from_the_catalogue_without_a_script(made: Planned, as_role: As) -> None:
    rektor = as_role("rektor")
    form = rektor.get(f"/oppgave/{made.open_tasks()['PLAN'][0]}")
    asked = rektor.fill(form, {"problem": "Skrevet her"}, "_gjor=katalog tiltak_individ.0")
    row = find(asked, "//form[.//input[@value='UDT-T-01']]")[0]

    back = rektor.send(row.get("action"), dict(row.form_values()))  # type: ignore[arg-type]

    assert "OYR-8-01" not in asked.text
    values, _action = rektor.form_of(back)
    assert values["problem"].strip() == "Skrevet her"
    assert values["tiltak_individ.0.navn"] == "Tett oppfølging over tid"
    assert values["tiltak_individ.0.beskrivelse"].strip().startswith("En ansatt som har en god relasjon til eleven")
    assert "Kontaktperson:" in values["tiltak_individ.0.sporsmal"]
    assert values["tiltak_individ.0.stoppregel"].strip().startswith("Dere bør ikke organisere tiltaket")


def test_what_stands_in_the_row_is_kept(made: Planned, as_role: As) -> None:
    rektor = as_role("rektor")
    task = made.open_tasks()["PLAN"][0]
    typed = {"tiltak_individ.0.navn": "Kaffekroken", "tiltak_individ.0.beskrivelse": "Hver tirsdag"}
    rektor.fill(rektor.get(f"/oppgave/{task}"), typed, "_gjor=katalog tiltak_individ.0")

    rektor.post(f"/oppgave/{task}/tiltakskatalog", {"rad": "tiltak_individ.0", "tiltak": "BAE-T-11"})

    values, _action = rektor.form_of(rektor.get(f"/oppgave/{task}"))
    assert values["tiltak_individ.0.navn"] == "Kaffekroken"
    assert values["tiltak_individ.0.beskrivelse"].strip().startswith("Hver tirsdag")
    assert "holdt løpende orientert" in values["tiltak_individ.0.beskrivelse"]


@pytest.mark.parametrize("row", ["", "tiltak_individ", "tiltak_individ.9", "status.0", "x.0", "tiltak_individ.-1"])
def test_a_row_that_is_not_there_leads_back_to_the_form(made: Planned, as_role: As, row: str) -> None:
    rektor, task = as_role("rektor"), made.open_tasks()["PLAN"][0]

    answer = rektor.post(f"/oppgave/{task}/tiltakskatalog", {"rad": row, "tiltak": "UDT-T-01"})

    assert answer.status_code == 302
    assert answer.location == f"/oppgave/{task}"


@pytest.fixture
def made(municipality: factories.Town, own: clock.Clock) -> Planned:
    return plan_states.baerum(municipality)


@pytest.fixture
def as_role(app: Flask, municipality: factories.Town) -> As:
    """Return a browser of who has the role, with a session of its own: time passes between pages."""
    return lambda role: browsers.browser(app, municipality.person(role))


def tab(as_role: As, made: Planned) -> object:
    return as_role("rektor").get(f"/sak/{made.case.number}/plan")


def measures(page: object) -> dict[str, tuple[str, str]]:
    """Return level and status of each measure that the page shows, by name."""
    rows = find(page, "//li[.//p[@class='head-facts']/span[contains(@class, 'mark')]]")  # type: ignore[arg-type]
    return {
        row.xpath("./h3")[0].text_content(): tuple(one.text_content().strip() for one in row.xpath("./p[1]/span"))
        for row in rows
    }


def forward(own: clock.Clock, moment: str) -> None:
    own.set(factories.moment(moment))

"""What a municipality decides: declared by a form, stored as versions, read by FEEL, forms and letters (issue 4)."""

from __future__ import annotations

from datetime import date

import factories
import pytest
import racing

from engine import db, errors
from engine.municipality import places, policy, setting_versions


def test_the_form_declares_the_settings_their_start_values_and_their_laws():
    here = policy.declared()

    assert here.defaults["plannavn"] == "aktivitetsplan"
    assert here.defaults["rekkefolge_12_5"] == "elev"
    assert here.laws["barnets beste"] == "lov_barnets_beste"
    assert "innstilling.evaluering_maks" in here.paths


def test_what_is_stored_goes_before_the_start_value_and_unknown_keys_are_left_out():
    found = policy.whole({"plannavn": "tiltaksplan", "gammel": "x"})

    assert (found["plannavn"], found["sfo_navn"], "gammel" in found) == ("tiltaksplan", "SFO", False)


def test_a_law_changes_from_a_date_and_a_case_follows_the_law_of_its_start():
    values = policy.whole({"lovendringer": [change("rett", "§ 1", "2026-08-01"), change("rett", "§ 2", "2027-01-01")]})

    assert policy.references(values, date(2026, 7, 31))["rett"] == "opplæringslova § 12-2"
    assert policy.names(values, date(2026, 8, 1))["lov_rett"] == "§ 1"
    assert policy.names(values, date(2027, 2, 1))["lov_rett"] == "§ 2"


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (
            {"straks_timer": -1},
            "Innstillingen «straks_timer» kan ikke være «-1». Skriv et antall timer over 0, for eksempel 4.",
        ),
        (
            {"plannavn": "plan"},
            "Innstillingen «plannavn» kan ikke være «plan». Velg blant aktivitetsplan, tiltaksplan.",
        ),
        ({"planavn": "tiltaksplan"}, "Innstillingen «planavn» finnes ikke; mente du «plannavn»?"),
        (
            {"dagen_slutter": "26:00"},
            "Innstillingen «dagen_slutter» kan ikke være «26:00». Skriv et klokkeslett, for eksempel 16:00.",
        ),
        ({"minste_antall": float("inf")}, "Innstillingen «minste_antall» kan ikke være «inf»."),
        ({"straks_timer": float("nan")}, "Innstillingen «straks_timer» kan ikke være «nan»."),
        ({"evaluering_maks": "9999 uker"}, "Innstillingen «evaluering_maks» kan ikke være «9999 uker»."),
        ({"evaluering_maks": "999 måneder"}, "Innstillingen «evaluering_maks» kan ikke være «999 måneder»."),
    ],
)
def test_a_wrong_setting_is_told_with_its_remedy(wanted, sentence):
    with pytest.raises(errors.SettingsUnreadable) as caught:
        policy.checked(wanted)

    assert caught.value.message.startswith(sentence)


@pytest.mark.parametrize("period", ["1 dag", "6 uker", "45 skoledager", "120 dager", "12 måneder"])
def test_a_period_that_a_municipality_may_choose_is_taken(period):
    assert policy.checked({"evaluering_maks": period}) == {"evaluering_maks": period}


def test_each_change_is_a_version_with_who_when_and_why(municipality):
    by = municipality.person("skoleeier")

    setting_versions.change(by=by, wanted={"plannavn": "tiltaksplan"}, reason="Slik sier vi det")
    setting_versions.change(by=by, wanted={"sfo_navn": "AKS"}, reason="Nytt navn")

    last, first = setting_versions.history(by)
    assert (last.number, last.by, last.reason) == (2, by.name, "Nytt navn")
    assert [(one.key, one.before, one.after) for one in last.changes] == [("sfo_navn", "SFO", "AKS")]
    assert (first.number, first.values["plannavn"], first.values["sfo_navn"]) == (1, "tiltaksplan", "SFO")
    assert setting_versions.current(by)[1]["plannavn"] == "tiltaksplan"


def test_a_change_needs_the_role_a_reason_and_the_version_in_force(municipality):
    owner = municipality.person("prosesseier")
    setting_versions.change(by=owner, wanted={"sfo_navn": "AKS"}, reason="Oslo")

    with pytest.raises(errors.NotAllowed):
        setting_versions.change(by=municipality.person("rektor"), wanted={"sfo_navn": "SFO"}, reason="Nei")
    with pytest.raises(errors.AnswersInvalid):
        setting_versions.change(by=owner, wanted={"sfo_navn": "SFO"}, reason=" ")
    with pytest.raises(errors.StaleVersion):
        setting_versions.change(by=owner, wanted={"sfo_navn": "SFO"}, reason="Tilbake", seen=0)
    assert setting_versions.current(owner)[1]["sfo_navn"] == "AKS"


def test_a_line_break_of_a_reason_is_one_character_however_a_browser_sends_it(municipality):
    longest = "x\r\n" * (setting_versions.REASON_LIMIT // 2 - 1) + "xx"

    made = setting_versions.change(
        by=municipality.person("skoleeier"), wanted={"sfo_navn": "AKS"}, reason=f" {longest} "
    )

    assert made.reason == longest
    with pytest.raises(errors.AnswersInvalid, match="tegn"):
        setting_versions.change(by=municipality.person("skoleeier"), wanted={"sfo_navn": "SFO"}, reason=longest + "x")


def test_cases_can_be_opened_while_settings_are_changed(municipality):
    with db.transaction() as connection:  # a register that is taken in stores them first, and may go on for a minute
        setting_versions.store(connection, municipality.id, {"sfo_navn": "AKS"})

        assert factories.case(municipality).number


def test_two_changes_at_once_are_two_versions(municipality):
    by = municipality.person("skoleeier")

    racing.at_once(
        lambda: setting_versions.change(by=by, wanted={"sfo_navn": "AKS"}, reason="Oslo"),
        lambda: setting_versions.change(by=by, wanted={"plannavn": "tiltaksplan"}, reason="Slik sier vi det"),
    )

    last = setting_versions.history(by)[0]
    assert (last.number, last.values["sfo_navn"], last.values["plannavn"]) == (2, "AKS", "tiltaksplan")


def test_expressions_see_the_settings_and_the_law_of_the_cases_start(municipality):
    by = municipality.person("skoleeier")
    setting_versions.change(by=by, wanted={"lovendringer": [change("skjerpet", "§ 9", "2026-08-01")]}, reason="Ny lov")

    with db.reading() as connection:
        old = places.builtins(
            connection, municipality.place(), number="1", opened_at=factories.moment("2026-07-31 10:00")
        )
        new = places.builtins(
            connection, municipality.place(), number="2", opened_at=factories.moment("2026-08-01 10:00")
        )

    assert old["innstilling"]["lov_skjerpet"] == "opplæringslova § 12-5"
    assert new["innstilling"]["lov_skjerpet"] == "§ 9"
    assert new["innstilling"]["rekkefolge_12_5"] == "elev"


def change(law: str, reference: str, day: str) -> dict[str, str]:
    return {"lov": law, "henvisning": reference, "gjelder_fra": day}

"""Innstillinger: who decides changes them in a form, looks them over, says why, and brings an older one back."""

from __future__ import annotations

import factories
import pytest
from werkzeug.test import TestResponse

from engine import publishing, routines, settings
from engine.municipality import setting_versions
from tests.webforms import browser as browsers
from tests.webforms.browser import As

PAGE = "/innstillinger"
PROCESSES = settings.ROOT / "processes"


def test_the_form_shows_the_start_values_until_somebody_decides(as_role: As) -> None:
    page = as_role("skoleeier").get(PAGE)

    assert "Ingen har endret noe ennå. Startverdiene gjelder." in browsers.words(page)
    assert page.text.count('value="elev"') == 1
    values, _action = as_role("skoleeier").form_of(page)
    assert (values["rekkefolge_12_5"], values["evaluering_maks"]) == ("elev", "6 uker")


@pytest.mark.parametrize("role", ["skoleeier", "prosesseier", "kommunalsjef"])
def test_who_decides_has_it_in_the_menu(as_role: As, role: str) -> None:
    assert f'href="{PAGE}"' in as_role(role).get("/").text


@pytest.mark.parametrize("role", ["rektor", "kontaktlærer"])
def test_others_are_refused_and_have_no_link(as_role: As, role: str) -> None:
    who = as_role(role)

    assert who.get(PAGE).status_code == 403
    assert f'href="{PAGE}"' not in who.get("/").text
    assert who.post(PAGE, {"_gjor": "lagre", "svar": "{}", "grunn": "x"}).status_code == 403


def test_a_change_is_looked_over_and_saved_with_who_when_and_why(municipality: factories.Town, as_role: As) -> None:
    owner = as_role("skoleeier")

    seen = owner.fill(owner.get(PAGE), {"plannavn": "tiltaksplan", "straks_timer": "2,5"}, "_gjor=se")

    assert in_force(municipality)["plannavn"] == "aktivitetsplan"
    assert "Hva heter planen? Aktivitetsplan → Tiltaksplan" in browsers.words(seen)
    assert "etter 4 → 2,5" in browsers.words(seen)
    saved = owner.fill(seen, {"grunn": "Slik sier vi det hos oss"}, "_gjor=lagre")
    assert "Innstillingene er endret. De gjelder fra nå." in browsers.words(saved)
    assert f"{municipality.person('skoleeier').name}, " in browsers.words(saved)
    assert "Slik sier vi det hos oss" in saved.text
    assert (in_force(municipality)["plannavn"], in_force(municipality)["straks_timer"]) == ("tiltaksplan", 2.5)


def test_without_a_reason_nothing_is_saved_and_nothing_is_lost(municipality: factories.Town, as_role: As) -> None:
    owner = as_role("skoleeier")
    seen = owner.fill(owner.get(PAGE), {"plannavn": "tiltaksplan"}, "_gjor=se")

    again = owner.fill(seen, {"grunn": " "}, "_gjor=lagre")

    assert again.status_code == 422
    assert "Skriv kort hvorfor." in browsers.words(again)
    assert in_force(municipality)["plannavn"] == "aktivitetsplan"
    assert saved_after(owner, again, "Nå med grunn") == "tiltaksplan"


def test_what_the_form_refuses_is_told_at_its_field_with_the_text_kept(as_role: As) -> None:
    owner = as_role("skoleeier")

    page = owner.fill(owner.get(PAGE), {"dagen_slutter": "snart", "merking": ""}, "_gjor=se")

    assert page.status_code == 422
    assert "«Når slutter arbeidsdagen?» er ikke skrevet slik skjemaet ber om." in browsers.words(page)
    assert owner.form_of(page)[0]["dagen_slutter"] == "snart"


def test_a_law_is_changed_from_a_date_by_a_row_and_taken_away_again(municipality: factories.Town, as_role: As) -> None:
    owner = as_role("prosesseier")

    page = owner.fill(owner.get(PAGE), {}, "_rad=legg-til lovendringer")
    row = {"lov": "rett", "henvisning": "opplæringslova § 12-9", "gjelder_fra": "2026-08-01"}
    typed = {f"lovendringer.0.{key}": value for key, value in row.items()}
    typed["lovendringer.0.gjelder_fra:dato"] = typed.pop("lovendringer.0.gjelder_fra")
    seen = owner.fill(page, typed, "_gjor=se")
    owner.fill(seen, {"grunn": "Ny lov"}, "_gjor=lagre")

    assert in_force(municipality)["lovendringer"] == [row]
    seen = owner.fill(owner.fill(owner.get(PAGE), {}, "_rad=fjern lovendringer.0"), {}, "_gjor=se")
    owner.fill(seen, {"grunn": "Den kom ikke likevel"}, "_gjor=lagre")
    assert in_force(municipality)["lovendringer"] == []


def test_each_setting_says_which_routines_in_force_read_it(municipality: factories.Town, as_role: As) -> None:
    for path in (PROCESSES / "felles-innsyn.bpmn", PROCESSES / "felles-handheving.bpmn"):
        files, named = publishing.gather_all([path])
        routines.publish(files, named, municipality_id=municipality.id, by=None)

    page = as_role("skoleeier").get(PAGE)

    assert read_by(page, "lov_unntak_innsyn") == ["/rutiner/felles-innsyn"]  # in the letter it makes
    assert read_by(page, "lov_rett") == []  # in a common part that this letter does not use
    assert read_by(page, "plannavn") == ["/rutiner/felles-handheving"]  # in a form
    assert "Ingen rutine som gjelder nå, bruker den." in about(page, "lov_bortvisning")
    assert "Brukes av systemet selv, i alle rutiner." in about(page, "straks_timer")
    assert "Ingen rutine" not in about(page, "straks_timer")


def test_an_older_version_is_brought_back_as_a_new_change(municipality: factories.Town, as_role: As) -> None:
    by = municipality.person("skoleeier")
    for name, why in (("AKS", "Oslo"), ("SFO", "Ikke Oslo")):
        setting_versions.change(by=by, wanted={"sfo_navn": name}, reason=why)
    owner = as_role("skoleeier")

    page = owner.get(f"{PAGE}?fra=1")
    seen = owner.fill(page, {}, "_gjor=se")

    assert "Ingenting er endret før du har sett over og lagret." in browsers.words(page)
    assert "SFO → AKS" in browsers.words(seen)
    owner.fill(seen, {"grunn": "Oslo likevel"}, "_gjor=lagre")
    assert [one.number for one in setting_versions.history(by)] == [3, 2, 1]
    assert in_force(municipality)["sfo_navn"] == "AKS"


def test_who_looked_over_an_older_version_is_told_and_takes_nothing_back_of_what_changed_meanwhile(
    municipality: factories.Town, as_role: As
) -> None:
    owner = as_role("skoleeier")
    seen = owner.fill(owner.get(PAGE), {"plannavn": "tiltaksplan"}, "_gjor=se")
    setting_versions.change(by=municipality.person("prosesseier"), wanted={"sfo_navn": "AKS"}, reason="Oslo")

    again = owner.fill(seen, {"grunn": "Slik sier vi det"}, "_gjor=lagre")

    assert again.status_code == 409
    assert "Innstillingene er endret etter at du åpnet siden." in browsers.words(again)
    assert "AKS → SFO" not in browsers.words(again)
    assert in_force(municipality)["plannavn"] == "aktivitetsplan"
    owner.fill(again, {}, "_gjor=lagre")
    assert [in_force(municipality)[key] for key in ("plannavn", "sfo_navn")] == ["tiltaksplan", "AKS"]


def test_a_form_that_stood_open_takes_nothing_back_of_what_others_changed(
    municipality: factories.Town, as_role: As
) -> None:
    owner, other = as_role("skoleeier"), municipality.person("prosesseier")
    page = owner.get(PAGE)
    setting_versions.change(by=other, wanted={"sfo_navn": "AKS", "alvorlig": "Vold"}, reason="Oslo")

    seen = owner.fill(page, {"plannavn": "tiltaksplan", "alvorlig": "Vold og trusler"}, "_gjor=se")

    assert "Vold → Vold og trusler" in browsers.words(seen)
    assert "AKS" not in browsers.words(seen)
    owner.fill(seen, {"grunn": "Slik sier vi det"}, "_gjor=lagre")
    kept = [in_force(municipality)[key] for key in ("plannavn", "sfo_navn", "alvorlig")]
    assert kept == ["tiltaksplan", "AKS", "Vold og trusler"]


def read_by(page: TestResponse, key: str) -> list[str]:
    return browsers.find(page, f"//*[@data-path='{key}']//a[starts-with(@href, '/rutiner/')]/@href")


def about(page: TestResponse, key: str) -> str:
    return " ".join(browsers.find(page, f"//*[@data-path='{key}']")[0].text_content().split())


def in_force(municipality: factories.Town) -> setting_versions.Values:
    return setting_versions.current(municipality.person("skoleeier"))[1]


def saved_after(owner: browsers.Browser, page: TestResponse, reason: str) -> object:
    owner.fill(page, {"grunn": reason}, "_gjor=lagre")
    assert owner.person is not None
    return setting_versions.current(owner.person)[1]["plannavn"]

"""A file that was taken away from its answer, or whose answer was never given, is told apart, and sent when chosen.

What was uploaded for a wrong child stays as evidence; it must not go along to Statsforvalteren because nobody looked.
"""

from __future__ import annotations

from io import BytesIO

import pdf_reading
from werkzeug.datastructures import FileStorage

from engine import model
from tests.webforms.browser import As, Browser, find, words

LOOSE = "Står ikke i noe svar"
ANSWERS = {"gjennomfort": "2026-01-07T09:00", "referat": "Snakket", "trygg": "ja"}


def note(name: str) -> FileStorage:
    return FileStorage(BytesIO(f"Notat {name}".encode()), filename=name)


def loose(browser: Browser, case: model.CaseRef) -> dict[str, bool]:
    """Return which files *Dokumenter* says are in no answer, by name."""
    page = browser.get(f"/sak/{case.number}/dokumenter")
    return {
        one.xpath(".//h2")[0].text_content().strip(): LOOSE in one.text_content()
        for one in find(page, "//li[.//h2/a[contains(@href, '/dokument/')]]")
    }


def chosen(browser: Browser, case: model.CaseRef) -> dict[str, bool]:
    """Return which files the package to Statsforvalteren has ticked, by name."""
    page = browser.get(f"/sak/{case.number}/pakke")
    boxes = find(page, "//input[@name='med'][starts-with(@value, 'fil-')]")
    labels = {one.get("for"): one.text_content().split(" (")[0].strip() for one in find(page, "//label[@for]")}
    return {labels[one.get("id")]: one.get("checked") is not None for one in boxes}


def test_a_file_taken_away_before_the_answer_was_given(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    files = [note("riktig.txt"), note("feil-barn.txt")]
    page = rektor.fill(rektor.task_page(), {**ANSWERS, "vedlegg": files}, button="_gjor=oppdater")
    assert loose(rektor, case) == {"riktig.txt": True, "feil-barn.txt": True}
    [wrong] = find(page, "//li[contains(., 'feil-barn.txt')]//input[@name='vedlegg:bort']/@value")

    rektor.fill(page, {"vedlegg:bort": wrong})

    assert loose(rektor, case) == {"riktig.txt": False, "feil-barn.txt": True}
    assert chosen(rektor, case) == {"riktig.txt": True, "feil-barn.txt": False}


def test_a_file_taken_away_by_a_correction(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    rektor.fill(rektor.task_page(), {**ANSWERS, "vedlegg": note("feil-barn.txt")})
    assert loose(rektor, case) == {"feil-barn.txt": False}
    addresses = find(rektor.get(f"/sak/{case.number}/svar"), "//a[contains(@href, '/rett')]/@href")
    page = next(page for page in map(rektor.get, addresses) if find(page, "//input[@name='vedlegg:bort']"))
    [wrong] = find(page, "//input[@name='vedlegg:bort']/@value")

    answer = rektor.fill(page, {"vedlegg:bort": wrong, "grunn": "Feil barn"})

    assert answer.status_code == 302
    assert loose(rektor, case) == {"feil-barn.txt": True}
    assert chosen(rektor, case) == {"feil-barn.txt": False}


def test_a_package_does_not_name_it_among_what_was_left_out(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    page = rektor.fill(
        rektor.task_page(), {**ANSWERS, "vedlegg": [note("riktig.txt"), note("feil-barn.txt")]}, "_gjor="
    )
    [wrong] = find(page, "//li[contains(., 'feil-barn.txt')]//input[@name='vedlegg:bort']/@value")
    rektor.fill(page, {"vedlegg:bort": wrong})
    choices = rektor.get(f"/sak/{case.number}/pakke")
    [right] = find(choices, "//input[@name='med'][starts-with(@value, 'fil-')][@checked]/@value")
    ticked = [one for one in find(choices, "//input[@name='med'][@checked]/@value") if one != right]

    made = rektor.fill(choices, {"med": ticked}, button="")
    link = find(rektor.get(made.location), "//h2/a[contains(., 'Statsforvalteren')]/@href")[0]
    told = pdf_reading.text(rektor.get(link).data)

    assert ("riktig.txt" in told, "feil-barn" in told) == (True, False)


def test_what_was_chosen_all_the_same_stays_chosen(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    rektor.fill(rektor.task_page(), {**ANSWERS, "vedlegg": note("utkast.txt")}, button="_gjor=oppdater")
    page = rektor.get(f"/sak/{case.number}/pakke")
    [key] = find(page, "//input[@name='med'][starts-with(@value, 'fil-')]/@value")

    refused = rektor.fill(page, {"med": [key]}, button="csrf_token=gammel")

    assert find(refused, f"//input[@value='{key}']/@checked") == ["checked"]
    assert LOOSE in words(refused)

"""A file in a draft is the draft's: until the answer is given, who uploaded it and who leads the case have it."""

from __future__ import annotations

from io import BytesIO

import factories
from werkzeug.datastructures import FileStorage

from engine import cases, model
from tests.webforms.browser import As, Browser, find, words

ANSWERS = {"gjennomfort": "2026-01-07T09:00", "referat": "Snakket", "trygg": "ja"}


def upload(browser: Browser, button: str) -> str:
    """Attach a file, press the button, and return the file's address."""
    note = FileStorage(BytesIO(b"Notat om kontaktlaereren"), filename="notat.txt")
    page = browser.fill(browser.task_page(), {**ANSWERS, "vedlegg": note}, button=button)
    return str(find(page, "//ul[@class='files']//a/@href")[0])


def test_others_in_the_case_see_nothing_of_it_before_the_answer_is_given(case: model.CaseRef, as_role: As) -> None:
    rektor, teacher = as_role("rektor"), as_role("kontaktlærer")
    address = upload(rektor, "_gjor=oppdater")

    hidden = teacher.get(address).status_code, "notat.txt" in words(teacher.get(f"/sak/{case.number}/dokumenter"))
    own = rektor.get(address).status_code, "notat.txt" in words(rektor.get(f"/sak/{case.number}/dokumenter"))
    rektor.fill(rektor.task_page(), {})
    given = teacher.get(address).status_code, "notat.txt" in words(teacher.get(f"/sak/{case.number}/dokumenter"))

    assert (hidden, own, given) == ((404, False), (200, True), (200, True))


def test_it_is_in_nobody_elses_package_before_the_answer_is_given(
    case: model.CaseRef, as_role: As, municipality: factories.Town
) -> None:
    rektor, owner = as_role("rektor"), municipality.person("skoleeier")
    cases.add_member(case.id, by=municipality.person("rektor"), person_id=owner.id, reason="Følger saken")
    upload(rektor, "_gjor=oppdater")

    drafted = [words(as_role(role).get(f"/sak/{case.number}/pakke")) for role in ("skoleeier", "rektor")]
    rektor.fill(rektor.task_page(), {})

    assert ["notat.txt" in one for one in drafted] == [False, True]
    assert "notat.txt" in words(as_role("skoleeier").get(f"/sak/{case.number}/pakke"))


def test_who_leads_the_case_sees_it(case: model.CaseRef, as_role: As) -> None:
    address = upload(as_role("kontaktlærer"), "_gjor=oppdater")

    assert as_role("rektor").get(address).status_code == 200
    assert "notat.txt" in words(as_role("rektor").get(f"/sak/{case.number}/dokumenter"))

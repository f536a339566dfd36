"""A form that comes too late: the text is kept in the case, once, and the page says so to who may know."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from uuid import UUID

import diagrams
import factories
import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

from engine import cases, db, model, tables
from tests.webforms.browser import As, Outrun, find, words


def test_text_for_a_task_that_somebody_else_completed_is_kept_as_late(case: model.CaseRef, outrun: Outrun) -> None:
    rektor, teacher, slow = outrun

    page = teacher.fill(slow, {"referat": "Lærerens egne ord"})

    assert page.status_code == 409
    assert "Oppgaven ble fullført av Rektor Eksempel" in words(page)
    assert "Svaret ditt er tatt vare på i saken." in words(page)
    assert [(row.standing, row.content["referat"]) for row in kept()] == [
        ("accepted", "Rektor var først"),
        ("late", "Lærerens egne ord"),
    ]
    shown = rektor.get(f"/sak/{case.number}/svar")
    assert "Lærerens egne ord" in words(shown)
    assert "Kom inn etter at oppgaven var lukket" in words(shown)
    beside = [one.text_content() for one in find(rektor.task_page(), "//details[contains(., 'egne ord')]/summary")]
    told = "Steg SAMTALE Kom inn etter at oppgaven var lukket Kontaktlærer Eksempel, "
    assert [" ".join(one.split()).startswith(told) for one in beside] == [True]
    assert "Svar tatt vare på" in words(rektor.get(f"/sak/{case.number}/hendelser"))


def test_page_shows_the_persons_own_words_by_what_was_asked_and_nothing_that_was_chosen(
    case: model.CaseRef, outrun: Outrun
) -> None:
    _rektor, teacher, slow = outrun

    page = teacher.fill(slow, {"referat": "112", "trygg": "nei", "gjennomfort": "2026-01-07T09:00"})

    shown = [find(page, f"//figure/{part}")[0].text_content().strip() for part in ("figcaption", "blockquote")]
    assert shown == ["Hva sa eleven?", "112"]
    assert len(find(page, "//blockquote")) == 1


@pytest.mark.parametrize("button", ["_gjor=fullfor", "_gjor=lagre"])
def test_pressing_again_keeps_the_text_once(case: model.CaseRef, button: str, outrun: Outrun) -> None:
    _rektor, teacher, slow = outrun

    first, second = (teacher.fill(slow, {"referat": "Egne ord"}, button=button) for _press in range(2))

    assert words(first).split("Referanse")[0] == words(second).split("Referanse")[0]
    assert [row.standing for row in kept()] == ["accepted", "late"]


def test_double_press_of_who_completed_it_is_no_late_text(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    page = rektor.task_page()

    answers = [rektor.fill(page, {"referat": "Samme ord"}).status_code for _press in range(2)]

    assert answers == [302, 302]
    assert "er alt mottatt" in words(rektor.get("/oppgaver"))
    assert [row.standing for row in kept()] == ["accepted"]


def test_another_text_after_that_is_kept_too(case: model.CaseRef, as_role: As) -> None:
    rektor = as_role("rektor")
    page = rektor.task_page()

    for text in ("Første", "Andre", "Andre"):
        rektor.fill(page, {"referat": text})

    assert [row.content["referat"] for row in kept()] == ["Første", "Andre"]


def test_text_that_the_form_would_not_take_is_kept_as_it_was_written(case: model.CaseRef, outrun: Outrun) -> None:
    rektor, teacher, slow = outrun

    teacher.fill(slow, {"referat": "", "trygg": "nei", "hvorfor": "En voksen til"})

    assert kept()[-1].content["hvorfor"] == "En voksen til"
    assert "En voksen til" in words(rektor.get(f"/sak/{case.number}/svar"))


def test_file_that_comes_too_late_is_in_the_case(case: model.CaseRef, outrun: Outrun) -> None:
    rektor, teacher, slow = outrun

    for _press in range(2):
        teacher.fill(
            slow,
            {"referat": "Se vedlegg", "vedlegg": FileStorage(BytesIO(b"Notat fra samtalen"), filename="notat.txt")},
        )

    assert [row.standing for row in kept()] == ["accepted", "late"]
    assert "notat.txt" in words(rektor.get(f"/sak/{case.number}/dokumenter"))


def test_text_of_who_has_lost_access_is_kept_and_nothing_is_shown(
    case: model.CaseRef, as_role: As, municipality: factories.Town
) -> None:
    rektor, teacher = as_role("rektor"), as_role("kontaktlærer")
    slow = teacher.task_page()
    end_roles(municipality.person("kontaktlærer"))

    page = teacher.fill(slow, {"referat": "Lærerens egne ord"})

    assert page.status_code == 409
    assert "Svaret ditt er tatt vare på" in words(page)
    assert "Lærerens egne ord" in words(page)
    for hidden in (case.number, "Testelev", "Rektor Eksempel", "Steg SAMTALE", "Fjellet"):
        assert hidden not in page.text
    assert [row.content["referat"] for row in kept()] == ["Lærerens egne ord"]
    assert "Lærerens egne ord" in words(rektor.get(f"/sak/{case.number}/svar"))


def test_who_never_had_the_task_leaves_nothing_in_the_case(case: model.CaseRef, as_role: As) -> None:
    href = as_role("rektor").task()

    page = as_role("helsesykepleier").post(href, {"referat": "Skrevet utenfra", "_gjor": "fullfor"})

    assert page.status_code == 404
    assert kept() == []


def test_nothing_written_is_no_late_answer(case: model.CaseRef, outrun: Outrun) -> None:
    _rektor, teacher, slow = outrun

    page = teacher.fill(slow, {})

    assert "Svaret ditt er tatt vare på" not in words(page)
    assert len(kept()) == 1


def test_holder_of_one_part_leaves_nothing_in_the_other_part(municipality: factories.Town, as_role: As) -> None:
    parts = open_shared_task(municipality)
    teacher, rektor = as_role("kontaktlærer"), as_role("rektor")
    teacher.task_page()
    rektor.task_page()

    pages = [
        browser.post(f"/oppgave/{parts[other]}", {"referat": "Ikke min del", "_gjor": "fullfor"})
        for browser, other in ((teacher, "rektor"), (rektor, "kontaktlærer"))
    ]

    assert [page.status_code for page in pages] == [404, 404]
    assert kept() == []
    assert "Svaret ditt er tatt vare på" not in "".join(words(page) for page in pages)
    rektor.fill(rektor.task_page(), {"referat": "Rektors del"})
    late = teacher.post(f"/oppgave/{parts['rektor']}", {"referat": "Fortsatt ikke min", "_gjor": "fullfor"})
    assert "tatt vare på" not in words(late)
    assert [row.content["referat"] for row in kept()] == ["Rektors del"]


def test_who_took_a_task_and_lost_it_unread_is_late_with_it(
    case: model.CaseRef, as_role: As, municipality: factories.Town
) -> None:
    teacher = as_role("kontaktlærer")
    href = teacher.task()
    cases.take_task(UUID(href.rpartition("/")[2]), by=municipality.person("kontaktlærer"))
    end_roles(municipality.person("kontaktlærer"))

    page = teacher.post(href, {"referat": "Tatt, ikke åpnet", "_gjor": "fullfor"})

    assert page.status_code == 409
    assert [row.content["referat"] for row in kept()] == ["Tatt, ikke åpnet"]


def test_late_texts_of_one_person_in_one_task_end_at_five_and_the_page_has_the_sixth(
    case: model.CaseRef, outrun: Outrun
) -> None:
    _rektor, teacher, slow = outrun
    for number in range(5):
        teacher.fill(slow, {"referat": f"Tekst {number}"})

    full = teacher.fill(slow, {"referat": "Den sjette teksten"})
    again = teacher.fill(slow, {"referat": "Tekst 3"})

    assert full.status_code == 409
    assert "ikke tatt vare på" in words(full)
    assert "Den sjette teksten" in words(full)
    assert "Svaret ditt er tatt vare på i saken." in words(again)
    assert [row.standing for row in kept()] == ["accepted"] + ["late"] * 5


def test_file_of_a_sixth_late_text_is_not_stored(case: model.CaseRef, outrun: Outrun) -> None:
    _rektor, teacher, slow = outrun
    for number in range(5):
        teacher.fill(slow, {"referat": f"Tekst {number}"})

    file = FileStorage(BytesIO(b"Notat fra samtalen"), filename="notat.txt")
    full = teacher.fill(slow, {"referat": "Den sjette teksten", "vedlegg": file})

    assert full.status_code == 409
    assert "Den sjette teksten" in words(full)
    with db.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.documents)) == 0


def open_shared_task(town: factories.Town) -> dict[str, UUID]:
    """Publish a talk that two roles each have their part of, open a case, and return part → the id of its task."""
    form = diagrams.form("samtale", diagrams.text_field("referat", label="Hva ble sagt?"))
    diagram = diagrams.chain(
        "delt",
        diagrams.task("SAMTALE", diagrams.form_of("samtale")),
        lanes={"Kontaktlærer og Rektor": ["inn", "SAMTALE"]},
    )
    diagrams.publish(town.id, "delt", diagram, samtale=form)
    raw = {"elev": str(town.pupil().id), "hva": "Står alene"}
    opened = cases.open_case(by=town.person("ansatt"), routine="delt", raw=raw, token="engang-delt")
    t = tables.tasks.c
    with db.reading() as connection:
        found = connection.execute(sa.select(t.part, t.id).where(t.case_id == opened.id))
        return {row.part: row.id for row in found}


def kept() -> list:  # type: ignore[type-arg]
    a = tables.answers.c
    with db.reading() as connection:
        found = sa.select(a.standing, a.content).where(a.task_id.is_not(None)).order_by(a.id)
        return list(connection.execute(found))


def end_roles(person: model.Person) -> None:
    h = tables.holdings.c
    with db.transaction() as connection:
        ended = sa.update(tables.holdings).where(h.person_id == person.id, h.role == "kontaktlærer")
        connection.execute(ended.values(last_day=date(2025, 9, 1)))

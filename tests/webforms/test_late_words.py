"""What comes too late has words beside the form too: of a field that is gone, and of another window. None are lost."""

from __future__ import annotations

from engine import model
from tests.webforms.browser import As, Outrun, words


def test_words_that_have_no_field_are_kept_with_a_late_answer(case: model.CaseRef, outrun: Outrun) -> None:
    rektor, teacher, slow = outrun

    teacher.fill(slow, {"referat": "Egne ord", "borte": "Sto i et felt som er borte"})

    shown = words(rektor.get(f"/sak/{case.number}/svar"))
    assert "Egne ord" in shown
    assert "Skrevet i et felt som ikke finnes lenger Sto i et felt som er borte" in " ".join(shown.split())


def test_words_that_have_no_field_are_kept_though_nothing_else_is_written(case: model.CaseRef, outrun: Outrun) -> None:
    rektor, teacher, slow = outrun

    page = teacher.fill(slow, {"borte": "Sto i et felt som er borte"})

    assert "Svaret ditt er tatt vare på i saken." in words(page)
    assert "Sto i et felt som er borte" in words(rektor.get(f"/sak/{case.number}/svar"))


def test_they_go_along_where_a_draft_was_looked_over_too_late(case: model.CaseRef, as_role: As) -> None:
    teacher, rektor = as_role("kontaktlærer"), as_role("rektor")
    href = teacher.task()
    teacher.fill(teacher.get(href), {"referat": "Egne ord", "borte": "Sto i et felt som er borte"}, "_gjor=lagre")
    rektor.fill(rektor.task_page(), {"referat": "Rektor var først"})

    late = teacher.post(f"{href}/se-over")

    assert late.status_code == 409
    shown = words(rektor.get(f"/sak/{case.number}/svar"))
    assert ("Egne ord" in shown, "Sto i et felt som er borte" in shown) == (True, True)


def test_the_draft_of_another_window_is_kept_beside_what_comes_too_late(case: model.CaseRef, as_role: As) -> None:
    teacher, rektor = as_role("kontaktlærer"), as_role("rektor")
    here, there = teacher.task_page(), teacher.task_page()
    teacher.fill(there, {"referat": "Fra det andre vinduet"}, "_gjor=lagre")
    rektor.fill(rektor.task_page(), {"referat": "Rektor var først"})

    teacher.fill(here, {"referat": "Fra dette vinduet"})

    shown = words(rektor.get(f"/sak/{case.number}/svar"))
    assert ("Fra det andre vinduet" in shown, "Fra dette vinduet" in shown) == (True, True)


def test_the_draft_that_is_sent_itself_is_kept_once(case: model.CaseRef, as_role: As) -> None:
    teacher, rektor = as_role("kontaktlærer"), as_role("rektor")
    teacher.fill(teacher.task_page(), {"referat": "Halvskrevet"}, "_gjor=lagre")
    page = teacher.task_page()
    rektor.fill(rektor.task_page(), {"referat": "Rektor var først"})

    teacher.fill(page, {"referat": "Halvskrevet, nå ferdig"})

    assert words(rektor.get(f"/sak/{case.number}/svar")).count("Halvskrevet") == 1

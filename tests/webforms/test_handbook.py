"""Oppslag: terms, grounds and questions for staff meetings out of the source texts, searched without a script."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine import errors, handbook, settings
from tests.webforms import browser as browsers

AsRole = Callable[[str], browsers.Browser]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Nulltoleranse", "mot og kompetanse til å reagere"),
        ("Krenkelse", "nedverdigende eller integritetskrenkende"),
        ("Sårbare barn og særskilt sårbarhet", "sårbarhet ikke er noe konstant"),
        ("Hva er krenkende ord og handlinger?", "Både barn, unge og voksne kan krenke"),
        ("Tre viktige forutsetninger", "skolen og hjemmet har god kommunikasjon"),
        ("Fremme – forebygge – håndtere", "Arbeidet er tredelt"),
        ("Slik kan du bidra", "Skap rom for å heie på flere barn"),
        ("Skolereglementet", "oversatt til flere språk"),
        ("De fire hjørnene", "parentesmetoden"),
        ("Filmer, relevante ressurser og regelverk", "Kompetansepakke om trygt og godt skolemiljø"),
        ("Ressursbank til årshjul for trygt og godt skolemiljø (vedlegg 1:2)", "Samarbeidslæring"),
    ],
)
def test_a_term_stands_with_the_sources_own_words(as_role: AsRole, title: str, words: str) -> None:
    page = as_role("kontaktlærer").get("/oppslag")

    entry = browsers.find(page, f"//article[h3='{title}']")
    assert any(words in " ".join(one.text_content().split()) for one in entry)


def test_the_questions_for_the_staff_meeting_are_four_and_four(as_role: AsRole) -> None:
    page = as_role("kontaktlærer").post("/oppslag", {"sok": "personalmøtet"})

    asked = browsers.find(page, "//article//ol/li/text()")
    assert len(asked) == 8
    assert all(one.endswith("?") for one in asked)


def test_a_search_finds_entries_with_all_its_words_and_says_when_there_are_none(as_role: AsRole) -> None:
    found = as_role("rektor").post("/oppslag", {"sok": "Digitale KRENKELSER"})
    none = as_role("rektor").post("/oppslag", {"sok": "romskip"})

    assert browsers.find(found, "//article/h3/text()") == ["Ulike typer krenkelser"]
    assert "Ingen oppslag passer" in none.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("navn: [", "ikke gyldig YAML"),
        ("navn: A", "må ha «navn»"),
        ("navn: A\noppslag: [{id: X}]", "«X» mangler «tema»"),
    ],
)
def test_file_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, said: str
) -> None:
    (tmp_path / "oppslag").mkdir()
    (tmp_path / "oppslag" / "feil.yaml").write_text(content)
    monkeypatch.setenv("SKOLEMILJO_PROCESSES", str(tmp_path))
    settings.load.cache_clear()

    try:
        with pytest.raises(errors.HandbookUnreadable, match=said):
            handbook.entries()
    finally:
        settings.load.cache_clear()


def test_every_entry_has_an_id_of_its_own() -> None:
    ids = [one.id for one in handbook.entries()]

    assert len(ids) == len(set(ids)) > 15

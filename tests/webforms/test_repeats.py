"""A form's text that repeats the guidance above it is said once."""

from __future__ import annotations

import pytest

from webforms.fields import repeats

SAID = """Møte med foresatte.

Ved behov, senest etter seks uker. Dokumentasjon: referat.

I møtet skal **aktivitetsplanen** evalueres. Avtal videre oppfølging. Gå gjennom disse:"""


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("**Møte med foresatte. I møtet skal aktivitetsplanen evalueres.** Ved behov, senest etter seks uker.", ""),
        ("**Avtal videre oppfølging. Skriv hvem.** Alle skriver.", "Skriv hvem. Alle skriver."),
        ("**Avtal videre oppfølging.** Skriv **hvem**.", "Skriv **hvem**."),
        ("Noe annet.", "Noe annet."),
        ("**Husk:** I møtet skal aktivitetsplanen evalueres.", "**Husk:** I møtet skal aktivitetsplanen evalueres."),
        ("Gå gjennom disse:", "Gå gjennom disse:"),
        ("Ved behov.", "Ved behov."),
        ("- Avtal videre oppfølging.\n- Skriv hvem.", "- Avtal videre oppfølging.\n- Skriv hvem."),
        ("Avtal videre oppfølging.\n\nSkriv hvem.", "Skriv hvem."),
    ],
)
def test_sentences_that_are_said_already_are_left_out(text: str, left: str) -> None:
    assert repeats.without(text, SAID) == left


def test_with_nothing_said_all_stands() -> None:
    assert repeats.without("**Alt.** Står her.", "") == "**Alt.** Står her."

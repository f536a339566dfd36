"""Phrases: a bokmål text to everybody, and what is needed to say it again."""

from __future__ import annotations

import json

import pytest

from engine import errors, phrases, role_words

LATE = phrases.say("Oppgaven ble fullført av %(name)s %(when)s.", name="Rektor Eksempel", when="09.01.2026 kl. 14:30")


def test_a_phrase_is_its_bokmaal_text() -> None:
    assert LATE == "Oppgaven ble fullført av Rektor Eksempel 09.01.2026 kl. 14:30."


def test_a_text_without_values_may_hold_a_percent_sign() -> None:
    assert phrases.say("100 % ferdig") == "100 % ferdig"


@pytest.mark.parametrize(
    "phrase",
    [
        LATE,
        phrases.both("3 skoledager fra 6.1", "3 skuledagar frå 6.1"),
        phrases.series([phrases.say("Fristen er ute."), "Rett diagrammet."], " "),
        phrases.say("%(count)s steg: %(inner)s", count=3, inner=phrases.say("«%(step)s»", step="50 % ferdig")),
    ],
)
def test_a_stored_phrase_is_read_back_whole(phrase: phrases.Phrase) -> None:
    back = phrases.from_json(json.loads(json.dumps(phrases.as_json(phrase))))

    assert back == phrase
    assert isinstance(back, phrases.Phrase)
    assert (back.template, dict(back.values), back.nynorsk) == (phrase.template, dict(phrase.values), phrase.nynorsk)


def test_old_free_text_is_read_back_as_text() -> None:
    back = phrases.from_json("Rutinen stoppet.")

    assert back == "Rutinen stoppet."


def test_only_what_brings_its_nynorsk_is_spoken_without_a_catalogue() -> None:
    assert phrases.spoken(phrases.both("ti dager", "ti dagar"), "nn") == "ti dagar"
    assert phrases.spoken(phrases.both("ti dager", "ti dagar"), "nb") == "ti dager"
    assert phrases.spoken("Vika skule", "nn") == "Vika skule"


def test_an_error_says_its_docstring_as_a_phrase() -> None:
    message = errors.CaseNotFound().message

    assert isinstance(message, phrases.Phrase)
    assert message.template == errors.CaseNotFound.__doc__


def test_roles_of_the_sources_have_a_nynorsk_name_and_others_stay() -> None:
    assert phrases.spoken(role_words.of("kontaktlærer, rektor"), "nn") == "kontaktlærar, rektor"
    assert role_words.of("trivselsvert") == "trivselsvert"

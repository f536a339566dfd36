"""What a new form starts with out of earlier answers: nothing is typed twice."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine import forms, pages
from engine.overview import carrying

FORMS = Path(__file__).resolve().parents[3] / "processes" / "forms"
PLAN = {
    "tiltak_individ": [{"navn": "Fast voksen", "beskrivelse": "I hvert friminutt.", "ansvarlig": "Kari"}],
    "tiltak_system": [{"navn": "Lekegrupper", "beskrivelse": "Fire i hver.", "igangsettes": "2026-01-14"}],
}
EVALUATION = {
    "gjennomfort": "2026-02-16T10:30",
    "deltakere": "Teamet, rektor og foresatte",
    "vurdering": [
        {"tiltak": "Fast voksen", "virker": "ja", "konklusjon": "Fortsetter."},
        {"tiltak": "Lekegrupper", "virker": "nei", "konklusjon": "Avsluttes."},
    ],
}

INVESTIGATIONS = [
    (
        "ellingsrudasen-metode",
        {"metode_brukt": "observasjon", "hvem_undersokt": who, "funn_metode": what},
        "ELL-4-02",
        at,
    )
    for at, (who, what) in enumerate((("Klassen", "Alene ute."), ("AKS", "Leker på AKS.")), 1)
]


def test_every_measure_of_the_plan_in_force_stands_in_the_evaluation() -> None:
    older = {"tiltak_individ": [{"navn": "Det som ikke gjelder lenger"}], "tiltak_system": []}

    found = known("evalueringsmote", ("aktivitetsplan", older), ("aktivitetsplan", PLAN))

    assert found["vurdering"] == [
        {"tiltak": "Fast voksen", "beskrivelse": "I hvert friminutt.", "ansvarlig": "Kari"},
        {"tiltak": "Lekegrupper", "beskrivelse": "Fire i hver.", "igangsettes": "2026-01-14"},
    ]


def test_the_second_evaluation_takes_the_new_plan_and_not_the_first_evaluation() -> None:
    new = {"tiltak_individ": [{"navn": "Ny voksen"}], "tiltak_system": []}

    found = known("evalueringsmote", ("aktivitetsplan", PLAN), ("evalueringsmote", EVALUATION), ("aktivitetsplan", new))

    assert found["vurdering"] == [{"tiltak": "Ny voksen"}]


def test_the_new_plan_has_the_measures_with_what_the_meeting_concluded() -> None:
    found = known("aktivitetsplan", ("aktivitetsplan", PLAN), ("evalueringsmote", EVALUATION))

    assert found["tiltak_individ"] == [
        {
            **PLAN["tiltak_individ"][0],
            "evaluering": "16. februar 2026 kl. 10:30, Teamet, rektor og foresatte",
            "konklusjon": "Fortsetter.",
        }
    ]
    assert [row["konklusjon"] for row in found["tiltak_system"]] == ["Avsluttes."]


def test_what_is_written_in_the_plan_after_the_meeting_stands() -> None:
    newer = {**PLAN, "tiltak_individ": [{"navn": "Fast voksen", "konklusjon": "Fortsetter til påske."}]}

    found = known(
        "aktivitetsplan", ("aktivitetsplan", PLAN), ("evalueringsmote", EVALUATION), ("aktivitetsplan", newer)
    )

    assert found["tiltak_individ"] == newer["tiltak_individ"]


def test_when_and_how_the_message_came_is_said_in_words() -> None:
    letter = {"mottatt_dato": "2026-01-05", "mottatt_via": "oppmøte", "henvendelse_til": "kontaktlærer"}

    found = known("aktivitetsplan", ("melding", letter))

    assert found["melding_dato_type"] == "5. januar 2026, Oppmøte"
    assert found["melding_mottaker"] == "Kontaktlærer"


def test_an_earlier_text_of_the_same_name_goes_first() -> None:
    letter = {"mottatt_dato": "2026-01-05", "mottatt_via": "telefon"}

    found = known("aktivitetsplan", ("aktivitetsplan", {"melding_dato_type": "Brev"}), ("melding", letter))

    assert found["melding_dato_type"] == "Brev"


def test_a_person_of_the_register_is_written_by_name() -> None:
    found = known("melding", ("undersokelse", {"ansvarlig": "17"}), name_of=lambda number: f"Person {number}")

    assert found["saksansvarlig"] == "Person 17"


def test_two_sentences_become_one_text_of_sentences() -> None:
    weighed = {"vise_undersokt": "Samtaler og observasjon.", "vise_vekt": "Størst vekt."}

    found = known("oyer-aktivitetsplan", ("oyer-barnets-beste", weighed))

    assert found["barnets_beste"] == "Samtaler og observasjon. Størst vekt."


def test_a_talks_own_words_stay_in_that_talk() -> None:
    assert known("referat", ("referat", {"egne_ord": "Jeg vil ikke.", "deltakere": "Elev"})) == {}


@pytest.mark.parametrize(
    ("closing", "talk", "words"),
    [
        ("avslutning", "oppfolging", {"trygt": "ja"}),
        ("oyer-avslutning", "oyer-oppfolging", {"trygt": "ja"}),
        ("oyer-avslutning", "oyer-evaluering", {"elev_trygg": "ja"}),
        ("ellingsrudasen-avslutning", "ellingsrudasen-evaluering", {"elev_trygg": "ja"}),
        ("skjerpet-avslutning", "skjerpet-evaluering", {"elev_trygg": "ja"}),
    ],
)
def test_the_closing_has_the_pupils_statement_of_the_talk_before_with_its_day(
    closing: str, talk: str, words: dict[str, str]
) -> None:
    said = {**words, "elevens_uttalelse": "Det er fint nå.", "gjennomfort": "2026-02-17T08:30"}

    found = known(closing, (talk, said), ("referat", {"egne_ord": "Vi er lettet.", "gjennomfort": "2026-02-18T08:30"}))

    assert found["elevens_uttalelse"] == "Det er fint nå."
    assert found["uttalelse_dato"] == "2026-02-17"
    assert found["eleven_sier"] == "ja"


def test_a_moment_late_in_the_evening_is_that_day_in_oslo() -> None:
    found = known("avslutning", ("oppfolging", {"elevens_uttalelse": "Ja.", "gjennomfort": "2026-02-17T23:30:00Z"}))

    assert found["uttalelse_dato"] == "2026-02-18"


def test_a_field_may_ask_for_what_was_said_in_one_step_only() -> None:
    pupil, parents = {"egne_ord": "Jeg er alene."}, {"egne_ord": "Hun er alene."}

    found = known("undersokelsesplan", ("referat", pupil, "BAE-H-03"), ("referat", parents, "BAE-H-04"))

    assert found["elevens_opplevelse"] == "Jeg er alene."
    assert "elevens_opplevelse" not in known("undersokelsesplan", ("referat", parents, "BAE-H-04"))


def test_where_a_step_stands_once_for_each_child_the_plan_has_what_was_said_of_the_cases_own() -> None:
    step = "BAE-V-11_1-4.a"
    own, other = {"konklusjon": "Fast voksen er best."}, {"konklusjon": "Egen plan er best."}

    found = known("aktivitetsplan", ("barnets-beste", own, step, 1), ("barnets-beste", other, step, 2))

    assert found["barnets_beste"] == "Fast voksen er best."
    assert "barnets_beste" not in known("aktivitetsplan", ("barnets-beste", other, step, 2))


def test_the_findings_stand_once_for_each_investigation_with_what_it_showed() -> None:
    found = known("ellingsrudasen-funn", *INVESTIGATIONS)

    assert found["funn"] == [
        {"metode": "observasjon", "hvem": "Klassen", "slik": "Alene ute."},
        {"metode": "observasjon", "hvem": "AKS", "slik": "Leker på AKS."},
    ]


def test_an_investigation_that_was_made_anew_stands_as_it_was_the_last_time() -> None:
    again = {**INVESTIGATIONS[0][1], "funn_metode": "Fortsatt alene ute."}

    found = known("ellingsrudasen-funn", *INVESTIGATIONS, ("ellingsrudasen-metode", again, "ELL-4-02", 1))

    assert [row["slik"] for row in found["funn"]] == ["Fortsatt alene ute.", "Leker på AKS."]


def test_what_came_of_the_repeated_investigation_stands_beside_what_was_found_before() -> None:
    before = {"funn": [{"metode": "observasjon", "hvem": "AKS", "slik": "Leker på AKS."}]}
    after = {"metode_brukt": "observasjon", "hvem_undersokt": "AKS", "funn_metode": "Leker mer."}
    other = {**after, "hvem_undersokt": "Klassen", "funn_metode": "Alene ute."}
    steps = [("ellingsrudasen-metode", one, "ELL-5-05.a", at) for at, one in enumerate((after, other), 1)]

    found = known("ellingsrudasen-evaluering", *INVESTIGATIONS, ("ellingsrudasen-funn", before), *steps)

    assert [(row["for_tiltak"], row["etter_tiltak"]) for row in found["sammenligning"]] == [
        ("Leker på AKS.", "Leker mer.")
    ]


def test_what_was_found_before_the_list_is_no_news_of_it() -> None:
    before = {"funn": [{"metode": "observasjon", "hvem": "Klassen", "slik": "Alene ute."}]}
    old = {"metode_brukt": "observasjon", "hvem_undersokt": "Klassen", "funn_metode": "Gammelt."}

    found = known(
        "ellingsrudasen-evaluering",
        ("ellingsrudasen-metode", old, "ELL-5-05.a", 1), ("ellingsrudasen-funn", before),
    )  # fmt: skip

    assert "etter_tiltak" not in found["sammenligning"][0]


def test_the_closing_starts_empty_where_nobody_has_asked_the_pupil() -> None:
    assert known("avslutning", ("referat", {"egne_ord": "Vi er lettet.", "gjennomfort": "2026-02-18T08:30"})) == {}


def known(form: str, *answers: tuple[Any, ...], **more: Any) -> dict[str, Any]:
    """Return what a form starts with after these answers, oldest first: (form, answers[, step[, instance]])."""
    records = [_record(number, *given) for number, given in enumerate(answers)]
    return dict(carrying.known(forms.parse(_text(form), name=form), records, **more))


def _record(
    number: int, form: str, content: dict[str, Any], step: str = "", instance: int | None = None
) -> pages.AnswersView:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    return pages.AnswersView(number, step, "", "", at, "accepted", json.loads(_text(form)), content, instance)


def _text(form: str) -> str:
    return (FORMS / f"{form}.form").read_text("utf-8")

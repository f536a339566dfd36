"""A whole form: conditions, rows, errors beside their fields, answers as people read them."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest
from flask import Flask, render_template
from werkzeug.datastructures import MultiDict

from tests.webforms import forms_for_tests
from tests.webforms.gallery_values import CONTENT
from webforms import form, language
from webforms.fields.base import Posted

KINDS, OPTIONS = forms_for_tests.ALL_KINDS, forms_for_tests.OPTIONS


def test_hidden_field_is_drawn_hidden_and_keeps_its_text() -> None:
    drawn = by_path(form.fill(KINDS, {"trygg": "ja", "hvorfor": "Skrevet før"}, OPTIONS))

    assert drawn["hvorfor"].is_hidden
    assert drawn["hvorfor"].value == "Skrevet før"


def test_field_shows_when_its_condition_lets_it() -> None:
    assert not by_path(form.fill(KINDS, {"trygg": "nei"}, OPTIONS))["hvorfor"].is_hidden
    assert form.visibility(KINDS, {"trygg": "nei"}, OPTIONS)["hidden"] == []
    assert form.visibility(KINDS, {"trygg": "ja"}, OPTIONS)["hidden"] == ["hvorfor"]


def test_fields_that_conditions_hang_on_are_known() -> None:
    assert "trygg" in form.fill(KINDS, {}, OPTIONS).watched


PAIR = {
    "components": [
        {"type": "select", "id": "a", "key": "elev", "label": "Hvem?", "values": [{"label": "A", "value": "1"}]},
        {
            "type": "textfield", "id": "b", "key": "navn", "label": "Navn", "validate": {"required": True},
            "conditional": {"hide": "=elev != null"},
        },
    ]
}  # fmt: skip


def test_fields_of_which_one_is_to_be_filled_in_stand_together_and_neither_is_marked_alone() -> None:
    (pair,) = form.fill(PAIR, {}, {}).nodes

    assert (pair.kind, [one.path for one in pair.children]) == ("one_of", ["elev", "navn"])
    assert not any(one.is_required for one in pair.children)


def test_summary_says_once_that_one_of_two_is_missing_and_both_fields_point_at_it() -> None:
    filled = form.fill(PAIR, {}, {}, errors={"navn": ["required"]})

    assert [(line.dom_id, line.text) for line in filled.errors] == [
        ("felt-elev", "Fyll ut ett av disse: «Hvem?» eller «Navn».")
    ]
    drawn = by_path(filled)
    assert {drawn[path].described_by for path in ("elev", "navn")} == {"felt-elev-ett-feil"}


def test_pair_in_a_row_of_a_list_is_found_by_its_own_row() -> None:
    name = {**PAIR["components"][1], "conditional": {"hide": "=this.elev != null"}}
    rows = {"type": "dynamiclist", "id": "l", "path": "barn", "components": [PAIR["components"][0], name]}

    filled = form.fill({"components": [rows]}, {"barn": [{"elev": "1"}, {}]}, {}, errors={"barn.1.navn": ["required"]})

    assert [line.dom_id for line in filled.errors] == ["felt-barn-1-elev"]


def test_errors_stand_beside_their_fields_and_in_the_summary() -> None:
    filled = form.fill(
        KINDS, {"tiltak": [{}, {}]}, OPTIONS, errors={"referat": ["required"], "tiltak.1.hva": ["required"]}
    )

    assert by_path(filled)["referat"].errors == ("Fyll ut «Hva sa eleven?».",)
    assert [(line.dom_id, line.text) for line in filled.errors] == [
        ("felt-referat", "Fyll ut «Hva sa eleven?»."),
        ("felt-tiltak-1-hva", "Fyll ut «Beskrivelse av tiltaket (nr. 2)»."),
    ]


@pytest.mark.parametrize(
    ("path", "kinds", "said"),
    [
        ("antall", ["max"], "«Antall ganger» kan ikke være større enn 100."),
        ("antall", ["type"], "«Antall ganger» må være et helt tall, for eksempel 12."),
        ("deltakere", ["minLength"], "«Hvem var med?» er for kort. Skriv minst 3 tegn."),
        ("gjennomfort", ["required", "date"], "Fyll ut både dato og klokkeslett i «Samtalen ble holdt»."),
        ("informert", ["required"], "Kryss av for «Eleven vet at foreldrene blir kontaktet»."),
        ("trygg", ["required"], "Velg ett svar i «Opplever eleven å ha det trygt og godt?»."),
        (
            "ansvarlig",
            ["own-pupil"],
            "Saken gjelder denne eleven selv. Velg en annen elev i «Hvem følger opp?».",
        ),
        ("ansvarlig", ["option"], "Svaret i «Hvem følger opp?» finnes ikke i listen lenger. Velg på nytt."),
        ("vedlegg", ["Filen «x.exe» kan ikke tas imot."], "Filen «x.exe» kan ikke tas imot."),
    ],
)
def test_error_says_what_where_and_how_to_mend(path: str, kinds: list[str], said: str) -> None:
    filled = form.fill(KINDS, {}, OPTIONS, errors={path: kinds})

    assert by_path(filled)[path].errors == (said,)


@pytest.mark.parametrize("kind", ["required", "minLength", "maxLength", "min", "max", "pattern", "email", "phone",
                                  "option", "type", "date", "decimals", "step", "file", "rows"])  # fmt: skip
@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_every_kind_of_error_has_a_sentence(kind: str, spoken: str) -> None:
    with language.using(spoken):
        said = by_path(form.fill(KINDS, {}, OPTIONS, errors={"deltakere": [kind]}))["deltakere"].errors

    assert said[0].endswith(".")
    assert "Hvem var med?" in said[0]


def test_list_that_must_have_a_row_says_so_when_all_are_taken_away() -> None:
    name = {"type": "textfield", "id": "n", "key": "navn", "label": "Navn"}
    rows = {"type": "dynamiclist", "id": "l", "path": "ansatte", "label": "Ansatte", "components": [name]}
    schema = {"components": [rows | {"properties": {"minst": "1"}}]}
    raw = form.read(schema, Posted(MultiDict({"ansatte:antall": "0"})))

    drawn = form.fill(schema, raw, {}, errors=form.problems(schema, raw, {}))

    assert [(one.dom_id, one.text) for one in drawn.errors] == [("felt-ansatte", "Legg til minst én rad i «Ansatte».")]
    assert drawn.nodes[0].errors == ("Legg til minst én rad i «Ansatte».",)


def test_required_is_said_in_words_and_default_is_drawn() -> None:
    schema = {"components": [{"type": "textfield", "id": "a", "key": "a", "label": "A", "defaultValue": "Fra før"}]}

    assert by_path(form.fill(schema, {}, {}))["a"].value == "Fra før"
    assert by_path(form.fill(schema, {"a": ""}, {}))["a"].value == ""
    assert by_path(form.fill(KINDS, {}, OPTIONS))["referat"].is_required


def test_labels_with_feel_are_worked_out() -> None:
    schema = {"components": [{"type": "textfield", "id": "a", "key": "a", "label": '="Hva sa " + hvem + "?"'}]}

    assert by_path(form.fill(schema, {}, {"hvem": "eleven"}))["a"].label == "Hva sa eleven?"


@pytest.mark.parametrize(
    ("order", "rows", "attention"),
    [
        ("legg-til maal", ["A", "B", "C", None], "maal.3"),
        ("fjern maal.1", ["A", "C"], "maal"),
        ("opp maal.1", ["B", "A", "C"], "maal.0"),
        ("ned maal.1", ["A", "C", "B"], "maal.2"),
        ("opp maal.0", ["A", "B", "C"], "maal.0"),
        ("ned maal.2", ["A", "B", "C"], "maal.2"),
        ("fjern maal.7", ["A", "B", "C"], ""),
        ("fjern annet.0", ["A", "B", "C"], ""),
        ("tull", ["A", "B", "C"], ""),
    ],
)
def test_rows_change_as_the_button_says(order: str, rows: list[str | None], attention: str) -> None:
    raw: dict[str, Any] = {"maal": [{"navn": "A"}, {"navn": "B"}, {"navn": "C"}]}

    assert form.change_rows(raw, order) == attention
    assert [row.get("navn") for row in raw["maal"]] == rows


def test_locked_choice_is_drawn_locked() -> None:
    schema = {"components": [{"type": "radio", "id": "a", "key": "a", "readonly": True, "values": ["ja", "nei"]}]}

    assert by_path(form.fill(schema, {"a": "ja"}, {}))["a"].is_readonly


def test_what_is_only_read_is_drawn_so_that_all_of_it_can_be_read_and_is_sent_along(app: Flask) -> None:
    options = [{"label": "Observasjoner fra lærer, sosiallærer og avdelingsleder", "value": "observasjon"}]
    asked = [
        {"type": "textfield", "id": "n", "key": "navn", "label": "Navn", "readonly": True},
        {"type": "select", "id": "m", "key": "metode", "label": "Undersøkelse", "readonly": True, "values": options},
    ]
    filled = form.fill({"components": asked}, {"navn": "En voksen <ute>", "metode": "observasjon"}, {})

    with app.test_request_context("/"):
        drawn = lxml.html.fromstring(render_template("form.html", filled=filled))

    said = drawn.xpath("//textarea[@readonly]")
    assert [one.text for one in said] == ["En voksen <ute>", options[0]["label"]]
    assert [one.get("name") for one in said] == ["navn", None]
    assert drawn.xpath("//input[@type='hidden']/@value") == ["observasjon"]


def test_list_that_does_not_repeat_is_a_group() -> None:
    inside = {"type": "textfield", "id": "b", "key": "b"}
    schema = {
        "components": [{"type": "dynamiclist", "id": "a", "path": "a", "isRepeating": False, "components": [inside]}]
    }

    assert form.read(schema, Posted(MultiDict({"a.b": "x"}))) == {"a": {"b": "x"}}


def test_answers_are_read_in_the_forms_order_and_words() -> None:
    shown = {one.label: one for one in form.show(KINDS, CONTENT, {**OPTIONS, "#filer": {"9": "tegning.png"}})}

    assert list(shown)[:3] == ["Samtalen ble holdt", "Hvem var med?", "E-post til hjemmet"]
    assert shown["Samtalen ble holdt"].text.endswith("kl. 12:00")
    assert shown["Opplever eleven å ha det trygt og godt?"].text == "Nei"
    assert shown["Hvor skjer det?"].items == ("Skolegården", "Garderoben")
    assert shown["Hvem følger opp?"].text == "Ansatt Eksempel 2 (kontaktlærer)"
    assert [row[0].text for row in shown["Tiltak"].rows] == ["Voksen i friminuttene", "Ny plassering i klassen"]
    assert shown["Vedlegg"].files == ({"id": "9", "navn": "tegning.png", "opens": True},)
    assert shown["E-post til hjemmet"].is_empty


@pytest.mark.parametrize(("ticked", "said"), [(True, "Ja"), (False, "Ikke krysset av"), (None, "Ikke krysset av")])
def test_box_that_was_not_ticked_says_no_no(ticked: bool | None, said: str) -> None:
    shown = form.show(KINDS, {**CONTENT, "informert": ticked}, OPTIONS)

    assert [one.text for one in shown if one.path == "informert"] == [said]


def test_what_was_not_stored_is_not_shown() -> None:
    without = {key: value for key, value in CONTENT.items() if key != "hvorfor"}

    assert "Hva må til for at eleven skal ha det trygt?" not in [
        one.label for one in form.show(KINDS, without, OPTIONS)
    ]


@pytest.mark.parametrize(
    ("text", "is_alarm"),
    [("## Er noen i fare nå?\n\nRing **113**.", True), ("**Ved planlagt fravær** byttes tilsyn.", False)],
)
def test_only_words_that_say_whom_to_ring_are_an_alarm(text: str, is_alarm: bool) -> None:
    schema = {"components": [{"type": "text", "text": text}, {"type": "textfield", "key": "sted"}]}

    assert form.starts_with_text(schema)
    assert form.starts_with_alarm(schema) is is_alarm


def by_path(filled: form.Filled) -> dict[str, Any]:
    return {node.path: node for node in form.walk(filled.nodes)}

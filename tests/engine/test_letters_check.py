"""What `check` says of a letter, and what a process owner is told when a template fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine import errors, letters

FOLDER = Path(__file__).resolve().parents[2] / "processes" / "letters"
SPEC: dict[str, Any] = {
    "tittel": {"nb": "Prøve", "nn": "Prøve"},
    "mottakere": ["foresatte"],
    "kilde": "A",
    "krever": ["kilde.navn"],
    "valgfritt": ["kilde.rader[].tekst"],
    "eksempel": {"svar": {"A": {"navn": "Testelev A", "rader": [{"tekst": "x"}]}}},
}
TEMPLATE = """
#let inn = json(bytes(sys.inputs.data))
= Prøve
#inn.kilde.navn
#for rad in inn.kilde.rader [#rad.tekst]
"""


@pytest.mark.parametrize("letter", letters.templates(FOLDER))
def test_the_letters_of_the_product_have_no_problems(letter):
    assert letters.problems(letter, bundle=FOLDER) == ()


def test_a_sound_letter_has_no_problems():
    assert problems() == []


@pytest.mark.parametrize(
    ("line", "what", "remedy"),
    [
        ("#inn.kilde.nvan", "Malen bruker feltet «nvan», som brevet ikke får.", "eller «valgfritt» i brev.json"),
        ("#inn.svar", "Malen bruker feltet «svar», som brevet ikke får.", "Rett skrivemåten"),
        ("#nanv", "Malen bruker navnet «nanv», som ikke finnes.", "Rett skrivemåten"),
        ("#let x = (1", "Malen har en skrivefeil.", "en parentes"),
        ("#text(weight: )[x]", "Malen har en skrivefeil.", "en parentes"),
        ('#read("/etc/passwd")', "Malen viser til en fil som ikke finnes i rutinen.", "letters/"),
        ('#read("../../../etc/passwd")', "Malen viser til en fil utenfor rutinen.", "letters/"),
        ('#import "@preview/cetz:0.3.0": *', "Malen henter en pakke fra nettet.", "Fjern #import"),
        ('#import "deler.typ": finnes', "Malen henter et navn som filen ikke har.", "Rett navnet"),
        ("=== Hopp", "Overskriftene hopper over et nivå.", "ett nivå om gangen"),
        ("مرحبا", "Malen har et tegn som ikke kan skrives i et arkivdokument.", "Fjern tegnet"),
        ('#image("bilde.svg")', "Et bilde eller en formel mangler beskrivelse.", "alt:"),
        ('#panic("nei")', "Malen stanset med «nei».", "#panic"),
        ("#while true { }", "Malen har en løkke som aldri tar slutt.", "#while"),
        ("#let f(x) = f(x)\n#f(1)", "Malen kaller seg selv uten slutt.", "bruker seg selv"),
        ('#(1 + "a")', "Typst sier: «cannot add integer and string».", "denne linjen"),
    ],
)
def test_a_faulty_template_is_told_with_file_line_and_remedy(line, what, remedy):
    found = problems(template=TEMPLATE + line)

    lines = {(one.file, one.line) for one in found}
    assert {one.level for one in found} == {"error"}
    assert all(what in one.what and remedy in one.remedy and one.why for one in found)
    assert lines <= {("brev.typ", 6), ("brev.typ", 7)}


def test_a_fault_in_a_shared_part_names_that_part():
    found = problems(template='#import "deler.typ": *\n' + TEMPLATE, parts="#let a = 1\n#let b = c\n")

    assert {(one.file, one.line) for one in found} == {("deler.typ", 2)}


def test_a_template_must_manage_without_what_it_may_not_get():
    found = problems(template=TEMPLATE + "#inn.kilde.rader.first().tekst")

    assert [one.code for one in found] == ["letter-template"] * len(found)
    assert found


def test_an_unknown_font_is_a_warning():
    found = problems(template=TEMPLATE + '#text(font: "Arial")[x]')

    assert [(one.level, one.line) for one in found] == [("warning", 6)]
    assert found[0].what == "Skrifttypen «arial» finnes ikke her."


def test_a_declared_field_that_the_template_does_not_use_is_a_warning():
    found = problems(template=TEMPLATE.replace("#inn.kilde.navn", ""))

    assert [(one.level, one.code) for one in found] == [("warning", "letter-unused")]


def test_an_example_without_a_value_is_an_error():
    found = problems(eksempel={"svar": {"A": {"navn": "Testelev A"}}})

    assert [(one.code, one.what) for one in found] == [
        ("letter-example", "Eksempelet har ingen verdi for «kilde.rader[].tekst».")
    ]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"tittel": {"nb": "Bare bokmål"}}, '«tittel» skal være tittelen på begge målformer: {"nb": "…", "nn": "…"}.'),
        ({"kilde": 3}, '«kilde» skal være id-en til steget svarene kommer fra: "Vedtak".'),
        ({"kreves": []}, "«kreves» er ikke et felt her."),
        ({"krever": ["kilde..navn"]}, "«kilde..navn» er ikke en sti."),
        ({"spor": ["sted"]}, "«spor» er av feil slag."),
        ({"spor": {"sted": {"navn": "Hvor?"}}}, "«spor» sier ikke hva «sted» heter og hvilket slag det er."),
        ({"spor": {"sted": {"navn": "Hvor?", "slag": "valg"}}}, "«spor» har ingen svar å velge for «sted»."),
        ({"spor": {"sted": {"navn": "Hvor?", "slag": "tekst"}}}, "«sted» blir spurt om, men står ikke i brevet."),
    ],
)
def test_a_wrong_description_says_what_is_wrong(change, what):
    (found,) = problems(**change)

    assert (found.code, found.file, found.what) == ("letter-description", "brev.json", what)


def test_all_that_a_new_description_lacks_is_told_at_once():
    files = bundle() | {"brev.json": b'{"tittel": {"nb": "Svar"}, "krever": ["kilde.navn"], "eksempel": {}}'}

    (found,) = letters.problems("brev", bundle=files)

    assert found.what == (
        '«tittel» skal være tittelen på begge målformer: {"nb": "…", "nn": "…"}. '
        '«mottakere» skal være en liste med hvem brevet er til: ["foresatte"]. '
        '«kilde» skal være id-en til steget svarene kommer fra: "Vedtak". '
        "«valgfritt» skal være en liste med det brevet kan bruke, og klarer seg uten: []."
    )


def test_a_description_that_is_not_json_names_its_line():
    files = bundle() | {"brev.json": b'{\n "tittel": {\n}'}

    (found,) = letters.problems("brev", bundle=files)

    assert (found.line, found.what) == (3, "Filen er ikke gyldig JSON.")


def test_a_letter_without_description_is_a_problem():
    (found,) = letters.problems("brev", bundle={"brev.typ": b"= Brev"})

    assert found.what == "Brevmalen «brev.json» finnes ikke i rutinen."


def test_a_form_that_lacks_what_the_letter_uses_is_told():
    lacking = letters.ungiven("brev", bundle=bundle(), given={"rader[].navn"}, source="BAE-H-08")
    enough = letters.ungiven("brev", bundle=bundle(), given={"navn", "rader[].tekst"})

    assert [(one.level, one.what) for one in lacking] == [
        ("error", "Brevet bruker «navn», som skjemaet i steget «BAE-H-08» ikke har."),
        ("warning", "Brevet bruker «rader[].tekst», som skjemaet i steget «BAE-H-08» ikke har."),
    ]
    assert enough == ()


def test_a_letter_brings_its_shared_parts_and_no_others():
    files = letters.files_of("aktivitetsplan", FOLDER)

    assert files == {
        "aktivitetsplan.typ",
        "aktivitetsplan.json",
        "felles.typ",
        "lover.json",
        "ord.typ",
        "ordliste.json",
    }


def test_a_bundle_may_be_the_files_of_a_publication():
    files = {f"letters/{path}": content for path, content in bundle().items()} | {"forms/brev.typ": b"x"}

    assert letters.templates(files) == ("brev",)
    assert letters.problems("brev", bundle=files) == ()


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    for path, content in bundle(template=TEMPLATE + '#read("hemmelig.txt")').items():
        (tmp_path / path).write_bytes(content)
    (tmp_path / "hemmelig.txt").symlink_to("/etc/passwd")

    with pytest.raises(errors.LetterFailed, match="en fil som ikke finnes i rutinen"):
        letters.render("brev", bundle=tmp_path, data=SPEC["eksempel"], locale="nb")


def test_a_path_out_of_the_bundle_is_left_out():
    files = bundle() | {"../ut.typ": b"x", "/rot.typ": b"x", "program.py": b"x"}

    assert letters.render("brev", bundle=files, data=SPEC["eksempel"], locale="nb").pdf


def test_an_error_carries_its_details_for_the_incident():
    with pytest.raises(errors.LetterFailed) as caught:
        letters.render("brev", bundle=bundle(template=TEMPLATE + "#nanv"), data=SPEC["eksempel"], locale="nb")

    assert str(caught.value).startswith("«brev.typ», linje 6: Malen bruker navnet «nanv»")
    assert caught.value.details["typst"] == "unknown variable: nanv"


def problems(template: str = TEMPLATE, parts: str = "#let a = 1\n", **changes: object) -> list[letters.Problem]:
    return list(letters.problems("brev", bundle=bundle(template, parts, **changes)))


def bundle(template: str = TEMPLATE, parts: str = "#let a = 1\n", **changes: object) -> dict[str, bytes]:
    picture = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="5" height="5"/></svg>'
    return {
        "brev.typ": template.encode(),
        "brev.json": json.dumps(SPEC | changes).encode(),
        "deler.typ": parts.encode(),
        "bilde.svg": picture,
    }

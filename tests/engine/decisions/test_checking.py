"""What the check finds in decision files: file, decision, rule, column, place, remedy; hostile files end in time."""

from __future__ import annotations

import time

import deciding
import pytest

from engine import decisions, expressions

GOOD = deciding.table("t", ["alder: number"], ["svar: string"], ['< 13 | "barn"', '>= 13 | "ungdom"'])
KINDS = {
    ("alder",): expressions.Kind("number"),
    ("dato",): expressions.Kind("date"),
    ("type",): expressions.Kind("string", frozenset({"mobbing", "vold"})),
    ("grunner",): expressions.Kind("list", frozenset({"a", "b"})),
}


def test_a_right_table_has_no_findings() -> None:
    assert found(GOOD) == []


@pytest.mark.parametrize(
    ("made", "code", "says"),
    [
        (
            deciding.table("t", ["alder"], ["s"], ["> > 3 | 1"]),
            "feel-unreadable",
            "regel 1, kolonnen «alder», «> > 3» (tegn 3",
        ),
        (deciding.table("t", ["alder"], ["s"], ["> 3 | 1 +"]), "feel-unreadable", "regel 1, svaret «s»"),
        (deciding.table("t", ["alder"], ["s"], ["> aldr | 1"]), "name-unknown", "mente du «alder»?"),
        (deciding.table("t", ["aldr"], ["s"], ["> 3 | 1"]), "name-unknown", "hodet til kolonnen «aldr»"),
        (deciding.table("t", ["alder"], ["s"], ["> 3 | mobing"]), "name-unknown", "svaret «s»"),
        (deciding.table("t", ["alder"], ["s"], ["strt(?) | 1"]), "name-unknown", "Funksjonen «strt» finnes ikke"),
        (
            deciding.table("t", ["alder: number"], ["s"], ['"ung" | 1']),
            "feel-type",
            "«?» er et tall, men sammenlignes med tekst",
        ),
        (deciding.table("t", ["dato: date"], ["s"], ['> "2026-01-01" | 1']), "feel-type", 'date("2026-01-01")'),
        (deciding.table("t", ["alder"], ["s: string"], ["> 3 | 7"]), "feel-type", "er heltall, men kolonnen er tekst"),
        (deciding.table("t", ["type"], ["s"], ['"mobing" | 1']), "feel-never", "Mente du «mobbing»?"),
        (deciding.table("t", ["grunner"], ["s"], ['"a" | 1']), "feel-type", "er en liste"),
        (deciding.table("t", ["alder: tall"], ["s"], ["> 3 | 1"]), "type-unknown", "«tall» finnes ikke"),
        (deciding.table("t", ["alder"], ["s"], ["> 3 | 1"], policy="BEST"), "policy-unknown", "«BEST»"),
        (
            deciding.table("t", ["alder"], ["s"], ["> 3 | 1"], policy="COLLECT", aggregation="AVG"),
            "policy-unknown",
            "AVG",
        ),
        (
            deciding.table("t", ["alder"], ["s"], ["> 3 | 1"], policy="FIRST", aggregation="SUM"),
            "policy-wrong",
            "COLLECT",
        ),
        (deciding.table("t", ["alder"], ["s"], ["> 3 | 1"], policy="PRIORITY"), "policy-wrong", "rekkefølgen"),
        (
            deciding.table("t", ["alder"], ["a", "b"], ["> 3 | 1 | 2"], policy="COLLECT", aggregation="SUM"),
            "policy-wrong",
            "én",
        ),
        (deciding.table("t", ["alder"], ["a", "a"], ["> 3 | 1 | 2"]), "column-unnamed", "navn"),
        (deciding.table("t", ["alder"], ["s"], ["> 3"]), "cells-wrong", "Regel 1 har 0 ut-celler, men tabellen har 1"),
        (deciding.table("t", ["alder", "type"], ["s"], ["> 3 | 1"]), "cells-wrong", "har 0 ut-celler"),
        (deciding.table("t", [""], ["s"], ["> 3 | 1"]), "column-empty", "spørre etter"),
        (deciding.table("t", ["alder"], [], ["> 3"]), "column-missing", "ut-kolonne"),
        (deciding.table("t", ["alder"], ["s"], ["> 3 | 1"], needs=["x"]), "decision-unknown", "«x», som ikke finnes"),
        (deciding.table("t", ["alder"], ["s"], ["> 3 | 1"], needs=["t"]), "decision-circle", "bygger på seg selv"),
        (deciding.literal("t", ""), "decision-empty", "tomt"),
        ('<decision id="t"/>', "decision-empty", "verken tabell eller uttrykk"),
        ('<decision id="t"><invocation/></decision>', "not-supported", "«invocation»"),
        ('<decision id="t"><relation/></decision>', "not-supported", "«relation»"),
        (GOOD + '<businessKnowledgeModel id="b"/>', "not-supported", "«businessKnowledgeModel»"),
        (GOOD + '<decisionService id="b"/>', "not-supported", "«decisionService»"),
        (GOOD + GOOD, "id-duplicate", "flere beslutninger"),
        ('<decision name="x"/>', "id-missing", "mangler id"),
        (GOOD.replace("<inputEntry>", '<inputEntry expressionLanguage="juel">'), "not-supported", "juel"),
        (deciding.table("t", ["random number()"], ["s"], ["> 3 | 1"]), "name-unknown", "ikke det samme svaret"),
        ("", "decision-missing", "ingen beslutninger"),
    ],
)
def test_what_is_wrong_is_found_with_its_place(made: str, code: str, says: str) -> None:
    matching = [one for one in found(made) if one.code == code and says in one.what]

    assert matching, [(one.code, one.what) for one in found(made)]
    assert matching[0].file == "decisions/t.dmn"
    assert matching[0].remedy


@pytest.mark.parametrize(
    ("rules", "overlaps"),
    [
        (["< 10 | 1", "[10..20) | 2", ">= 20 | 3"], []),
        (["< 10 | 1", "[9..20) | 2"], [(1, 2)]),
        (["<= 10 | 1", ">= 10 | 2"], [(1, 2)]),
        (["(1..2) | 1", "(1.4..1.6) | 2"], [(1, 2)]),
        (["1, 2 | 1", "not(1) | 2"], [(1, 2)]),
        (["- | 1", "3 | 2"], [(1, 2)]),
        (["> alder - 1 | 1", "3 | 2"], []),
    ],
)
def test_rules_that_can_both_hold_under_unique_are_told(rules: list[str], overlaps: list) -> None:
    made = found(deciding.table("t", ["alder: number"], ["svar"], rules))

    assert [one.what for one in made if one.code == "rules-overlap"] == [
        f"Reglene {one} og {other} i «T» kan slå til samtidig, men tabellen tillater bare én (UNIQUE)."
        for one, other in overlaps
    ]


@pytest.mark.parametrize(
    ("rules", "overlaps"),
    [
        (['< 10 | "a"', '[9..20) | "b"'], [(1, 2)]),
        (['< 10 | "a"', '[9..20) | "a"'], []),
        (['< 10 | "a"', '>= 10 | "b"'], []),
        (["< 10 | 1", "[9..20) | 1.0"], []),
        (["< 10 | 1", "[9..20) | true"], [(1, 2)]),
        (["< 10 | 1", "- | 2", "> 9 | "], [(1, 2), (1, 3), (2, 3)]),
        (['< 10 | date("2026-01-01")', '9 | @"2026-01-01"'], []),
        (["< 10 | alder", "[9..20) | 7"], []),
        (["< 10 | alder", "[9..20) | alder + 0"], []),
        (["> alder - 1 | 1", "3 | 2"], []),
    ],
)
def test_rules_that_can_both_hold_with_answers_that_differ_under_any_are_told(rules: list[str], overlaps: list) -> None:
    made = [
        one
        for one in found(deciding.table("t", ["alder: number"], ["svar"], rules, policy="ANY"))
        if one.code == "rules-overlap"
    ]

    assert [one.what for one in made] == [
        f"Reglene {one} og {other} i «T» kan slå til samtidig med ulike svar, men tabellen krever samme svar (ANY)."
        for one, other in overlaps
    ]
    assert {(one.level, one.remedy) for one in made} <= {("warning", "Gi reglene samme svar, eller velg FIRST.")}


def test_of_several_answers_one_that_differs_is_enough_under_any() -> None:
    rules = ['< 10 | "a" | 1', '[9..20) | "a" | 2', "9 | alder | 1", "9 | alder | 3"]
    made = found(deciding.table("t", ["alder: number"], ["s", "n"], rules, policy="ANY"))

    pairs = [one.what.partition(" i «")[0] for one in made if one.code == "rules-overlap"]
    assert pairs == [f"Reglene {one}" for one in ("1 og 2", "1 og 4", "2 og 3", "2 og 4", "3 og 4")]


def test_a_column_left_as_text_is_told_where_something_else_is_asked_for() -> None:
    (told,) = found(deciding.table("t", ["alder: string"], ["s"], ["> 3 | 1"]))

    assert (told.level, told.what) == (
        "warning",
        "Kolonnen «alder» er satt til tekst, men «alder» er et tall. Den leses som det den er.",
    )


def test_a_name_that_a_message_may_bring_is_a_warning_and_a_misspelt_one_is_not() -> None:
    def levels(asked: str) -> list[str]:
        made = decisions.make({"decisions/t.dmn": deciding.file(deciding.table("t", [asked], ["s"], ['- | "a"']))})
        names = {path[0] for path in KINDS}
        return [one.level for one in decisions.findings(made, known=names, kinds=KINDS, carrier="meldingen «svar»")]

    # the second is like `alder`, but no slip for it
    assert [levels("fjernt"), levels("alderen_til"), levels("aldr")] == [["warning"], ["warning"], ["error"]]


def test_overlap_needs_every_column() -> None:
    apart = deciding.table("t", ["alder", "type"], ["s"], ['< 9 | "vold" | 1', '< 9 | "mobbing" | 2'])
    dates = deciding.table(
        "t", ["dato"], ["s"], ['< date("2026-01-01") | 1', '[date("2026-01-01")..date("2026-02-01")] | 2']
    )

    assert [found(apart), found(dates)] == [[], []]


def test_the_file_is_named_as_its_decision_and_every_decision_is_used() -> None:
    library = decisions.make({"decisions/annet.dmn": deciding.file(GOOD, deciding.literal("u", "1"))})

    codes = [one.code for one in decisions.findings(library, known={path[0] for path in KINDS}, called={"t"})]

    assert {"file-name", "decision-unused"} <= set(codes)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"<", "xml-broken"),
        (b'<!DOCTYPE d [<!ENTITY x "y">]><definitions/>', "xml-doctype"),
        (b"<html/>", "not-dmn"),
        (b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "not-dmn"),
        (deciding.file("<a>" * 200 + "</a>" * 200), "xml-too-deep"),
        (deciding.file("<a/>" * 60_000), "xml-too-many"),
        (deciding.file(deciding.table("t", ["a"], ["s"], ["1 | 2"] * 1001)), "table-too-large"),
        (deciding.file(deciding.table("t", ["a"] * 60, ["s"], [])), "table-too-large"),
        (deciding.file(deciding.table("t", ["a"], ["s"], [f'"{"x" * 6000}" | 2'])), "cell-too-long"),
        (
            deciding.file(
                *(deciding.literal(f"d{n}", "1", needs=[f"d{n + 1}"] if n < 300 else []) for n in range(301))
            ),
            "decision-circle",
        ),
    ],
)
def test_a_hostile_file_is_refused_in_bounded_time(raw: bytes, code: str) -> None:
    begun = time.monotonic()

    codes = {one.code for one in decisions.findings(decisions.make({"decisions/t.dmn": raw}), known=set())}

    assert code in codes
    assert time.monotonic() - begun < 200


def found(*made: str) -> list:
    """Return what is found in one file, the decision `t` being asked for."""
    library = decisions.make({"decisions/t.dmn": deciding.file(*made)})
    names = {path[0] for path in KINDS}
    return decisions.findings(library, known=names, kinds=KINDS, called={"t"})

"""Stories as text: what YAML types, and a sentence with a line for each that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import errors
from engine.play import story

HEAD = "routine: prove\nat: 2026-01-05 10:00\nstart: {by: lærer}\n"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("10:30", "10:30"), ("no", "no"), ("yes", "yes"), ("on", "on"), ("2026-01-05", "2026-01-05"), ("ja", "ja"),
        ("True", "True"), ("NULL", "NULL"), ("0x10", "0x10"), ("1e3", "1e3"), ("007", "007"), ("1_000", "1_000"),
        (".5", ".5"), ("+1", "+1"), (".inf", ".inf"), ("12:30:45", "12:30:45"), ("0o7", "0o7"), ("'12'", "12"),
        ('"true"', "true"), ("true", True), ("false", False), ("null", None), ("", None), ("~", None), ("0", 0),
        ("-3", -3), ("12", 12), ("1.5", 1.5), ("-0.25", -0.25), ("2026-01-05 12:00", "2026-01-05 12:00"),
    ],
)  # fmt: skip
def test_only_true_false_null_and_plain_numbers_are_typed(written: str, read: object) -> None:
    one = story.parse(f"{HEAD}steps:\n  - do: A\n    answers:\n      felt: {written}\n".encode(), Path("s.yaml"))

    answers = one.steps[0].rest["answers"]
    assert isinstance(answers, dict)
    assert (answers["felt"], type(answers["felt"])) == (read, type(read))


def test_the_number_of_a_task_needs_no_quotes_in_a_list_or_group() -> None:
    text = "steps:\n  - see: {tasks: [A[1],K/A[2], 'B[1]']}\n  - refuse: {do: A[1], because: not-open}\n  - do: A[12]\n"
    one = story.parse((HEAD + text).encode(), Path("s.yaml"))

    assert [step.body for step in one.steps] == [
        {"tasks": ["A[1]", "K/A[2]", "B[1]"]}, {"do": "A[1]", "because": "not-open"}, "A[12]",
    ]  # fmt: skip
    with pytest.raises(errors.StoryUnreadable, match="Se linje 7"):
        story.parse((HEAD + "steps:\n  - see: {tasks: [A[1]]}\n  - do: [A\n").encode(), Path("s.yaml"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD, "«steps:» mangler"),
        ("[]", "må begynne med"),
        ("", "må begynne med"),
        (HEAD + "steps: 3\n", "s.yaml:4: «steps» må være en liste"),
        (HEAD + "steps:\n  - gjør: A\n", "s.yaml:5: et steg må ha nøyaktig ett"),
        (HEAD + "steps:\n  - do: A\n    see: {tasks: []}\n", "s.yaml:5: et steg må ha nøyaktig ett"),
        (HEAD + "steps:\n  - do\n", "s.yaml:5: her må det stå «navn: verdi»"),
        (HEAD + "steps: []\nroller: {}\n", "s.yaml:5: ukjent nøkkel «roller»"),
        (HEAD + "steps:\n  - do: [A\n", "ikke gyldig YAML. Se linje"),
        (HEAD + "steps:\n\t- do: A\n", "ikke gyldig YAML. Se linje"),
        ("routine: prove\nat: x\nstart: nei\nsteps: []\n", "s.yaml:3: her må det stå «navn: verdi»"),
        (HEAD + "steps: []\nat: 2026-01-06 10:00\n", "s.yaml:5"),
        (HEAD + "steps:\n  - do: A\n    do: B\n", "s.yaml:6"),
        (HEAD + "steps: *alle\n", "ikke gyldig YAML"),
    ],
)
def test_unreadable_story_gets_a_sentence_with_a_line(text: str, says: str) -> None:
    with pytest.raises(errors.StoryUnreadable) as refused:
        story.parse(text.encode(), Path("s.yaml"))

    assert says in refused.value.message


def test_bomb_of_references_is_refused_quickly() -> None:
    """Each line doubles the one before: read out, it would fill the memory."""
    lines = "".join(f"    b{n}: &b{n} [*b{n - 1}, *b{n - 1}]\n" for n in range(1, 40))
    text = f"routine: prove\nat: 2026-01-05 10:00\nsteps: []\nstart:\n  answers:\n    b0: &b0 [x, x]\n{lines}"

    with pytest.raises(errors.StoryUnreadable, match=r"s\.yaml:6: henvisninger"):
        story.parse(text.encode(), Path("s.yaml"))


def test_thousands_of_lists_inside_each_other_are_refused() -> None:
    with pytest.raises(errors.StoryUnreadable, match="inni hverandre"):
        story.parse(f"{HEAD}steps: {'[' * 20_000}{']' * 20_000}\n".encode(), Path("s.yaml"))


def test_text_in_another_encoding_is_named() -> None:
    with pytest.raises(errors.StoryUnreadable, match="UTF-8"):
        story.parse("routine: prøve".encode("latin-1"), Path("s.yaml"))


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(errors.StoryUnreadable, match=r"borte\.yaml"):
        story.read(tmp_path / "borte.yaml")


@pytest.mark.parametrize(
    ("text", "routine"),
    [
        (HEAD + "steps: []\n", "prove"),
        ("people: {routine: nei}\nsteps:\n  - see: {routine: nei}\nroutine: prove\n", "prove"),
        (HEAD + "steps:\n  - do: [\n", "prove"),
        ("routine: prove\n  videre\nat: x\n", "prove videre"),
        ("routine: 'prove'\nat: x\n", "prove"),
        ("routine: prove # den lille\nat: x\n", "prove"),
        ("title: routine\nat: x\n", ""),
        ("- routine\n- prove\n", ""),
        ("", ""),
    ],
)
def test_routine_of_a_story_is_found_without_reading_the_rest(text: str, routine: str, tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(text)

    assert story.routine_of(path) == routine


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"{", b"a: b: c"])
def test_story_that_cannot_be_read_as_far_as_its_routine_says_so(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_bytes(raw)

    with pytest.raises(errors.StoryUnreadable):
        story.routine_of(path)

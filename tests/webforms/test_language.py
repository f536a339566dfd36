"""Nynorsk: every text that a page or a message of the web can show has a translation, and its places to fill in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import pofile
from babel.messages.extract import extract
from jinja2.ext import babel_extract

import engine
import notifications
from engine import errors, phrases
from webforms import failures, language, planning, wording
from webforms.fields import files, problems
from webforms.views import case, changes, intervening, relocating

WEB = Path(language.__file__).parent
PLACES = re.compile(r"%\((\w+)\)s")


def test_every_text_has_a_nynorsk_one() -> None:
    known = {key for message in catalogue() for key in keys(message.id)}

    assert sorted(set(texts()) - known) == []


def test_no_nynorsk_text_is_left_over() -> None:
    known = {key for message in catalogue() for key in keys(message.id)}

    assert sorted(known - set(texts())) == []


def test_no_translation_is_empty_or_unsure() -> None:
    assert [m.id for m in catalogue() if m.fuzzy or not all(keys(m.string))] == []


def test_translations_fill_in_the_same_places() -> None:
    wrong = [m.id for m in catalogue() if sorted(PLACES.findall(str(m.id))) != sorted(PLACES.findall(str(m.string)))]

    assert wrong == []


def test_a_sentence_of_the_engine_is_said_by_its_template_and_its_values_too() -> None:
    wait = phrases.say("For mange forsøk. Prøv igjen om %(wait)s.", wait=phrases.say("%(count)s minutter", count=5))

    assert language.said(wait) == "For mange forsøk. Prøv igjen om 5 minutter."
    with language.using("nn"):
        assert language.said(wait) == "For mange forsøk. Prøv igjen om 5 minutt."


def test_the_roles_of_a_lane_are_said_in_nynorsk_as_they_stand() -> None:
    lanes = ("Rektor/kontaktlærer", "Intervensjonsteam og rektor", "Skoleeier", "Trinn 5, ledelse", "lærer")

    assert [language.lane(one) for one in lanes] == list(lanes)
    with language.using("nn"):
        assert [language.lane(one) for one in lanes] == [
            "Rektor/kontaktlærar", "Intervensjonsteam og rektor", "Skoleeigar", "Trinn 5, leiing", "lærar",
        ]  # fmt: skip


def test_a_sentence_without_a_template_stays_as_written() -> None:
    with language.using("nn"):
        assert language.said("Noe gikk galt.") == "Noe gikk galt."


def test_a_sentence_that_brings_its_nynorsk_asks_no_catalogue() -> None:
    counted = phrases.both("3 skoledager fra 6.1", "3 skuledagar frå 6.1")

    with language.using("nn"):
        assert language.said(counted) == "3 skuledagar frå 6.1"


def test_roles_of_the_sources_are_called_by_their_nynorsk_names() -> None:
    with language.using("nn"):
        assert [language.role(name) for name in ("kontaktlærer", "rektor", "trivselsvert")] == [
            "kontaktlærar",
            "rektor",
            "trivselsvert",
        ]


def test_sentences_of_commands_and_questions_are_phrases() -> None:
    assert [place for path in spoken_to_people() for place in plain_sentences(path)] == []


def test_text_is_bokmaal_where_nothing_is_chosen() -> None:
    assert language.text("Lagret %(time)s", time="10:42") == "Lagret 10:42"

    with language.using("nn"):
        assert language.text("Lagret %(time)s", time="10:42") == "Lagra 10:42"


@pytest.mark.parametrize(
    "word",
    [
        " ikke ",
        " jeg ",
        " noe ",
        " hvem ",
        " fra ",
        " frem ",
        " noen ",
        " bare ",
        " jeg",
        " av en ",
        " eller en ",
        " hvordan ",
        " hvorfor ",
        "oppgaven",
        "saken ",
        " være ",
    ],
)
def test_nynorsk_has_no_bokmaal_words(word: str) -> None:
    found = [m.string for m in catalogue() if word in f" {str(m.string).lower()} "]

    assert found == []


def catalogue() -> list:
    with language.CATALOGUE.open("rb") as file:
        return [message for message in pofile.read_po(file, locale="nn") if message.id]


def keys(found: object) -> tuple[str, ...]:
    found = found if isinstance(found, tuple) else (found,)
    return tuple(one for one in found if isinstance(one, str))


def texts() -> Iterator[str]:
    yield from (text for text in (*marked(), *said(), *tables()) if text)


def said() -> Iterator[str]:
    """Yield the templates of the engine's and the messages' sentences, and what errors say where they say no more."""
    for package in (engine, notifications):
        for path in sorted(Path(str(package.__file__)).parent.rglob("*.py")):
            with path.open("rb") as file:
                for _line, found, *_rest in extract("python", file, keywords={"say": None}):
                    yield from keys(found)
    yield from (str(one.__doc__).strip() for one in vars(errors).values() if is_error(one))


COMMANDS_OWN = ("accounts.py", "held_roles.py")  # of `engine.people`: the command line alone gives accounts and roles


def spoken_to_people() -> Iterator[Path]:
    """Yield the parts of the engine whose errors are shown on pages."""
    root = Path(str(engine.__file__)).parent
    for name in ("access", "audit", "documents", "rows"):
        yield root / f"{name}.py"
    for name in ("cases", "overview", "people"):
        yield from sorted(path for path in (root / name).rglob("*.py") if path.name not in COMMANDS_OWN)


def plain_sentences(path: Path) -> Iterator[str]:
    """Yield the places where an error or a verdict is given a plain text, which no catalogue could know."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        said = node.args[:1] if ast.unparse(node.func).startswith("errors.") else []
        said += [one.value for one in node.keywords if one.arg == "why" and ast.unparse(node.func) == "Verdict"]
        if any(isinstance(one, ast.JoinedStr) or isinstance(getattr(one, "value", None), str) for one in said):
            yield f"{path.name}:{node.lineno}"


def is_error(one: object) -> bool:
    return isinstance(one, type) and issubclass(one, errors.SkolemiljoError)


def marked() -> Iterator[str]:
    """Yield what is marked for translation in templates and sources."""
    marks = {"_": None, "say": None, "plural": (1, 2)}
    for path in sorted(WEB.rglob("*.html")):
        with path.open("rb") as file:
            for _line, _name, found, _comments in babel_extract(file, ["_", "ngettext"], [], {"trim_blocks": "true"}):
                yield from keys(found)
    for path in sorted(WEB.rglob("*.py")):
        if "cli" not in path.parts:
            with path.open("rb") as file:
                for _line, found, *_rest in extract("python", file, keywords=marks):
                    yield from keys(found)


def tables() -> Iterator[str]:
    """Yield what stands in tables of words."""
    yield from wording.MESSAGES.values()
    for table in (
        wording.EVENTS,
        wording.OPENERS,
        wording.STEP_STATES,
        wording.REASONS,
        wording.STANDINGS,
        wording.READ_PAGES,
    ):
        yield from table.values()
    yield from (*wording.LEDGER_STATES.values(), *wording.LEDGER_KINDS.values(), *wording.LEDGER_FOLDS.values())
    yield from (*wording.CHANNELS, *wording.GROUPS)
    yield from (*planning.KINDS.values(), *planning.LEVELS.values())
    yield from (name for _endpoint, name in case.TABS.values())
    yield from (
        *problems.REQUIRED.values(),
        *problems.TEXTS.values(),
        problems.NUMBER,
        problems.WHOLE,
        problems.HALF,
        problems.PASSED,
        problems.AHEAD,
        problems.NO_SUCH_DAY,
        problems.NO_DAY,
    )
    yield from (changes.TOO_OLD, files.GONE)
    yield from (*intervening.DEEDS.values(), *relocating.WAYS.values())
    pages = (one for one in vars(failures).values() if isinstance(one, failures.Page))
    for page in (*failures.TABLE.values(), *pages):
        yield from (page.heading, page.advice)


def test_nynorsk_has_one_form_of_a_word_that_has_several() -> None:
    mails = {
        str(path): path.read_text() for path in (Path(notifications.__file__).parent / "templates").rglob("*.nn.txt")
    }
    pages = {str(message.id): " ".join(keys(message.string)) for message in catalogue()}
    letters = {str(path): path.read_text() for path in (WEB.parent / "processes" / "letters").glob("*.typ")}
    other = re.compile(r"\bvart\b|\b(?:[Ff]ølg|med) ho\b")  # blei, henne

    assert [name for name, text in {**mails, **pages, **letters}.items() if other.search(text)] == []

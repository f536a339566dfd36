"""What `skolemiljo` says of a command line it cannot use, and how `--help` looks: Norwegian, as all else (design 10).

Knows click: its errors by class, and of those that carry only English words, the words. Knows no command.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

import click

# what click says of a value, an argument or an option → what we say: {0} and {1} are what its brackets found
_WORDS = (
    (r"'(.*)' is not a valid (?:integer|int|float|number).*\.", "«{0}» er ikke {number}"),
    (r"(.*) is not in the range .*\.", "{0} er ikke {number}"),
    (r"'(.*)' is not (?:one of )?(?:'.*')\.", "«{0}» kan ikke velges. Velg {choices}"),
    (r"\w+ '(.*)' does not exist\.", "{0} finnes ikke"),
    (r"\w+ '(.*)' is a file\.", "{0} er en fil og skulle vært en mappe"),
    (r"\w+ '(.*)' is a directory\.", "{0} er en mappe og skulle vært en fil"),
    (r"\w+ '(.*)' is not readable\.", "{0} kan ikke leses"),
    (r"\w+ '(.*)' is not writable\.", "{0} kan ikke skrives"),
    (r"Got unexpected extra arguments? \((.*)\)", "«{0}» er for mye: kommandoen tar ikke imot det"),
    (r"Option '(.*)' requires an argument\.", "{0} trenger en verdi etter seg"),
    (r"Option '(.*)' requires (\d+) arguments\.", "{0} trenger {1} verdier etter seg"),
    (r"Option '(.*)' does not take a value\.", "{0} tar ingen verdi"),
    (r"Argument '(.*)' takes (\d+) values\.", "{0} skal ha {1} verdier"),
    (r"Missing command\.", "Kommandoen mangler"),
)

_HEADINGS = {"Options": "Valg", "Commands": "Kommandoer", "Positional arguments": "Argumenter"}
_HELP = (
    (r"Show this message and exit\.", "Vis denne hjelpen."),
    (r"Show the version and exit\.", "Vis utgaven."),
    (r"\[default: ", "[ellers: "),
    (r"(; |\[)required\]", r"\1må oppgis]"),
    (r"(; |\[)(-?\d+)<=x<=(-?\d+)\]", r"\1fra \2 til \3]"),
    (r"(; |\[)x>=(-?\d+)\]", r"\1minst \2]"),
    (r"\bINTEGER RANGE\b|\bINTEGER\b", "TALL"),
    (r"\bTEXT\b", "TEKST"),
    (r"\bPATH\b|\bFILE\b", "FIL"),
    (r"\bDIRECTORY\b", "MAPPE"),
)


def sentence(problem: click.ClickException) -> str:
    """Return what is wrong and how to mend it, in one line: which argument, what was written, what it may be."""
    where = f" Se «{problem.ctx.command_path} --help»." if isinstance(problem, click.UsageError) and problem.ctx else ""
    said = _said(problem)
    return f"{said}{'' if said.endswith(('.', '?')) else '.'}{where}"


def _said(problem: click.ClickException) -> str:
    match problem:
        case click.NoSuchOption():
            return f"Valget {problem.option_name} finnes ikke{_meant(problem.possibilities)}"
        case click.NoSuchCommand():
            return f"Kommandoen «{problem.command_name}» finnes ikke{_meant(_like(problem))}"
        case click.MissingParameter():
            kind = "Valget" if isinstance(problem.param, click.Option) else "Argumentet"
            return f"{kind} {_name(problem.param) or problem.param_hint} mangler"
        case click.BadParameter():
            name = _name(problem.param)
            return f"{name}: {_words(problem.message, problem.param)}" if name else _words(problem.message, None)
    return _words(problem.message, None)


def _words(message: str, param: click.Parameter | None) -> str:
    """Return our words for click's; what is already ours, or unknown, as it is."""
    for pattern, ours in _WORDS:
        if found := re.fullmatch(pattern, message):
            return ours.format(*found.groups(), number=_number(param), choices=_choices(param))
    return message


def _like(problem: click.NoSuchCommand) -> list[str]:
    group = problem.ctx.command if problem.ctx else None
    names = group.list_commands(problem.ctx) if problem.ctx and isinstance(group, click.Group) else []
    return difflib.get_close_matches(problem.command_name, names)


def _meant(names: Sequence[str] | None) -> str:
    return f". Mente du {' eller '.join(names)}?" if names else ""


def _name(param: click.Parameter | None) -> str:
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return param.human_readable_name if param else ""


def _number(param: click.Parameter | None) -> str:
    kind = param.type if param else None
    low, high = (kind.min, kind.max) if isinstance(kind, click.IntRange) else (None, None)
    if low is not None and high is not None:
        return f"et helt tall fra {low:g} til {high:g}" if high < 1e6 else f"et helt tall, minst {low:g}"
    return "et helt tall"


def _choices(param: click.Parameter | None) -> str:
    kind = param.type if param else None
    return " eller ".join(map(str, kind.choices)) if isinstance(kind, click.Choice) else "en av dem --help viser"


class Formatter(click.HelpFormatter):
    """`--help` with Norwegian headings and notes."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how the command is called."""
        words = args.replace("[OPTIONS]", "[VALG]").replace("COMMAND [ARGS]...", "KOMMANDO …")
        super().write_usage(prog, words, prefix or "Bruk: ")

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write options or commands with what each is for."""
        super().write_dl([(_norwegian(name), _norwegian(text)) for name, text in rows], col_max, col_spacing)


class Context(click.Context):
    """A context whose help is Norwegian."""

    formatter_class = Formatter


def _norwegian(text: str) -> str:
    for pattern, ours in _HELP:
        text = re.sub(pattern, ours, text)
    return text


def dress(command: click.Command) -> click.Command:
    """Let a command, and all below it, show its help by our formatter; return it."""
    command.context_class = Context
    for inner in getattr(command, "commands", {}).values():
        dress(inner)
    return command

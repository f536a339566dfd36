"""A command line that cannot be used is answered with one Norwegian sentence: which argument, and what it may be."""

from __future__ import annotations

import re

import click
import pytest

from webforms import cli

ENGLISH = re.compile(r"\b(Usage|Error|Options|Commands|Show|Missing|INTEGER|TEXT|PATH|default|required|Try)\b")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("demo --port abc", "--port: «abc» er ikke et helt tall fra 1 til 65535. Se «skolemiljo demo --help»."),
        ("demo --port 0", "--port: 0 er ikke et helt tall fra 1 til 65535. Se «skolemiljo demo --help»."),
        ("demo --port", "--port trenger en verdi etter seg."),
        ("demo --prot 3", "Valget --prot finnes ikke. Mente du --port? Se «skolemiljo demo --help»."),
        ("demo x", "«x» er for mye: kommandoen tar ikke imot det. Se «skolemiljo demo --help»."),
        ("pubish", "Kommandoen «pubish» finnes ikke. Mente du publish? Se «skolemiljo --help»."),
        ("check", "Argumentet FIL.bpmn… mangler. Se «skolemiljo check --help»."),
        ("user create", "Argumentet BRUKERNAVN mangler. Se «skolemiljo user create --help»."),
        ("send", "Valget --municipality mangler. Se «skolemiljo send --help»."),
        (
            "move --deadlines x",
            "--deadlines: «x» kan ikke velges. Velg keep eller recount. Se «skolemiljo move --help».",
        ),
        ("db restore /finnes-ikke", "FIL: /finnes-ikke finnes ikke. Se «skolemiljo db restore --help»."),
        ("db restore /", "FIL: / er en mappe og skulle vært en fil. Se «skolemiljo db restore --help»."),
        ("clock ledger --json=3", "--json tar ingen verdi."),
    ],
)
def test_wrong_command_line_is_told_in_one_norwegian_sentence(
    line: str, sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["skolemiljo", *line.split()])

    with pytest.raises(SystemExit) as ended:
        cli.main()

    assert (ended.value.code, *capsys.readouterr()) == (2, "", sentence + "\n")


def test_help_of_every_command_is_norwegian() -> None:
    with cli.usage.Context(cli.cli, info_name="skolemiljo") as context:
        said = dict(helps(cli.cli, context))

    assert len(said) > 20
    assert {name: ENGLISH.findall(text) for name, text in said.items() if ENGLISH.search(text)} == {}


def helps(command: click.Command, context: click.Context) -> list[tuple[str, str]]:
    """Return (path, help) of a command and of all below it."""
    found = [(context.command_path, command.get_help(context))]
    for name in command.list_commands(context) if isinstance(command, click.Group) else ():
        inner = command.get_command(context, name)
        if inner is not None:
            found += helps(inner, inner.context_class(inner, info_name=name, parent=context))
    return found

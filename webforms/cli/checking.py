"""`skolemiljo check`: what stands in the way of publishing (design 10)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import click

from engine import errors, guarding, model
from webforms.cli import counting

with_roles = click.option(
    "--roles",
    "roles_file",
    type=click.Path(path_type=Path),
    metavar="roller.csv",
    help="Kommunens egne roller; ellers er det bare kildenes.",
)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FIL.bpmn…")
@click.option("--json", "as_json", is_flag=True, help="Ett funn per linje som JSON.")
@with_roles
@click.option("--strict", "is_strict", is_flag=True, help="Advarsler teller som feil.")
@click.pass_context
def check(
    context: click.Context, files: tuple[Path, ...], roles_file: Path | None, as_json: bool, is_strict: bool
) -> None:
    """Kontroller diagrammer med skjemaer, brev og fortellinger: 0 ingen feil, 1 feil, 2 en fil kan ikke leses."""
    unread: dict[Path, str] = {}
    findings = _found(files, roles_file, unread)
    for finding in findings:
        click.echo(json.dumps(asdict(finding), ensure_ascii=False) if as_json else sentence(finding))
    wrong = sum(finding.level == "error" for finding in findings)
    read = len({*files} - {*unread})
    if read and not as_json:
        warned = counting.of(len(findings) - wrong, "advarsel", "advarsler")
        rest = f", {len(unread)} kan ikke leses" if unread else ""
        click.echo(f"{counting.of(read, 'fil', 'filer')}: {wrong} feil, {warned}{rest}.")
    for why in dict.fromkeys(unread.values()):
        click.echo(why, err=True)
    context.exit(2 if unread else 1 if wrong or (is_strict and findings) else 0)


def _found(files: Sequence[Path], roles_file: Path | None, unread: dict[Path, str]) -> list[model.Finding]:
    """Return what is found; the files of several folders each with theirs, where they cannot stand together.

    `unread` is given those that cannot be read, with why: the others are looked at without them.
    """
    try:
        return guarding.check(files, has_callers=True, roles_file=roles_file)
    except errors.DiagramRefused as refused:
        faulty = [path for path in files if len(files) == 1 or str(path) == refused.details.get("path")]
        unread |= dict.fromkeys(faulty, refused.message)
    if faulty:
        rest = [path for path in files if path not in faulty]
        return _found(rest, roles_file, unread) if rest else []
    found = []
    for part in _parts(files):
        ones = _found(part, roles_file, unread)
        is_apart = len({one.parent for one in files}) > 1
        found += [replace(one, file=str(part[0].parent / one.file)) if is_apart else one for one in ones]
    return list(dict.fromkeys(found))


def _parts(files: Sequence[Path]) -> list[list[Path]]:
    """Return how files that cannot stand together are divided: by folder, those of one folder each for itself."""
    folders = sorted({path.parent for path in files})
    if len(folders) == 1:
        return [[path] for path in files]
    return [[path for path in files if path.parent == folder] for folder in folders]


def sentence(finding: model.Finding) -> str:
    """Return the finding as one line: what it quotes may have several."""
    place = f"{finding.file}:{finding.line}" if finding.line else finding.file
    level = "feil" if finding.level == "error" else "advarsel"
    named = f" «{finding.name}»" if finding.name else ""
    element = f" {finding.element}{named}" if finding.element else ""
    said = " ".join(filter(None, (finding.what, finding.why, finding.remedy)))
    return f"{place}: " + " ".join(f"{level} [{finding.code}]{element}: {said}".split())

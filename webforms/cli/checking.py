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
    """Kontroller diagrammer med skjemaer, brev og fortellinger: 0 ingen feil, 1 feil, 2 filen kan ikke leses."""
    findings = _found(files, roles_file)
    for finding in findings:
        click.echo(json.dumps(asdict(finding), ensure_ascii=False) if as_json else sentence(finding))
    wrong = sum(finding.level == "error" for finding in findings)
    if not as_json:
        warned = counting.of(len(findings) - wrong, "advarsel", "advarsler")
        click.echo(f"{counting.of(len(files), 'fil', 'filer')}: {wrong} feil, {warned}.")
    context.exit(1 if wrong or (is_strict and findings) else 0)


def _found(files: Sequence[Path], roles_file: Path | None) -> list[model.Finding]:
    """Return what is found; the files of several folders each with theirs, where they cannot stand together."""
    folders = sorted({path.parent for path in files})
    try:
        return guarding.check(files, has_callers=True, roles_file=roles_file)
    except errors.DiagramRefused:
        if len(folders) == 1:
            raise
    found = []
    for folder in folders:
        own = [path for path in files if path.parent == folder]
        ones = guarding.check(own, has_callers=True, roles_file=roles_file)
        found += [replace(one, file=str(folder / one.file)) for one in ones]
    return found


def sentence(finding: model.Finding) -> str:
    place = f"{finding.file}:{finding.line}" if finding.line else finding.file
    level = "feil" if finding.level == "error" else "advarsel"
    named = f" «{finding.name}»" if finding.name else ""
    element = f" {finding.element}{named}" if finding.element else ""
    said = " ".join(filter(None, (finding.what, finding.why, finding.remedy)))
    return f"{place}: {level} [{finding.code}]{element}: {said}"

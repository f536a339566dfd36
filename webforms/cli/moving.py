"""`skolemiljo move`: move running cases to another version of their routine (design 8; processes/README.md).

One transaction a case: Ctrl-C stops between two cases, and the same command goes on with those that are left.
"""

from __future__ import annotations

import json
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from engine import bpmn, cases, errors, model
from webforms.cli import ground, people

SAID = {
    "safe": "kan flyttes",
    "choice": "må velges",
    "blocked": "kan ikke flyttes",
    "busy": "opptatt akkurat nå",
    "failed": "feilet",
}
VERSION = click.IntRange(1, 2**31 - 1)  # what a row can have
_TOPICS = {"steps", "deadlines", "events"}
_WAYS = {"deadlines": ("keep", "recount"), "events": ("arm", "leave")}


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one case."""

    case: str
    verdict: str
    is_moved: bool
    questions: tuple[bpmn.Question, ...] = ()
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@click.command()
@click.option("--routine", metavar="ID", help="Rutinen sakene følger.")
@click.option("--to", "to", type=VERSION, metavar="UTGAVE", help="Utgaven de skal følge.")
@click.option("--from", "from_version", type=VERSION, metavar="UTGAVE", help="Bare saker i denne utgaven.")
@click.option("--case", "numbers", multiple=True, metavar="NR", help="Bare denne saken; kan gjentas.")
@click.option("--back", metavar="NR", help="Flytt én sak tilbake til der den var.")
@click.option("--dry-run", is_flag=True, help="Vis hva som ville skjedd; ingenting endres.")
@click.option("--choices", "file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FIL.yaml")
@click.option(
    "--map", "mapped", multiple=True, metavar="GAMMEL=NY", help="Et åpent steg blir til et annet; «=-» er bort."
)
@click.option(
    "--deadlines", type=click.Choice(_WAYS["deadlines"]), help="Alle endrede frister: behold eller tell på nytt."
)
@click.option(
    "--events", type=click.Choice(_WAYS["events"]), help="Alle nye hendelser ved åpne steg: begynn eller la være."
)
@click.option("--defaults", is_flag=True, help="Svar med forslaget der det er ett.")
@click.option("--json", "as_json", is_flag=True, help="Én JSON-liste, en rad per sak.")
@click.option("--by", "username", required=True, help="Brukernavnet til den som flytter.")
@click.option("--reason", default="", help="Hvorfor; står i hver sak.")
@click.pass_context
def move(context: click.Context, /, **given: Any) -> None:
    """Flytt saker: 0 alle flyttet (eller kan flyttes), 1 noen står igjen, 2 kan ikke leses."""
    choices = _choices(given)
    with ground.database():
        by = people.by_username(given["username"])
        if given["back"]:
            ref = cases.move_case_back(cases.case_numbered(given["back"], by=by), by=by, reason=given["reason"])
            click.echo(f"Sak {ref.number} er flyttet tilbake.")
            return
        wanted = _wanted(given, by)
        results = list(_each(wanted, by, given, choices))
        _tell(results, given)
        is_left = len(results) < len(wanted) or any(one.verdict != "safe" for one in results)
    context.exit(130 if len(results) < len(wanted) else int(is_left))


def _wanted(given: dict[str, Any], by: model.Person) -> list[int]:
    if not given["routine"] or not given["to"]:
        raise click.UsageError("Oppgi --routine og --to, eller --back.")
    if not given["dry_run"] and not given["reason"].strip():
        raise click.UsageError("Oppgi --reason: hvorfor sakene flyttes, står i hver sak.")
    found = cases.cases_to_move(by=by, routine=given["routine"], to=given["to"], from_version=given["from_version"])
    if not given["numbers"]:
        return found
    chosen = cases.cases_chosen(given["numbers"], by=by, routine=given["routine"], to=given["to"])
    return [case_id for case_id in chosen if case_id in found]


def _each(wanted: Sequence[int], by: model.Person, given: dict[str, Any], choices: bpmn.Choices) -> Iterator[Result]:
    """Take the cases one by one; what is busy is tried once more at the end. Stops between two at Ctrl-C."""
    busy: list[int] = []
    progress: Any = click.progressbar(length=len(wanted), label="Saker", file=sys.stderr)
    with progress as bar, _stopping() as stop:
        for case_id in wanted:
            if stop:
                return
            found = _one(case_id, by, given, choices)
            if found is None:
                busy.append(case_id)
                continue
            bar.update(1)
            yield found
        for case_id in busy:
            if stop:
                return
            found = _one(case_id, by, given, choices)
            bar.update(1)
            yield found or Result(str(case_id), "busy", is_moved=False)


def _one(case_id: int, by: model.Person, given: dict[str, Any], choices: bpmn.Choices) -> Result | None:
    try:
        if given["dry_run"]:
            found = cases.try_judge(case_id, by=by, to=given["to"], choices=choices)
        else:
            found = cases.try_move(case_id, by=by, to=given["to"], reason=given["reason"], choices=choices)
    except errors.CaseBusy:
        return None
    return Result(
        found.number or str(case_id), found.verdict, found.is_moved, found.questions, found.reasons, found.notes
    )


@contextmanager
def _stopping() -> Iterator[list[int]]:
    """Give a list that is no longer empty once somebody has pressed Ctrl-C; a second press ends at once."""
    pressed: list[int] = []

    def note(number: int, _frame: object) -> None:
        pressed.append(number)
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)


def _tell(results: Sequence[Result], given: dict[str, Any]) -> None:
    if given["as_json"]:
        click.echo(json.dumps([asdict(one) for one in results], ensure_ascii=False))
        return
    for one in results:
        done = "flyttet" if one.is_moved else SAID[one.verdict]
        said = [*one.reasons, *(f"{_asked(question)}" for question in one.questions), *one.notes]
        click.echo(f"{one.case}  {done}{': ' if said else ''}{' · '.join(said)}")
    counts = Counter("flyttet" if one.is_moved else SAID[one.verdict] for one in results)
    click.echo(", ".join(f"{count} {name}" for name, count in counts.items()) or "Ingen saker å flytte.")


def _asked(question: bpmn.Question) -> str:
    options = ", ".join(question.options)
    return f"{question.what} ({question.topic}: {question.key} = {options})"


def _choices(given: dict[str, Any]) -> bpmn.Choices:
    """Return the choices of the file, then those of the options; raise `UsageError` for what cannot be read."""
    found: dict[str, dict[str, str]] = {topic: {} for topic in _TOPICS}
    if given["file"]:
        for topic, answers in _read(given["file"]).items():
            found[topic] = {"*": answers} if isinstance(answers, str) else {str(k): str(v) for k, v in answers.items()}
    for pair in given["mapped"]:
        old, sign, new = pair.partition("=")
        if not (old and sign and new):
            raise click.UsageError(f"«{pair}» kan ikke leses. Skriv --map GAMMEL=NY.")
        found["steps"][old] = new
    for topic in ("deadlines", "events"):
        if given[topic]:
            found[topic]["*"] = given[topic]
    return bpmn.Choices(**found, takes_defaults=given["defaults"])


def _read(file: Path) -> dict[str, Any]:
    try:
        kept = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8")) or {}
    except (YAMLError, UnicodeDecodeError) as problem:
        raise click.UsageError(f"{file} kan ikke leses som YAML: {problem}") from problem
    unknown = set(kept) - _TOPICS if isinstance(kept, dict) else {"?"}
    if unknown or not all(isinstance(one, dict | str) for one in kept.values()):
        raise click.UsageError(f"{file}: skriv steps, deadlines og events, hver med «id: svar» under seg.")
    for topic, ways in _WAYS.items():
        answers = kept.get(topic, {})
        wrong = {answers} if isinstance(answers, str) else {str(one) for one in answers.values()}
        if wrong - set(ways):
            raise click.UsageError(
                f"{file}: {topic} kan være {' eller '.join(ways)}, ikke {', '.join(wrong - set(ways))}."
            )
    return dict(kept)

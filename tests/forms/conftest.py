"""The real form-js viewer in one Chromium page, and the comparison of its verdict with ours (form-js.md)."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from engine import clock, errors, forms

ROOT = Path(__file__).resolve().parents[2]
BATCH = 120
WINTER = datetime(2026, 1, 15, 9, 40, tzinfo=UTC)
SUMMER = datetime(2026, 7, 15, 22, 10, tzinfo=UTC)

# kinds that only we have: what the viewer drops in silence, we refuse on that field
LOSSES = {"option", "type", "date", "file"}


@dataclass(frozen=True)
class Case:
    """One form with one set of answers, at one time; the cases of one batch share their time."""

    components: list[dict[str, Any]]
    answers: dict[str, Any] = field(default_factory=dict)
    at: datetime = WINTER

    @property
    def schema(self) -> dict[str, Any]:
        return {"type": "default", "id": "Skjema", "schemaVersion": 19, "components": self.components}

    def __str__(self) -> str:
        return json.dumps({"components": self.components, "answers": self.answers}, ensure_ascii=False)


class Viewer:
    """The real viewer in one page, in Norwegian and on Oslo time."""

    def __init__(self, page: Page, script: str) -> None:
        self.page, self.script, self.crashes = page, script, list[str]()
        page.on("pageerror", lambda problem: self.crashes.append(str(problem)))
        self.load()

    def load(self) -> None:
        """Begin the page anew."""
        self.crashes.clear()
        self.page.goto("about:blank")
        self.page.set_content("<!doctype html><html lang='nb'><body></body></html>")
        self.page.add_script_tag(content=self.script, type="module")
        self.page.wait_for_function("() => Boolean(window.judge)")

    def judge(self, cases: Sequence[Case]) -> list[dict[str, Any]]:
        """Return the verdicts: `faults`, `data`, `errors`; no data where the viewer refused to open, draw or submit."""
        found: list[dict[str, Any]] = []
        for start in range(0, len(cases), BATCH):
            batch = cases[start : start + BATCH]
            self.page.clock.set_fixed_time(batch[0].at)
            asked = [{"schema": one.schema, "answers": one.answers} for one in batch]
            found += self.page.evaluate("cases => window.judge(cases)", asked)
        if self.crashes:
            # one crash while drawing stops the effects of every later form in the page
            crashes = [*self.crashes]
            self.load()
            assert len(cases) == 1, f"one of these cases crashes the viewer as it draws: {crashes}"
            return [{"faults": crashes}]
        return found


@pytest.fixture(scope="session")
def viewer(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Viewer]:
    """One page for all cases of a worker."""
    script = tmp_path_factory.mktemp("viewer") / "judge.js"
    strict = "--format=esm"  # strict mode, as in every page that imports the viewer
    subprocess.run(
        [ROOT / "node_modules/.bin/esbuild", ROOT / "tests/forms/judge.js", "--bundle", strict, f"--outfile={script}"],
        check=True,
        capture_output=True,
    )
    context = chromium.new_context(locale="nb-NO", timezone_id="Europe/Oslo")
    yield Viewer(context.new_page(), script.read_text())
    context.close()


@pytest.fixture(scope="session")
def judge(viewer: Viewer) -> Callable[[Sequence[Case]], list[dict[str, Any]]]:
    """What the viewer makes of some cases."""
    return viewer.judge


@pytest.fixture(scope="session")
def agree(judge: Callable[[Sequence[Case]], list[dict[str, Any]]]) -> Callable[[Sequence[Case]], None]:
    """Fail with every case on which the viewer and we differ."""

    def check(cases: Sequence[Case]) -> None:
        verdicts = judge(cases)
        differences = []
        for one, verdict in zip(cases, verdicts, strict=True):
            mine = ours(one)
            what = difference(one, verdict, mine)
            if what:
                differences.append(f"{one}\n    viewer: {verdict}\n    ours:   {mine}\n    {what}")
        assert not differences, f"{len(differences)} of {len(cases)} differ\n" + "\n".join(differences[:4])

    return check


def ours(one: Case) -> dict[str, Any]:
    """What we make of a case."""
    with clock.at(one.at):
        try:
            cleaned = forms.clean(forms.parse(json.dumps(one.schema)), one.answers)
        except errors.SkolemiljoError as problem:
            return {"fault": repr(problem)}
    return {"data": cleaned.kept, "errors": cleaned.errors}


def difference(one: Case, verdict: dict[str, Any], mine: dict[str, Any]) -> str:
    """Say how the two differ, in a few words; nothing where they agree."""
    if "fault" in mine:
        return "ours cannot be asked"
    if "data" not in verdict:
        return "" if mine["errors"] else "the viewer refuses, ours accepts"
    if mine["data"] != verdict["data"]:
        return "data"
    kinds = {path: [kind for kind in found if kind not in LOSSES] for path, found in mine["errors"].items()}
    if {path: found for path, found in kinds.items() if found} != verdict["errors"]:
        return "errors"
    lost = [path for path, found in mine["errors"].items() if LOSSES & set(found)]
    return next((f"{path} was not dropped by the viewer" for path in lost if is_kept(one, path, verdict)), "")


def is_kept(one: Case, path: str, verdict: dict[str, Any]) -> bool:
    """Tell whether the viewer still has all that was imported at `path`."""
    sent, left = at(one.answers, path), at(verdict["data"], path)
    return bool(sent) and sent == left


def at(values: Any, path: str) -> Any:
    """Return what stands at a dotted path, None where nothing does."""
    for step in path.split("."):
        if isinstance(values, list) and step.isdigit() and int(step) < len(values):
            values = values[int(step)]
        else:
            values = values.get(step) if isinstance(values, dict) else None
    return values


@pytest.fixture(scope="session")
def case() -> type[Case]:
    """How a test writes a case: `case(components, answers, at=…)`."""
    return Case


@pytest.fixture(scope="session", name="ours")
def our_verdict() -> Callable[[Case], dict[str, Any]]:
    """What we alone make of a case, where the viewer is known to differ: `data`, `errors`, or `fault`."""
    return ours

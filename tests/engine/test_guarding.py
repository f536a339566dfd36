"""A whole check, and the stories after it, in a process of its own: no file can hang or fill who asks."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import diagrams
import drawing
import pytest

from engine import db, errors, guarding, play, publishing
from tests.engine.bpmn import gating
from tests.engine.test_hostile_files import DMN, RULE

FORM = '<zeebe:formDefinition formId="vond"/>'
STORY = "routine: p\nat: 2026-01-05 10:00\nstart: {{by: rektor}}\nsteps:\n{}"
BIG = f'=string join(for i in 1..1000 return "{"0123456789" * 300}")'  # 3 MB
ALIASES = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))


def test_it_finds_what_the_check_finds(tmp_path: Path):
    lay(tmp_path, forms={"vond": json.loads(diagrams.form("vond", diagrams.text_field("x")))})

    found = guarding.check([tmp_path / "p.bpmn"])

    assert found == publishing.check([tmp_path / "p.bpmn"])
    assert {one.level for one in found} <= {"warning"}


def test_a_start_that_takes_too_long_is_stopped_and_says_so(tmp_path: Path):
    blocks = "; ".join(f"and{n} > xor{n}; and{n} > xor{n}; xor{n} > and{n + 1}" for n in range(9))
    slow = drawing.script("=count(for a in 1..100, b in 1..100 return a * b)", "y")
    (tmp_path / "p.bpmn").write_bytes(drawing.draw(f"start > and0; {blocks}; and9 > S", S=slow))

    found = [one for one in guarding.check([tmp_path / "p.bpmn"]) if one.level == "error"]

    assert [one.code for one in found] == ["trial-failed"]
    assert "prøvestarten tok mer enn 2 sekunder" in found[0].what


def test_a_file_that_is_not_there_is_told_of_as_before(tmp_path: Path):
    with pytest.raises(errors.DiagramRefused, match=r"kan ikke leses \(den finnes ikke\)"):
        guarding.check([tmp_path / "borte.bpmn"])


def test_a_check_that_fills_the_memory_is_stopped_and_says_so(tmp_path: Path):
    lay(tmp_path, forms={"vond": many_fields(lambda number: {"label": "x" * number})})

    (found,) = guarding.check([tmp_path / "p.bpmn"], memory=1024 * 1024)

    assert (found.code, found.level) == ("check-too-slow", "error")
    assert "brukte for mye minne" in found.what


def test_a_form_that_takes_too_long_is_stopped_and_named(tmp_path: Path):
    lay(tmp_path, forms={"vond": many_fields(lambda number: {"validate": {"pattern": f"(?=(a+)+$)a{number}"}}, 4_000)})

    (found,) = guarding.check([tmp_path / "p.bpmn"], most_seconds=2)

    assert (found.code, found.level, found.file) == ("check-too-slow", "error", "forms/vond.form")
    assert "Kontrollen av skjemaene tok mer enn 2 sekunder" in found.what


HOSTILE = {
    "story of brackets": ("stories", STORY.format("  - see: " + "[" * 200_000)),
    "story of aliases": ("stories", ALIASES + STORY.format("  - see: *a39")),
    "table of 3 000 rules": ("decisions", DMN.format("".join(RULE.format(n) for n in range(3_000)))),
    "table of 30 000 rules": ("decisions", DMN.format("".join(RULE.format(n) for n in range(30_000)))),
    "letter without end": ("letters", "#while true { }"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_bounded_time_and_memory(tmp_path: Path, name: str):
    folder, text = HOSTILE[name]
    lay(tmp_path, **{folder: {"vond": text}})
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()

    found = [one for one in guarding.check([tmp_path / "p.bpmn"]) if one.level == "error"]

    assert any("vond" in one.file + one.what for one in found), found
    assert time.perf_counter() - begun < 300
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_a_role_of_the_municipalitys_own_may_have_a_lane_and_play(tmp_path: Path, stage: db.Database):
    raw = diagrams.chain("p", diagrams.task("T"), lanes={"Miljøterapeut": ["T"]}, start="")
    (tmp_path / "p.bpmn").write_bytes(raw)
    (tmp_path / "roller.csv").write_text("rolle;gjelder\nmiljøterapeut;skole\n")
    story = STORY.format("  - see: {task: T, roles: [miljøterapeut]}\n  - do: T\n    by: miljøterapeut\n")

    with guarding.opened() as guard:
        stranger = {one.code for one in guard.check([tmp_path / "p.bpmn"]) if one.level == "error"}
        guard.roles_file = str(tmp_path / "roller.csv")
        known = {one.code for one in guard.check([tmp_path / "p.bpmn"]) if one.level == "error"}
        guard.roles, guard.roles_file = {"rektor": "school", "miljøterapeut": "school"}, ""
        (played,) = guard.rehearse({"p.bpmn": raw, "stories/a.yaml": story.encode()}, stage=play.stage.address(stage))

    assert (stranger, known, played.failure) == ({"role-unknown"}, set(), "")


def test_a_file_of_roles_with_a_fault_is_told_of_with_its_place(tmp_path: Path):
    lay(tmp_path, forms={"vond": json.loads(diagrams.form("vond", diagrams.text_field("x")))})
    (tmp_path / "roller.csv").write_text("rolle;gjelder\nmiljøterapeut;huset\n")

    with pytest.raises(errors.RegisterUnreadable, match=r"roller\.csv linje 2, kolonne «gjelder»: «huset» er ikke"):
        guarding.check([tmp_path / "p.bpmn"], roles_file=tmp_path / "roller.csv")


def test_a_story_that_never_ends_is_stopped_at_its_step_and_the_others_are_told_before(stage: db.Database):
    seen: list[guarding.Played] = []
    minutes = drawing.boundary("T", drawing.timer("R/PT1M", kind="timeCycle"), is_interrupting=False)
    files = {
        "p.bpmn": drawing.draw(
            "start > T > slutt; T.om > slutt2", T=drawing.node("userTask", ext=gating.OWN), **{"T.om": minutes}
        ),
        "stories/a.yaml": STORY.format("  - see: {task: T}\n").encode(),
        "stories/b.yaml": STORY.format("  - see: {task: T}\n  - wait: 999 uker\n").encode(),
        "stories/c.yaml": STORY.format("  - see: {task: T}\n").encode(),
    }

    with guarding.opened() as guard:
        guard.rehearse(files, stage=play.stage.address(stage), told=seen.append, most_seconds=2)

    assert [one.path for one in seen] == ["stories/a.yaml", "stories/b.yaml"]
    assert seen[0].failure == ""
    assert "stories/b.yaml:6: fortellingen tok mer enn 2 sekunder, og ble stoppet ved dette steget" in seen[1].failure
    assert "timere og løkker" in seen[1].failure


def test_a_story_that_fills_the_memory_is_stopped_and_leaves_no_lock_behind(stage: db.Database):
    many = {f"S{n}": drawing.script(BIG, f"x{n}") for n in range(60)}
    files = {
        "p.bpmn": drawing.draw(
            " > ".join(["start", "T", *many, "slutt"]), T=drawing.node("userTask", ext=gating.OWN), **many
        ),
        "stories/a.yaml": STORY.format("  - do: T\n").encode(),
    }

    with guarding.opened(memory=100 * 1024 * 1024) as guard:
        (played,) = guard.rehearse(files, stage=play.stage.address(stage))

    assert "stories/a.yaml:5: fortellingen brukte for mye minne" in played.failure
    play.stage.empty(stage)


# -- what the tests lay out


def many_fields(more: Callable[[int], dict[str, object]], count: int = 1_000) -> dict[str, object]:
    fields = [{**diagrams.text_field(f"x{number}"), **more(number)} for number in range(count)]
    return {**json.loads(diagrams.form("vond")), "components": fields}


def lay(folder: Path, **files: dict[str, object]) -> None:
    """Write a routine `p` that uses a form, a table and a letter called `vond`, as far as there is such a file."""
    endings = {"forms": "form", "decisions": "dmn", "letters": "typ", "stories": "yaml"}
    for kind, named in files.items():
        (folder / kind).mkdir()
        for name, content in named.items():
            text = content if isinstance(content, str) else json.dumps(content)
            (folder / kind / f"{name}.{endings[kind]}").write_text(text, encoding="utf-8")
    steps = {"T": drawing.node("userTask", ext=(FORM if "forms" in files else "") + gating.OWN)}
    if "decisions" in files:
        decided = '<zeebe:calledDecision decisionId="vond" resultVariable="y"/>'
        steps["R"] = drawing.node("businessRuleTask", ext=decided)
    if "letters" in files:
        headers = '<zeebe:taskHeaders><zeebe:header key="mal" value="vond"/></zeebe:taskHeaders>'
        made = f'<zeebe:taskDefinition type="brev"/>{headers}'
        steps["L"] = drawing.node("serviceTask", ext=made)
        example = {"tittel": {"nb": "Brev", "nn": "Brev"}, "mottakere": ["foresatte"], "kilde": "T"}
        example |= {"krever": [], "valgfritt": [], "eksempel": {}}
        (folder / "letters" / "vond.json").write_text(json.dumps(example), encoding="utf-8")
    flows = " > ".join(["start", *steps, "slutt"])
    (folder / "p.bpmn").write_bytes(drawing.draw(flows, **steps))


@pytest.fixture(scope="module")
def stage(database_url: str) -> Iterator[db.Database]:
    """A private schema to play on."""
    with play.stage.schema(database_url) as one:
        yield one

"""Says of each diagram below a folder whether it runs or why it is refused: other people's diagrams, kept outside.

    python -m tools.survey /work/ext/miwg [--json] [--alone]

Each file is checked by itself, with what stands beside it as `skolemiljo check` does (`--alone`: the diagram only, as
if every form, letter, action and role were there). Ends with 1 where a file took over two seconds of the processor,
with the judging process's (the wall's clock tells of a crowded machine), or gave a traceback.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from engine import errors, expressions, model, publishing
from engine.bpmn.judging import gate, links

SECONDS = 2.0


@dataclass(frozen=True)
class Judged:
    """One file: the codes of its errors (none = it runs), seconds of the processor, and what it broke with."""

    file: str
    codes: tuple[str, ...]
    seconds: float
    broke: str = ""


def judge(path: Path, *, alone: bool) -> Judged:
    """Check one file."""
    begun = _used()
    try:
        found = _alone(path) if alone else publishing.check([path])
    except errors.SkolemiljoError as problem:
        return Judged(str(path), (type(problem).__name__,), _used() - begun)
    except Exception as problem:  # noqa: BLE001 - what a file may never do, and this is here to find
        return Judged(str(path), (), _used() - begun, repr(problem))
    codes = sorted({one.code for one in found if one.level == "error"})
    return Judged(str(path), tuple(codes), _used() - begun)


def _used() -> float:
    """Return the seconds of the processor that we and the processes we have waited for have had."""
    every = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in every)


def _alone(path: Path) -> list[model.Finding]:
    return gate.judge({path.name: path.read_bytes()}, links.Shelf())[0]


def told(every: Iterable[Judged]) -> str:
    """Return the counts as text."""
    judged = list(every)
    runs = sum(not one.codes and not one.broke for one in judged)
    lines = [f"{len(judged)} filer: {runs} kjører, {len(judged) - runs} avvises."]
    counted = Counter(code for one in judged for code in one.codes)
    single = Counter(one.codes[0] for one in judged if len(one.codes) == 1)
    lines += [f"{count:5} {code} (alene: {single[code]})" for code, count in counted.most_common()]
    lines += [f"BRAST {one.file}: {one.broke}" for one in judged if one.broke]
    lines += [f"TREG {one.file}: {one.seconds:.1f} s" for one in judged if one.seconds > SECONDS]
    return "\n".join(lines)


def main() -> int:
    """Check all files below the folders."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("folders", nargs="+", type=Path)
    reader.add_argument("--json", action="store_true")
    reader.add_argument("--alone", action="store_true")
    given = reader.parse_args()
    expressions.start()
    paths = [path for folder in given.folders for path in sorted(folder.rglob("*.bpmn"))]
    every = [judge(path, alone=given.alone) for path in paths]
    if given.json:
        print("\n".join(json.dumps(asdict(one), ensure_ascii=False) for one in every))
    else:
        print(told(every))
    return 1 if any(one.broke or one.seconds > SECONDS for one in every) else 0


if __name__ == "__main__":
    sys.exit(main())

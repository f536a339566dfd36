"""The files that letters are made of: templates (`.typ`), their descriptions (`.json`), shared parts and pictures.

Knows paths and bytes; must not know what is in a template. A bundle is a mapping path → bytes, as a publication keeps
it, or the folder `letters/` itself; a template can read nothing outside it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from engine.letters import faults

Bundle = Mapping[str, bytes]
_KINDS = frozenset({".typ", ".json", ".csv", ".txt", ".svg", ".png", ".jpg", ".jpeg"})
_TEMPLATE = re.compile(r"[a-zæøå0-9][\wæøå-]*")


def read(source: Bundle | Path) -> dict[str, bytes]:
    """Return the letter files of `source` by path below `letters/`, in order; other kinds of file are left out.

    A folder may be `letters/` or hold it. Links are not followed: a letter holds what was published, nothing else.
    """
    if isinstance(source, Path):
        folder = source / "letters" if (source / "letters").is_dir() else source
        kept = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
        source = {path.relative_to(folder).as_posix(): path.read_bytes() for path in kept if path.suffix in _KINDS}
    if any(path.startswith("letters/") for path in source):
        source = {path.removeprefix("letters/"): source[path] for path in source if path.startswith("letters/")}
    return {path: source[path] for path in sorted(source) if _is_letter_file(path)}


def digest(files: Bundle) -> str:
    """Return one checksum for all of `files`, names included."""
    total = hashlib.sha256()
    for path in sorted(files):
        total.update(path.encode() + b"\0" + hashlib.sha256(files[path]).digest())
    return total.hexdigest()


def templates(source: Bundle | Path) -> tuple[str, ...]:
    """Return the ids of the letters in `source`: those with a template and a description beside it."""
    files = read(source)
    return tuple(path[:-4] for path in files if path.endswith(".typ") and f"{path[:-4]}.json" in files)


def files_of(template_id: str, source: Bundle | Path) -> frozenset[str]:
    """Return the files that a letter uses, shared parts of shared parts included: what to publish with it."""
    files = read(source)
    require(template_id, files)
    found: set[str] = set()
    waiting = [f"{template_id}.typ", f"{template_id}.json"]
    by_name = _by_name(files)
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        if path.endswith(".typ"):
            quoted = re.findall(r'"([^"\n]+)"', files[path].decode(errors="replace"))
            waiting += [name for text in quoted for name in by_name.get(text.rsplit("/", 1)[-1], ())]
    return frozenset(found)


def require(template_id: str, files: Bundle) -> None:
    """Raise `LetterFailed` unless `files` holds the template and its description."""
    for path in (f"{template_id}.typ", f"{template_id}.json"):
        if not _TEMPLATE.fullmatch(template_id) or path not in files:
            what = f"Brevmalen «{path}» finnes ikke i rutinen."
            remedy = "Legg filen i mappen letters/, eller rett brevets navn i diagrammet."
            raise faults.error(template_id, faults.Fault(path, 0, what, remedy))


def _is_letter_file(path: str) -> bool:
    pure = PurePosixPath(path)
    return pure.suffix in _KINDS and not pure.is_absolute() and ".." not in pure.parts and "\\" not in path


def _by_name(files: Bundle) -> dict[str, list[str]]:
    """Return the paths of `files` by their last part: a template may name a file from where it stands, or from `/`."""
    found: dict[str, list[str]] = {}
    for path in files:
        found.setdefault(path.rsplit("/", 1)[-1], []).append(path)
    return found

"""A story as read from YAML (design 9): plain values with the line each stands on.

YAML 1.2, read strictly: only `true`, `false`, `null` and plain decimal numbers are typed; all else is the text as it
was written (`10:30`, `no`, `2026-01-05`). Raises `StoryUnreadable` with file, line and remedy.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent, ScalarEvent, SequenceStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from engine import errors, phrases
from engine.play import keys as words

VERBS = ("see", "do", "wait", "refuse", "send", "hold", "correct", "write")
_TYPED = {"true": True, "false": False, "null": None, "~": None, "": None}
_NUMBERED = re.compile(r"(?<=[\[{,\s])((?:[^\s\[\]{},\"'#]+\[\d+\])+[^\s\[\]{},\"'#]*)(?=\s*[,\]}])")
_INTEGER = re.compile(r"-?(0|[1-9]\d*)")
_DECIMAL = re.compile(r"-?(0|[1-9]\d*)\.\d+")
LIMIT = 100_000  # bytes: ten times the longest; a larger one takes seconds to read
_KEYS = {"routine", "at", "people", "settings", "start", "steps", "title", "pupils"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its verb, what it asks, all its keys, and the line it stands on."""

    verb: str
    body: object
    rest: Mapping[str, object]
    line: int


@dataclass(frozen=True, slots=True)
class Story:
    """A whole story; `at` is Oslo wall-clock text, as written."""

    path: Path
    routine: str
    at: str
    start: Mapping[str, object]
    steps: tuple[Step, ...]
    people: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)  # what the municipality has decided, by key


def read(path: Path) -> Story:
    """Read the story in `path`."""
    try:
        return parse(path.read_bytes(), path)
    except OSError as problem:
        raise errors.StoryUnreadable(f"{path}: filen kan ikke leses ({phrases.of_system(problem)}).") from problem


def routine_of(path: Path) -> str:
    """Return the routine that the story in `path` names, "" where it names none; reads no further than that.

    Raises `StoryUnreadable` for a file that cannot be read so far.
    """
    try:
        with path.open("rb") as file:
            # the end may be cut within a character, which is no fault of the file's
            return _routine_of(codecs.getincrementaldecoder("utf-8")().decode(file.read(LIMIT)))
    except OSError as problem:
        raise errors.StoryUnreadable(f"{path}: filen kan ikke leses ({phrases.of_system(problem)}).") from problem
    except (YAMLError, RecursionError, UnicodeDecodeError) as problem:
        raise errors.StoryUnreadable(f"{path}: ikke gyldig YAML.") from problem


def _routine_of(text: str) -> str:
    depth, is_key, key = 0, True, ""
    for event in YAML(typ="safe", pure=True).parse(text):
        if depth == 1 and isinstance(event, ScalarEvent) and not is_key and key == "routine":
            return str(event.value)
        if depth == 1 and isinstance(event, ScalarEvent) and is_key:
            key = str(event.value)
        if depth == 0 and isinstance(event, SequenceStartEvent):
            return ""
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth == 1 and isinstance(event, ScalarEvent | CollectionEndEvent):
            is_key = not is_key
    return ""


def parse(content: bytes, path: Path) -> Story:
    """Read a story from its bytes; `path` is what messages call it."""
    try:
        node = _composed(_bounded(content, path).decode("utf-8"))
    except UnicodeDecodeError as problem:
        raise _fault(path, None, "filen er ikke UTF-8-tekst. Lagre den som UTF-8.") from problem
    except YAMLError as problem:
        raise _invalid(path, problem) from problem
    except RecursionError as problem:
        raise _fault(path, None, "for mange lister og grupper inni hverandre.") from problem
    if not isinstance(node, MappingNode):
        raise _fault(path, None, "fortellingen må begynne med «routine:», «at:», «start:» og «steps:».")
    _refuse_ambiguous(path, node, set())
    top = {str(key.value): value for key, value in node.value}
    _refuse_unknown(path, node, top)
    start = _mapping(path, top["start"])
    wrong = words.start_problem(start)
    if wrong:
        raise _fault(path, _line(top["start"]), wrong)
    return Story(
        path=path,
        routine=str(_value(top["routine"])),
        at=str(_value(top["at"])),
        start=start,
        steps=tuple(_step(path, one) for one in _items(path, top["steps"])),
        people={str(key): str(name) for key, name in _mapping(path, top["people"]).items()} if "people" in top else {},
        settings=_mapping(path, top["settings"]) if "settings" in top else {},
    )


def _composed(text: str) -> Node | None:
    """Read the text; raises `YAMLError`. A task's `A[1]` needs no quotes in a list or group, where YAML wants them."""
    try:
        return _yaml(text)
    except YAMLError:
        quoted = _NUMBERED.sub(r'"\1"', text)
        if quoted == text:
            raise
        return _yaml(quoted)


def _yaml(text: str) -> Node | None:
    found: Node | None = YAML(typ="safe", pure=True).compose(text)
    return found


def _bounded(content: bytes, path: Path) -> bytes:
    if len(content) > LIMIT:
        raise _fault(path, None, f"fortellingen er større enn {LIMIT // 1000} kB. Del den i flere.")
    return content


def _refuse_ambiguous(path: Path, node: Node, seen: set[int]) -> None:
    """Refuse a name that stands twice in one place, of which only the last would count, and references (`*`)."""
    if id(node) in seen:
        raise _fault(path, _line(node), "henvisninger (& og *) brukes ikke. Skriv teksten ut.")
    seen.add(id(node))
    names: set[str] = set()
    for child in node.value if isinstance(node, MappingNode | SequenceNode) else ():
        key, value = child if isinstance(node, MappingNode) else (None, child)
        if key is not None and str(key.value) in names:
            raise _fault(path, _line(key), f"«{key.value}» står to ganger. Behold den ene.")
        if key is not None:
            names.add(str(key.value))
        _refuse_ambiguous(path, value, seen)


def _refuse_unknown(path: Path, node: MappingNode, top: Mapping[str, Node]) -> None:
    missing = [key for key in ("routine", "at", "start", "steps") if key not in top]
    if missing:
        what = f"«{missing[0]}:» mangler. En fortelling må ha routine, at, start og steps."
        raise _fault(path, None, what)
    for key, _ in node.value:
        if key.value not in _KEYS:
            known = ", ".join(sorted(_KEYS))
            raise _fault(path, _line(key), f"ukjent nøkkel «{key.value}». Kjente nøkler: {known}.")


def _step(path: Path, node: Node) -> Step:
    keys = _mapping(path, node)
    verbs = [verb for verb in VERBS if verb in keys]
    if len(verbs) != 1:
        known = ", ".join(VERBS)
        raise _fault(path, _line(node), f"et steg må ha nøyaktig ett av disse ordene: {known}.")
    verb = verbs[0]
    rest = {key: value for key, value in keys.items() if key != verb}
    wrong = words.problem(verb, keys[verb], rest)
    if wrong:
        raise _fault(path, _line(node), wrong)
    return Step(verb, keys[verb], rest, _line(node))


def _items(path: Path, node: Node) -> list[Node]:
    if not isinstance(node, SequenceNode):
        raise _fault(path, _line(node), "«steps» må være en liste; hvert steg begynner med «- ».")
    return list(node.value)


def _mapping(path: Path, node: Node) -> dict[str, object]:
    value = _value(node)
    if not isinstance(value, dict):
        raise _fault(path, _line(node), "her må det stå «navn: verdi».")
    return value


def _value(node: Node) -> object:
    if isinstance(node, MappingNode):
        return {str(_value(key)): _value(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [_value(item) for item in node.value]
    return _scalar(node) if isinstance(node, ScalarNode) else None


def _scalar(node: ScalarNode) -> object:
    text = str(node.value)
    if node.style is not None:
        return text
    if text in _TYPED:
        return _TYPED[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1


def _invalid(path: Path, problem: YAMLError) -> errors.StoryUnreadable:
    what, mark = "ikke gyldig YAML.", getattr(problem, "problem_mark", None)
    if mark is None:
        return _fault(path, None, what)
    place = f"Se linje {mark.line + 1}, tegn {mark.column + 1}."
    return errors.StoryUnreadable(f"{path}: {what} {place}", what=f"{what} {place}", line=mark.line + 1)


def _fault(path: Path, line: int | None, what: str) -> errors.StoryUnreadable:
    """Return the error; what it says and where stand apart in it, for who has another place for the path."""
    place = f"{path}:{line}" if line else f"{path}"
    return errors.StoryUnreadable(f"{place}: {what}", what=what, line=line)

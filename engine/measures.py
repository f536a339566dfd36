"""The catalogue of measures: files a process owner writes (`processes/tiltak/*.yaml`), read into frozen values.

Knows the files' shape and how an entry fills a row of a form: the row's fields say by the property `tiltakskatalog`
what each takes. Must not know tables, cases or HTML. processes/README.md says how the files are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from engine import errors, expressions

PROPERTY = "tiltakskatalog"  # on a list: the catalogues it offers; on a field in its rows: what it takes
FOLDER = "tiltak/"
LEVELS = ("individ", "gruppe", "klasse", "skole", "system")
TITLE, GUIDANCE, QUESTIONS, STOP, LEVEL = PARTS = ("tittel", "veiledning", "spørsmål", "stopp", "nivå")
_KEYS = {"id", *PARTS, "del-av"}
_HEAD = {"navn", "kilde", "tiltak"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One measure: where it is from, at which levels it works, how it is done, and when it must stop."""

    id: str
    title: str
    levels: tuple[str, ...]
    guidance: str  # Markdown
    questions: tuple[str, ...] = ()
    stop: str = ""
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One file of measures; `stem` is its name without `.yaml`."""

    stem: str
    name: str
    source: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file: in which entry ("" for the file), and how to mend it."""

    entry: str
    what: str
    remedy: str


def asked(component: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the catalogues that a list of a form's JSON offers in its rows; none for any other component."""
    own = component.get("properties")
    text = str(own.get(PROPERTY) or "") if component.get("type") == "dynamiclist" and isinstance(own, Mapping) else ""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def read(content: bytes, stem: str) -> Catalogue:
    """Read a file; raise `CatalogueUnreadable` with the first fault where it is no catalogue."""
    found = list(faults(content))
    if found:
        raise errors.CatalogueUnreadable(f"tiltak/{stem}.yaml: {found[0].what} {found[0].remedy}")
    raw = _load(content)
    return Catalogue(stem, str(raw["navn"]), str(raw.get("kilde") or ""), tuple(_entry(one) for one in raw["tiltak"]))


def faults(content: bytes) -> Iterator[Fault]:
    """Give each thing that is wrong in a file."""
    try:
        raw = _load(content)
    except (YAMLError, UnicodeDecodeError, RecursionError, ValueError) as problem:
        yield Fault("", f"Filen er ikke gyldig YAML ({str(problem).splitlines()[0]}).", "Rett innrykk og kolon.")
        return
    given = raw.get("tiltak") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not raw.get("navn") or not isinstance(given, list) or not given:
        yield Fault("", "Filen har ikke «navn» og en liste «tiltak».", "Se processes/README.md, Tiltakskatalogen.")
        return
    yield from _strange("", raw, _HEAD)
    ids = [str(one.get("id") or "") for one in given if isinstance(one, dict)]
    for one in given:
        yield from _of_entry(one, ids)


def _of_entry(one: object, ids: Sequence[str]) -> Iterator[Fault]:
    if not isinstance(one, dict) or not one.get("id"):
        yield Fault("", "Et tiltak har ingen id.", "Gi hvert tiltak en id, for eksempel UDT-T-01.")
        return
    name = str(one["id"])
    yield from _strange(name, one, _KEYS)
    if ids.count(name) > 1:
        yield Fault(name, f"Id-en «{name}» står på flere tiltak.", "Gi dem hver sin id.")
    for key in (TITLE, GUIDANCE):
        if not isinstance(one.get(key), str) or not one[key].strip():
            yield Fault(name, f"Tiltaket har ikke «{key}».", f"Skriv {key}: og en tekst.")
    for level in _texts(one.get(LEVEL)) or [""]:
        if level not in LEVELS:
            yield Fault(name, f"Nivået «{level}» finnes ikke.", f"Bruk {', '.join(LEVELS)}, ett eller flere.")
    if one.get("del-av") and one["del-av"] not in ids:
        yield Fault(name, f"«del-av» sier «{one['del-av']}», som ikke står i filen.", "Skriv id-en til et tiltak her.")


def _strange(entry: str, raw: Mapping[str, object], known: set[str]) -> Iterator[Fault]:
    for key in raw:
        if key not in known:
            near = expressions.suggestion(str(key), known)
            what = f"«{key}» finnes ikke{near}"
            yield Fault(entry, what if near else f"{what}.", f"Bruk {', '.join(sorted(known))}.")


def _load(content: bytes) -> Any:
    return YAML(typ="safe", pure=True).load(content.decode("utf-8"))


def _entry(raw: Mapping[str, Any]) -> Entry:
    return Entry(
        str(raw["id"]),
        str(raw[TITLE]).strip(),
        tuple(_texts(raw[LEVEL])),
        str(raw[GUIDANCE]).strip(),
        tuple(_texts(raw.get(QUESTIONS))),
        str(raw.get(STOP) or "").strip(),
        str(raw.get("del-av") or ""),
    )


def _texts(value: object) -> list[str]:
    several = value if isinstance(value, list) else [] if value is None else [value]
    return [str(one).strip() for one in several]


def search(catalogues: Sequence[Catalogue], words: str = "", level: str = "") -> list[Catalogue]:
    """Return the catalogues with the entries that have every word somewhere, and the level where one is asked for."""
    wanted = words.casefold().split()
    found = []
    for one in catalogues:
        kept = tuple(entry for entry in one.entries if _has(entry, wanted) and (not level or level in entry.levels))
        if kept:
            found.append(Catalogue(one.stem, one.name, one.source, kept))
    return found


def _has(entry: Entry, wanted: Sequence[str]) -> bool:
    text = " ".join((entry.id, entry.title, entry.guidance, *entry.questions, entry.stop)).casefold()
    return all(word in text for word in wanted)


def fill(component: Mapping[str, Any], row: Mapping[str, object], entry: Entry) -> dict[str, object]:
    """Return the row of the list `component` with the entry put in; what somebody has written is never lost.

    A short text and a choice that is answered stays; a long text gets the entry's below it.
    """
    filled = dict(row)
    for field in component.get("components") or []:
        own = field.get("properties") if isinstance(field, Mapping) else None
        text = _part(entry, str(own.get(PROPERTY) or "")) if isinstance(own, Mapping) else ""
        if text:
            key = str(field.get("key"))
            filled[key] = _put(field, filled.get(key), text)
    return filled


def _put(field: Mapping[str, Any], now: object, text: str) -> object:
    if field.get("type") == "select":
        options = {str(one.get("value")) for one in field.get("values") or [] if isinstance(one, Mapping)}
        return next((one for one in text.split(", ") if one in options), now) if now in (None, "") else now
    if not isinstance(now, str) or not now.strip():
        return text
    return now if field.get("type") != "textarea" or text in now else f"{now.rstrip()}\n\n{text}"


def _part(entry: Entry, name: str) -> str:
    said = {
        TITLE: entry.title,
        GUIDANCE: entry.guidance,
        QUESTIONS: "\n".join(one if one.endswith("?") else f"{one}:" for one in entry.questions),
        STOP: entry.stop,
        LEVEL: ", ".join(entry.levels),
    }
    return said.get(name, "")

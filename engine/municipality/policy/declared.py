"""The settings as they are declared: the form `innstillinger.form`, its start values and its law references.

A field whose property `lov` names a law is the reference to that law; rows of the list `lovendringer` change one from
a date. The file is read again when it has changed.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from engine import errors, expressions, form_values, forms, settings

NAME = "innstilling"  # what FEEL, forms and letters call them
FILE = Path("forms") / "innstillinger.form"
LAW = "lov"
WORDS = frozenset({"radio", "select", "textfield", "textarea"})
LAW_CHANGES = "lovendringer"


@dataclass(frozen=True, slots=True)
class Declared:
    """The form, the value that each setting starts with, and the key of each law's reference by the law's name."""

    form: forms.Form
    defaults: Mapping[str, object]
    laws: Mapping[str, str]

    @property
    def keys(self) -> Collection[str]:
        """Return the names of all settings."""
        return self.defaults.keys()

    @property
    def paths(self) -> frozenset[str]:
        """Return the settings as they are written in FEEL: `innstilling.<key>`."""
        return frozenset(".".join(path) for path in self.kinds)

    @property
    def kinds(self) -> expressions.Kinds:
        """Return what FEEL can know of each setting, by its path `(innstilling, key)`."""
        own = {(NAME, *path): kind for path, kind in form_values.kinds(self.form).items()}
        return own | {(NAME, capital): expressions.Kind("string") for capital in self.capitals}

    @property
    def capitals(self) -> Mapping[str, str]:
        """Return the key with a capital letter of each setting that is a word: `Plannavn` for `plannavn`."""
        words = (one.key for one in self.form.inputs() if one.kind in WORDS and one.key in self.keys)
        return {f"{key[0].upper()}{key[1:]}": key for key in words if key[0].islower()}

    def label(self, key: str) -> str:
        """Return what the form calls the setting."""
        return next((one.label for one in self.form.all() if one.place == key and one.label), key)


def declared() -> Declared:
    """Return the settings that there are; raise `SettingsUnreadable` where the form cannot be read."""
    path = _file(settings.load().processes)
    try:
        stat = os.stat(path)  # noqa: PTH116 - asked at every step of every case: pathlib takes ten times as long
        return _read(path, stat.st_mtime_ns, stat.st_size)
    except (OSError, errors.FormUnreadable) as problem:
        said = problem.message if isinstance(problem, errors.FormUnreadable) else problem.strerror
        raise errors.SettingsUnreadable(f"Skjemaet over innstillinger, {path}, kan ikke leses: {said}") from problem


@lru_cache(maxsize=4)
def _file(processes: Path) -> str:
    """Return the form's path in a folder of processes; ours where it has none."""
    own = processes / FILE
    return str(own if own.is_file() else settings.ROOT / "processes" / FILE)


@lru_cache(maxsize=4)
def _read(path: str, _changed: int, _size: int) -> Declared:
    form = forms.parse(Path(path).read_bytes(), name=FILE.stem)
    plain = [one for one in form.inputs() if not one.in_list]
    lists: dict[str, object] = {one.key: [] for one in form.all() if one.kind == "dynamiclist" and not one.in_list}
    return Declared(
        form,
        MappingProxyType({**{one.key: one.get("defaultValue") for one in plain}, **lists}),
        MappingProxyType({str(law): one.key for one in plain if (law := one.get("properties", LAW))}),
    )

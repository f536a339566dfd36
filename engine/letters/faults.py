"""What went wrong with a letter, said so that a process owner can mend it: what, where, remedy, in Norwegian.

Knows the texts of Typst's errors and warnings (wheel 0.15); must not know the worker. A text not known here is given
as Typst says it, in English, with its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine import errors
from engine.letters import press

_PLACE = re.compile(r"[┌╭]─+\s*\[?(?P<file>[^\n]+?):(?P<line>\d+):\d+")
_SPELLING = "Se etter en parentes, klamme eller et anførselstegn som mangler eller er for mye, her eller på linjen før."
_TYPST: tuple[tuple[str, str, str], ...] = (
    (r'dictionary does not contain key "(.+?)"', "Malen bruker feltet «{0}», som brevet ikke får.",
     "Rett skrivemåten, eller før opp feltet under «krever» eller «valgfritt» i {json}."),
    (r"unknown variable: (\S+)", "Malen bruker navnet «{0}», som ikke finnes.",
     "Rett skrivemåten, eller hent navnet fra felles.typ med #import."),
    (r"unresolved import|failed to import", "Malen henter et navn som filen ikke har.", "Rett navnet i #import."),
    (r"file not found", "Malen viser til en fil som ikke finnes i rutinen.",
     "Legg filen i letters/, eller rett navnet."),
    (r"would escape|outside of the project", "Malen viser til en fil utenfor rutinen.",
     "Bruk bare filer som ligger i letters/."),
    (r"package", "Malen henter en pakke fra nettet. Det er ikke tillatt.", "Fjern #import av pakken («@…»)."),
    (r"unknown font family: (.+)", "Skrifttypen «{0}» finnes ikke her.",
     "Bruk «Inter», eller fjern valget av skrifttype."),
    (r"could not be displayed|no font could be found|disallowed codepoint|private area",
     "Malen har et tegn som ikke kan skrives i et arkivdokument.", "Fjern tegnet eller bruk et vanlig tegn."),
    (r"missing alt text", "Et bilde eller en formel mangler beskrivelse.", "Skriv alt: \"…\" på bildet."),
    (r"heading.*level|skips? .*heading|first heading", "Overskriftene hopper over et nivå.",
     "Begynn med én = og øk med ett nivå om gangen."),
    (r"failed to decode image|unknown image format|failed to parse SVG", "Et bilde kan ikke leses.",
     "Lagre bildet på nytt som PNG, JPEG eller SVG."),
    (r"condition is always true|loop seems to be infinite", "Malen har en løkke som aldri tar slutt.",
     "Gi løkken (#while) en slutt."),
    (r"maximum .* depth exceeded|cyclic import", "Malen kaller seg selv uten slutt.",
     "Se etter en funksjon eller en fil som bruker seg selv."),
    (r"assertion failed:? ?(.*)", "Malen stanset med «{0}».", "Se etter #assert på denne linjen."),
    (r"panicked with: (.*)", "Malen stanset med «{0}».", "Se etter #panic på denne linjen."),
    (r"layout did not converge", "Malen blir aldri ferdig med å plassere teksten.",
     "Fjern sirkelen mellom sidetall, context og innhold."),
    (r"^(unclosed|unexpected|expected (expression|comma|semicolon|keyword|identifier|pattern|block|.*(bracket|paren)))",
     "Malen har en skrivefeil.", _SPELLING),
)  # fmt: skip
_LIMITS = {
    "time": ("Malen brukte for lang tid og ble stanset.", "Se etter en løkke som aldri tar slutt (#while, #for)."),
    "memory": ("Malen brukte for mye minne og ble stanset.", "Se etter en løkke som lager for mye (#while, #for)."),
    "crash": ("Typst sluttet å virke mens brevet ble laget.", "Prøv igjen. Gjentar det seg, forenkle malen."),
    "queue": ("For mange brev skulle lages på én gang.", "Prøv igjen om litt."),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault or warning: file below `letters/`, line (0: unknown), what, remedy."""

    file: str
    line: int
    what: str
    remedy: str


def error(template_id: str, fault: Fault, **details: object) -> errors.LetterFailed:
    """Return the error that tells `fault`."""
    place = f"«{fault.file}», linje {fault.line}" if fault.line else f"«{fault.file}»"
    told = {"template": template_id, "file": fault.file, "line": fault.line, "what": fault.what, "remedy": fault.remedy}
    return errors.LetterFailed(f"{place}: {fault.what} {fault.remedy}", **told, **details)


def explain(template_id: str, message: str, diagnostic: str) -> Fault:
    """Return Typst's `message` in Norwegian, with the place that its `diagnostic` names."""
    place = _PLACE.search(diagnostic)
    file, line = f"{template_id}.typ", 0
    if place and "__typst_py_bytes__" not in place["file"]:
        file, line = _below_bundle(place["file"]), int(place["line"])
    for pattern, what, remedy in _TYPST:
        found = re.search(pattern, message)
        if found:
            words = [group or "" for group in found.groups()]
            return Fault(file, line, what.format(*words), remedy.format(json=f"{template_id}.json"))
    return Fault(file, line, f"Typst sier: «{message}».", "Rett malen på denne linjen.")


def failed(template_id: str, printed: press.Printed) -> errors.LetterFailed:
    """Return the error for a letter that did not come out."""
    if printed.reason == "typst":
        fault = explain(template_id, printed.message, printed.diagnostic)
    else:
        fault = Fault(f"{template_id}.typ", 0, *_LIMITS[printed.reason])
    return error(template_id, fault, reason=printed.reason, typst=printed.message)


def _below_bundle(path: str) -> str:
    """Return a path of the worker's folder as the process owner knows it: the folder is named by a checksum."""
    parts = re.split(r"[/\\]", path)
    at = max((number for number, part in enumerate(parts) if re.fullmatch(r"[0-9a-f]{64}", part)), default=-1)
    return "/".join(parts[at + 1 :])

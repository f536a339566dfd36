"""Judges what elements refer to: forms, letters, roles, actions, called routines (design 7).

Knows the ids it is given. What an action needs in its headers is known here only as far as it names a role or letter.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from engine import expressions
from engine.bpmn.drawing import openings
from engine.bpmn.drawing.diagram import Process
from engine.bpmn.drawing.found import Finder
from engine.bpmn.running import plan
from engine.bpmn.values import Element, Event

REVIEWED = "se-over"
LETTERS_BY_HAND = "lag-brev"
_SENT = {"intermediateThrowEvent", "endEvent", "sendTask"}
_ROLE_HEADERS = {"varsel": "til", "skjerm": "rolle", "innsyn": "rolle"}

OUTSIDE = ""


@dataclass(frozen=True)
class Shelf:
    """What may be referred to; None = not judged. `roles` gives a sentence for each thing wrong with a role's name.

    `kinds` are the kinds of each form's answers, by the form's id and the answer's path; under no
    id (`OUTSIDE`) stand those of the municipality's settings. `unread` are ids of forms that are told of elsewhere.
    """

    forms: Mapping[str, Collection[str]] | None = None
    letters: Collection[str] | None = None
    actions: Collection[str] | None = None
    roles: Callable[[str], Sequence[str]] | None = None
    kinds: Mapping[str, expressions.Kinds] = field(default_factory=dict)
    unread: Collection[str] = ()


def check(process: Process, processes: Mapping[str, Process], shelf: Shelf, finder: Finder) -> None:
    """Add a finding for everything that `process` refers to and that is not there."""
    lanes: set[str] = set()  # told of: once for all the tasks that stand in it
    for element in process.elements.values():
        _form(element, shelf, finder)
        if element.is_task:
            _role(element, shelf, finder, lanes)
        if element.kind in {"serviceTask", "sendTask"} or (element.event and element.event.kind == "message"):
            _action(element, shelf, finder)
            _sent(element, processes, finder)
        if element.kind == "callActivity":
            _called(element, processes, finder)
        for letter in (element.properties.get(REVIEWED, ""), *by_hand(element)):
            if letter:
                _letter(element, letter, shelf, finder)


def letters_of(element: Element) -> list[str]:
    """Return the ids of the letters that an element names."""
    made = element.headers.get("mal", "") if element.action_type == "brev" else ""
    named = (made, element.properties.get(REVIEWED, ""), *by_hand(element))
    return [one for one in named if one and not expressions.is_expression(one)]


def by_hand(element: Element) -> tuple[str, ...]:
    """Return the ids of the letters that a person may make of the element's answers (`lag-brev`)."""
    return tuple(part.strip() for part in element.properties.get(LETTERS_BY_HAND, "").split(",") if part.strip())


def _form(element: Element, shelf: Shelf, finder: Finder) -> None:
    _process, is_embedded, inside = (element.form_id or "").partition(":")
    if is_embedded and not element.form_json:
        what = f"Skjemaet «{inside}» ligger ikke i diagrammet, slik oppgaven sier."
        remedy = "Lim skjemaet inn på nytt i modelleringsverktøyet, eller lag en .form-fil i mappen forms/ og velg den."
        finder.error("form-unknown", element, what, remedy=remedy)
    elif element.form_id and expressions.is_expression(element.form_id):
        what = f"Hvilket skjema oppgaven har, kan ikke regnes ut («{element.form_id}»)."
        why = "Feltene i skjemaet sier hvilke navn rutinen kan lese, og det må være kjent når den kontrolleres."
        remedy = "Tegn en oppgave for hvert skjema, og velg mellom dem med en eksklusiv port."
        finder.error("form-unknown", element, what, why=why, remedy=remedy)
    elif element.form_json:
        return  # whoever reads the forms says what is wrong in it
    elif element.form_id and shelf.forms is not None and element.form_id not in {*shelf.forms, *shelf.unread}:
        what = f"Skjemaet «{element.form_id}» finnes ikke{expressions.suggestion(element.form_id, shelf.forms)}."
        remedy = "Legg skjemaet i mappen forms/ ved siden av diagrammet, med denne id-en inni."
        finder.error("form-unknown", element, what.replace("?.", "?"), remedy=remedy)


def _people(element: Element, finder: Finder) -> None:
    """Say how a name in the diagram is looked up: the diagram alone cannot tell whether there is such a person."""
    for text in (element.assignee, element.users):
        if text and not expressions.is_expression(text):
            what = f"Oppgaven peker ut «{text}»."
            why = (
                "Personen slås opp når oppgaven åpnes: som brukernavn, som id fra en personvelger, eller som fullt "
                "navn når bare én i kommunen heter det. Finnes ingen, eller arbeider personen ikke ved skolen, går "
                "oppgaven til banens rolle."
            )
            remedy = "Bruk heller en rolle, eller en person valgt i et skjema (=navn på feltet)."
            finder.warning("person-literal", element, what, why=why, remedy=remedy)


def _role(element: Element, shelf: Shelf, finder: Finder, lanes: set[str]) -> None:
    _people(element, finder)
    if element.assignee or element.users or expressions.is_expression(element.groups):
        return
    name = element.groups or element.lane
    if not name:
        what = "Oppgaven står ikke i noen svømmebane med navn."
        why = "Den går til rektor ved elevens skole, eller til skoleeier når saken ikke har noen skole."
        remedy = "Sett den i en svømmebane med rollens navn, eller fyll ut zeebe:assignmentDefinition candidateGroups."
        finder.warning("role-missing", element, what, why=why, remedy=remedy)
    elif element.groups:
        _roles(element, name, shelf, finder)
    elif name not in lanes:
        lanes.add(name)
        _roles(element, name, shelf, finder, remedy=_LANE)


_REGISTERED = "Bruk et navn fra rolleregisteret."
_LANE = (
    "Gi banen (bassenget, når oppgaven ikke står i noen bane) et navn fra rolleregisteret, eller fyll ut "
    "zeebe:assignmentDefinition candidateGroups på oppgaven."
)


def _roles(element: Element, name: str, shelf: Shelf, finder: Finder, *, remedy: str = _REGISTERED) -> None:
    if shelf.roles is not None and not expressions.is_expression(name):
        for sentence in shelf.roles(name):
            finder.error("role-unknown", element, sentence, remedy=remedy)


def _action(element: Element, shelf: Shelf, finder: Finder) -> None:
    is_thrown = element.kind in _SENT
    name = element.action_type
    if element.event and (not is_thrown or (element.event.name and not name)):
        return  # it waits, or it sends its message to other cases
    if not name:
        what = "Det står ikke hvilken handling dette er."
        remedy = f"Fyll ut zeebe:taskDefinition type{_choice(shelf)}, eller velg en melding til andre saker."
        finder.error("action-missing", element, what, remedy=remedy)
    elif expressions.is_expression(name):
        finder.error("action-unknown", element, "Handlingen kan ikke regnes ut.", remedy="Skriv navnet på handlingen.")
    elif shelf.actions is not None and name not in shelf.actions:
        what = f"Handlingen «{name}» finnes ikke."
        finder.error("action-unknown", element, what, remedy=f"Bruk en som finnes{_choice(shelf)}.")
    if name == "brev" and not expressions.is_expression(element.headers.get("mal", "")):
        _letter(element, element.headers.get("mal", ""), shelf, finder)
    if name in _ROLE_HEADERS:
        _role_header(element, _ROLE_HEADERS[name], shelf, finder)


def keyless(element: Element, event: Event, finder: Finder) -> None:
    """Say that a message has no correlation key."""
    what = f"Meldingen «{event.name}» mangler korrelasjonsnøkkel."
    why = "Uten den vet ingen hvilken sak meldingen gjelder."
    remedy = "Fyll ut zeebe:subscription correlationKey, for eksempel =sak.nummer."
    finder.error("message-missing", element, what, why=why, remedy=remedy)


def _sent(element: Element, processes: Mapping[str, Process], finder: Finder) -> None:
    """Judge the key of a message that is sent: what only opens cases needs none."""
    event = element.event
    if element.kind not in _SENT or element.action_type or event is None or event.kind != "message" or event.key:
        return
    opened = {one.event.name for process in processes.values() for one in openings.waiting(process) if one.event}
    if event.name not in opened:
        keyless(element, event, finder)


def _choice(shelf: Shelf) -> str:
    return f": {', '.join(sorted(shelf.actions))}" if shelf.actions else ""


def _role_header(element: Element, header: str, shelf: Shelf, finder: Finder) -> None:
    name = element.headers.get(header, "")
    if not name:
        what = (
            f"Handlingen «{element.action_type}» mangler overskriften «{header}», som sier hvilken rolle det gjelder."
        )
        finder.error("header-missing", element, what, remedy="Legg den til under zeebe:taskHeaders.")
    else:
        _roles(element, name, shelf, finder)


def _letter(element: Element, letter: str, shelf: Shelf, finder: Finder) -> None:
    if not letter:
        what = "Brevet mangler mal (overskriften «mal»)."
        finder.error("header-missing", element, what, remedy="Legg den til under zeebe:taskHeaders.")
    elif shelf.letters is not None and letter not in shelf.letters:
        what = f"Brevet «{letter}» finnes ikke{expressions.suggestion(letter, shelf.letters)}."
        remedy = f"Legg malen {letter}.typ og beskrivelsen {letter}.json i mappen letters/ ved siden av diagrammet."
        finder.error("letter-unknown", element, what.replace("?.", "?"), remedy=remedy)


def _called(element: Element, processes: Mapping[str, Process], finder: Finder) -> None:
    called = processes.get(element.called)
    if not element.called:
        remedy = "Fyll ut zeebe:calledElement processId."
        finder.error("call-unknown", element, "Det står ikke hvilken rutine som kalles.", remedy=remedy)
    elif expressions.is_expression(element.called):
        what = "Hvilken rutine som kalles, kan ikke regnes ut."
        finder.error("not-supported", element, what, remedy="Skriv rutinens id, og velg med en eksklusiv port.")
    elif called is None:
        what = f"Rutinen «{element.called}» finnes ikke{expressions.suggestion(element.called, processes)}."
        remedy = "Legg diagrammet ved siden av dette. Id-en er den som står på prosessen inni filen."
        finder.error("call-unknown", element, what.replace("?.", "?"), remedy=remedy)
    elif not plan.plain_starts(called, ""):
        what = f"Rutinen «{element.called}» har ingen starthendelse uten symbol og kan ikke kalles."
        finder.error("call-unknown", element, what, remedy="Gi den en vanlig starthendelse.")

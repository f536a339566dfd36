"""The sentences of a move: what is asked, what stands in the way, what will happen (DECISIONS "Moving running cases").

Knows elements and choices; collects what one case needs. Sentences name elements as people know them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from engine import phrases
from engine.bpmn.moving import verdicts
from engine.bpmn.moving.calling import Place, named, quoted, series, subject
from engine.bpmn.values import Element, drawn

_MEETING = 2
LIFE = phrases.say("La saken bli i utgaven den følger, til blokken er ferdig.")


@dataclass
class Asked:
    """What one case needs answers to, what stands in the way, and what will be told."""

    choices: verdicts.Choices
    questions: list[verdicts.Question] = field(default_factory=list)
    answered: list[verdicts.Question] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def answer(self, question: verdicts.Question) -> str:
        """Return the answer that was given, the proposal where that is to be taken, else empty: then it is asked."""
        given = self.choices.of(question.topic, question.key)
        is_free = question.topic == "steps" and given not in ("", verdicts.GONE)
        if given in question.options or is_free:
            self.answered.append(question)
            return given
        if self.choices.takes_defaults and question.default:
            return question.default
        if question not in self.questions:
            self.questions.append(question)
        return ""

    @property
    def verdict(self) -> str:
        """Whether the case can be moved."""
        if self.reasons:
            return verdicts.BLOCKED
        return verdicts.CHOICE if self.questions else verdicts.SAFE

    def block(self, reason: str) -> None:
        """Note what stands in the way, once."""
        if reason not in self.reasons:
            self.reasons.append(reason)

    def lack(self, reason: str) -> None:
        """Note that nothing would be left, unless a question is open: its answer may be just that."""
        if not self.questions:
            self.block(reason)

    def note(self, text: str) -> None:
        """Note what will happen, once."""
        if text not in self.notes:
            self.notes.append(text)


def unknown(element: Element) -> str:
    """Say that tokens of this kind cannot be moved."""
    return phrases.say("«%(step)s» er av et slag som ikke kan flyttes til en annen utgave.", step=named(element))


def gone(element: Element, place: Place) -> verdicts.Question:
    """Ask where an open step goes that the new version has not."""
    what = phrases.say(
        "Steget %(step)s er åpent, og finnes ikke i den nye utgaven. Hvilket steg svarer til det?",
        step=quoted(element, place.met),
    )
    return _of(element, place, what, place.options)


def _of(element: Element, place: Place, what: str, options: tuple[str, ...], default: str = "") -> verdicts.Question:
    return verdicts.Question("steps", place.path, named(element, place.met), what, options, default)


def waits_at_join(element: Element, place: Place) -> verdicts.Question:
    """Ask what becomes of a branch that is done and waits at a join that the new version has not."""
    what = phrases.say(
        "En gren er ferdig og venter ved porten %(join)s, som den nye utgaven ikke har for den. Hvor skal den?",
        join=quoted(element, place.met),
    )
    return _of(element, place, what, (*place.options, verdicts.GONE))


def other_kind(element: Element, place: Place) -> verdicts.Question:
    """Ask what becomes of an open step that is of another kind in the new version."""
    what = phrases.say(
        "Steget %(step)s er åpent, og er av et annet slag i den nye utgaven. Skal det begynne på nytt der?",
        step=quoted(element, place.met),
    )
    return _anew(element, place, what)


def other_level(element: Element, place: Place) -> verdicts.Question:
    """Ask whether an open step follows into, or out of, a sub-process."""
    what = phrases.say(
        "Steget %(step)s er åpent, og er flyttet inn i eller ut av en delprosess. Skal saken følge med?",
        step=quoted(element, place.met),
    )
    others = tuple(one for one in place.options if one != element.id)
    return _of(element, place, what, (element.id, *others), element.id)


def not_running() -> str:
    """Tell that a case has ended, or follows another routine."""
    return phrases.say("Saken er avsluttet, eller følger en annen rutine. Bare åpne saker kan flyttes.")


def no_such(wanted: str) -> str:
    """Tell that a choice names no step."""
    return phrases.say("Den nye utgaven har ikke noe steg «%(step)s» som en sak kan stå i.", step=wanted)


def came_otherwise(element: Element, place: Place, *, is_longer: bool) -> verdicts.Question:
    """Ask what becomes of a branch that waits at a join to which it leads by another way now, or not at all."""
    join = quoted(element, place.met)
    if not is_longer:
        what = phrases.say(
            "En gren er ferdig og venter ved porten %(join)s, men fører ikke dit i den nye utgaven. Hvor skal den?",
            join=join,
        )
        return _of(element, place, what, (*place.options, verdicts.GONE))
    what = phrases.say(
        "En gren er ferdig og venter ved porten %(join)s, men veien dit er en annen i den nye utgaven. "
        "Velg %(choice)s hvis grenen skal regnes som ferdig, ellers steget den skal til.",
        join=join,
        choice="forslaget" if place.met else join,
    )
    return _of(element, place, what, (element.id, *place.options), element.id)


def comes_again(element: Element, place: Place, after: Element) -> verdicts.Question:
    """Ask about a step that is open now and would come once more."""
    what = phrases.say(
        "%(step)s er åpent nå, og kommer en gang til etter «%(after)s». Skal det som er åpent, bli stående?",
        step=subject(element, place.met),
        after=named(after),
    )
    return _of(element, place, what, (element.id, verdicts.GONE))


def deadline(element: Element, path: str, was: str, now: str) -> verdicts.Question:
    """Ask whether a deadline that runs is kept."""
    what = phrases.say(
        "Fristen for «%(step)s» er endret fra «%(was)s» til «%(now)s». Skal den som løper, beholdes?",
        step=named(element),
        was=was or "–",
        now=now or "–",
    )
    both = (verdicts.KEEP, verdicts.RECOUNT)
    return verdicts.Question("deadlines", path, named(element), what, both, verdicts.KEEP)


def new_event(element: Element, path: str) -> verdicts.Question:
    """Ask whether something new is listened for in a step that is open already."""
    what = phrases.say(
        "Den nye utgaven venter på «%(step)s» ved et steg som alt er åpent. Skal ventingen begynne nå?",
        step=named(element),
    )
    both = (verdicts.ARM, verdicts.LEAVE)
    return verdicts.Question("events", path, named(element), what, both, verdicts.ARM)


def cancelled(element: Element) -> str:
    """Tell that something is waited for no longer."""
    return phrases.say("«%(step)s» ventes det ikke lenger på.", step=named(element))


def taken_away(element: Element, met: Sequence[str] = ()) -> str:
    """Tell that an open step is taken away."""
    return phrases.say("%(step)s tas bort.", step=subject(element, met))


def not_undone(element: Element) -> str:
    """Tell that what was done cannot be undone any more."""
    return phrases.say("«%(step)s» er gjort, og kan ikke lenger gjøres om.", step=named(element))


def undone_no_more(element: Element, path: str) -> verdicts.Question:
    """Ask what becomes of a sub-process that is being undone, and that the new version cannot undo."""
    what = phrases.say(
        "Det som ble gjort i «%(step)s», gjøres om nå, og i den nye utgaven kan det ikke gjøres om. "
        "Skal resten av det falle bort?",
        step=named(element),
    )
    return verdicts.Question("steps", path, named(element), what, (verdicts.GONE,))


def goes_to(element: Element, met: Sequence[str], target: Element) -> str:
    """Tell where an open step goes."""
    return phrases.say("%(step)s blir til «%(target)s».", step=subject(element, met), target=named(target))


def begins(element: Element) -> str:
    """Tell that an element begins."""
    return phrases.say("«%(step)s» begynner nå.", step=named(element))


def never(element: Element, met: Sequence[str]) -> str:
    """Tell that a join would wait for ever."""
    return phrases.say(
        "Porten %(join)s kunne blitt stående for alltid: den venter på en gren som ikke er i gang i saken, "
        "eller får flere grener enn den venter på. %(remedy)s",
        join=quoted(element, met),
        remedy=LIFE,
    )


def never_after(element: Element, met: Sequence[str]) -> str:
    """Tell that an intervention may leave a join waiting for ever; one without a name is where steps meet."""
    if len(met) < _MEETING:
        return phrases.say(
            "Etterpå kan porten %(join)s bli stående for alltid: den venter på en gren som da ikke er i gang, "
            "eller får flere grener enn den venter på.",
            join=quoted(element, met),
        )
    return phrases.say(
        "Etterpå kan saken bli stående for alltid der grenene etter %(steps)s møtes: der ventes det på en gren som da "
        "ikke er i gang, eller det kommer flere grener enn det ventes på.",
        steps=series(met),
    )


def other_call(element: Element, place: Place) -> verdicts.Question:
    """Ask what becomes of an open call that goes to another routine."""
    what = phrases.say(
        "«%(step)s» kaller en annen rutine i den nye utgaven, og saken står inne i den gamle. Det som er åpent i den, "
        "går ikke over i den nye. Skal «%(step)s» begynne på nytt?",
        step=named(element),
    )
    return _anew(element, place, what)


def repeated_otherwise(element: Element, place: Place) -> verdicts.Question:
    """Ask what becomes of a step under way that is repeated in one of the versions only, or in another way."""
    what = phrases.say(
        "«%(step)s» er i gang, og gjentakelsen av den er tatt bort, kommet til eller av et annet slag "
        "i den nye utgaven. Skal steget begynne på nytt der?",
        step=named(element),
    )
    return _anew(element, place, what)


def _anew(element: Element, place: Place, what: str) -> verdicts.Question:
    own = drawn(element.id)
    return _of(element, place, what, (own, *(one for one in place.options if one != own)))


def other_loop(element: Element) -> str:
    """Tell that a step cannot go into, or out of, something that is repeated or begins by an event."""
    return phrases.say(
        "«%(step)s» gjentas, eller begynner ved en hendelse: et åpent steg kan ikke flyttes inn i eller ut av den. "
        "Velg et annet steg.",
        step=named(element),
    )


def empty(element: Element | None) -> str:
    """Tell that nothing would be left."""
    if element is None:
        return phrases.say("Da er ingenting igjen åpent i saken. Velg et steg den skal stå i, eller stopp saken.")
    return phrases.say("Da er ingenting igjen åpent i «%(step)s». Velg et steg der.", step=named(element))

"""Words for what the engine names by a key: events, states, reasons, channels, pages (design 5; house rule 7).

Knows keys of `engine.model` and gives bokmål sentences; `webforms.language` turns them into nynorsk. `%(element)s` is
the step's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup, escape

from engine import model, phrases
from webforms import language, times
from webforms.language import role
from webforms.language import text as _

EVENTS = {
    "case-opened": "Saken ble åpnet",
    "case-ended": "Saken ble avsluttet: %(element)s",
    "case-shielded": "Saken ble skjermet",
    "task-opened": "Ny oppgave: %(element)s",
    "task-part-completed": "Fullførte sin del: %(element)s",
    "task-completed": "Fullført: %(element)s",
    "task-cancelled": "Falt bort: %(element)s",
    "task-taken": "Tok oppgaven: %(element)s",
    "task-given-back": "Ga oppgaven tilbake: %(element)s",
    "task-handed-over": "Overlot oppgaven til en annen: %(element)s",
    "task-returned": "Gikk tilbake til rollen, fordi den som hadde oppgaven, ikke lenger har den: %(element)s",
    "task-person-missing": ("Gikk til rollen, fordi den som rutinen peker ut, ikke kan få oppgaven: %(element)s"),
    "talk-held": "Samtalen er holdt: %(element)s",
    "event-begun": "Begynt i saken: %(element)s",
    "element-passed": "Passert: %(element)s",
    "answers-stored": "Svar tatt vare på: %(element)s",
    "answers-corrected": "Svar rettet: %(element)s",
    "timer-set": "Klokke satt: %(element)s",
    "timer-fired": "Tiden var ute: %(element)s",
    "deadline-passed": "Fristen gikk ut: %(element)s",
    "message-queued": "Varsel sendt: %(element)s",
    "message-waited": "En melding som kom før saken ventet på den, ble gitt til saken",
    "data-withheld": "Det som fulgte med, gikk bare til saker som er skjermet for samme rolle: %(element)s",
    "letter-made": "Brev laget: %(element)s",
    "package-made": "Pakke til Statsforvalteren laget",
    "delivery-recorded": "Utsending registrert",
    "document-added": "Dokument lagt til",
    "incident": "Driftsstans: %(element)s",
    "incident-resolved": "Prøvd igjen etter driftsstansen",
    "member-added": "Deltaker lagt til",
    "member-removed": "Deltaker tatt bort",
    "role-given": "Rolle gitt i saken",
    "role-ended": "Rolle i saken avsluttet",
    "pupil-connected": "Saken ble knyttet til en elev",
    "pupil-corrected": "Eleven i saken ble rettet",
    "class-followed": "Eleven har skiftet klasse, og saken følger med",
    "class-left": "Eleven har sluttet i klassen, som har fått andre elever; saken har ingen klasse",
    "case-transferred": "Saken ble overført til skolen som eleven går på nå",
    "case-moved": "Saken ble flyttet til en annen utgave av rutinen",
    "case-moved-back": "Saken ble flyttet tilbake til utgaven den fulgte",
    "case-stopped": "Saken ble stoppet",
    "step-skipped": "Hoppet over: %(element)s",
    "branch-ended": "Grenen ble avsluttet: %(element)s",
    "step-chosen": "Saken ble sendt til: %(element)s",
    "deadline-set": "Fristen ble endret: %(element)s",
    "variable-set": "En verdi i saken ble endret",
}
MESSAGES = {
    "ny-oppgave": "Ny oppgave",
    "frist-naer": "Fristen nærmer seg",
    "frist-passert": "Fristen er ute",
    "intern-paaminnelse": "Intern påminnelse",
    "driftsstans": "Driftsstans",
    "varsel": "Beskjed fra rutinen",
    "oppgave-borte": "Oppgaven er tatt bort",
    "ikke-aapnet": "En melding ble ikke til en sak",
    "sak-overfort": "En sak er overført til skolen",
    "elev-flyttet": "Eleven har begynt på en annen skole",
}
OPENERS = {
    "clock": "Startet av klokken",
    "message": "Startet av en melding",
    "signal": "Startet av et signal",
}
STRONG = {
    "case-opened",
    "case-ended",
    "task-completed",
    "letter-made",
    "talk-held",
    "event-begun",
    "answers-corrected",
    "pupil-connected",
    "pupil-corrected",
    "case-transferred",
    "case-moved",
    "case-moved-back",
    "case-stopped",
    "step-skipped",
    "branch-ended",
    "step-chosen",
    "deadline-set",
    "variable-set",
}
BAD = {"incident", "deadline-passed"}
QUIET = {"element-passed", "timer-set", "answers-stored", "message-queued"}

STEP_STATES = {"done": "Gjort", "now": "Nå", "ahead": "Gjenstår", "cancelled": "Falt bort"}
# elements that the picture shows and the list of steps does not say
UNSAID = ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway")
SYSTEMS_OWN = ("serviceTask", "sendTask", "businessRuleTask", "scriptTask")  # nobody does them
REASONS = {
    "incident": "Driftsstans",
    "message": "Varsel ikke levert",
    "no-owner": "Ingen har ansvaret",
    "overdue": "Fristen er passert",
    "straks": "Straks – har stått for lenge",
    "person": "Personen i rutinen kan ikke få oppgaven",
}
LEDGER_STATES = {
    "failed": "Feilet",
    "late": "Forfalt, ikke gjort",
    "held": "Venter på en driftsstans",
    "waiting": "Venter",
    "done-late": "Gjort for sent",
    "done": "Gjort i tide",
}
# what went by itself, or will: nobody need read it
LEDGER_FOLDS = {
    "waiting": "Vis det som venter",
    "done-late": "Vis det som er gjort for sent",
    "done": "Vis det som er gjort i tide",
}
LEDGER_KINDS = {
    "engine": "Frist i rutinen",
    "start": "Start av ny sak",
    "message": "Varsel",
    "frist-naer": "Påminnelse om frist",
    "frist-passert": "Beskjed om at fristen er passert",
    "frist-passert-leder": "Beskjed til leder om passert frist",
    "intern-paaminnelse": "Påminnelse om det som haster",
}
STANDINGS = {
    "late": "Kom inn etter at oppgaven var lukket",
    "superseded": "En annen fullførte først",
}
# the headings (`gruppe`) of our own diagrams: our words, no source's; what a municipality writes there stands
GROUPS = (
    "Etter en hendelse",
    "Samtaler og undersøkelser",
    "Til en sak som er i gang",
    "Tilsyn",
)
CHANNELS = model.CHANNELS
KILO, MEGA = 1000, 1_000_000
READ_PAGES = {
    "oppgave": "Oppgave",
    "se-over": "Se over",
    "sak": "Oversikt",
    "plan": "Plan",
    "svar": "Samtaler og svar",
    "dokumenter": "Dokumenter",
    "hendelser": "Hendelser",
    "deltakere": "Deltakere",
    "dokument": "Dokument",
    "diagram": "Diagram",
    "rett-elev": "Rett elev",
    "grip-inn": "Grip inn",
    "rett-svar": "Rett svar",
    "overlat": "Overlat",
    "utkast-brev": "Brevet",
    "utsending": "Registrer utsending",
    "lag-brev": "Lag brev",
    "pakke": "Pakke til Statsforvalteren",
    "kvittering": "Kvittering",
    "overfor-sak": "Overfør saken",
    "sosiogram": "Sosiogram",
    "usendt": "Usendt tekst",
}


def rings(kind: str, facts: Mapping[str, object]) -> str:
    """Return when a clock that was set rings; empty for other events."""
    due = facts.get("due")
    if kind != "timer-set" or not isinstance(due, str):
        return ""
    return _("Tiden er ute %(moment)s.", moment=times.moment(datetime.fromisoformat(due)))


def event(kind: str, element: str) -> str:
    """Return what happened, in words; a step without a name leaves no loose colon."""
    said = _(EVENTS[kind], element=element) if "%(" in EVENTS[kind] else _(EVENTS[kind])
    return said.removesuffix(": ")


def message(facts: Mapping[str, object], told: Sequence[str]) -> str:
    """Return what kind of message was sent and to whom, in words; empty for any other event.

    A kind that only a diagram knows is a notice of the routine, as `notifications` words it.
    """
    kind, to = facts.get("message"), facts.get("to")
    if not isinstance(kind, str) or not isinstance(to, str):
        return ""
    said, whom = _(MESSAGES.get(kind, MESSAGES["varsel"])), role(to) if to else ", ".join(told)
    return _("%(message)s – til %(whom)s", message=said, whom=whom) if whom else said


def ledger_kind(kind: str, what: str) -> str:
    """Return what was due, in words; of a message what it says, as the log of events names it."""
    said = _(LEDGER_KINDS[kind]) if kind in LEDGER_KINDS else kind
    return f"{said}: {_(MESSAGES.get(what, MESSAGES['varsel']))}" if what else said


def opener(facts: Mapping[str, object]) -> str:
    """Return what opened a case that nobody opened, in words; empty for any other event."""
    how = facts.get("by")
    return _(OPENERS[how]) if isinstance(how, str) and how in OPENERS else ""


def decision(name: str, rules: list[int], *, is_default: bool) -> str:
    """Return which rules of a decision table held, in words."""
    if rules:
        return _("«%(name)s»: regel %(rules)s", name=name, rules=", ".join(map(str, rules)))
    if is_default:
        return _("«%(name)s»: ingen regel slo til; standardsvaret gjelder", name=name)
    return _("«%(name)s»: ingen regel slo til", name=name)


def weight(kind: str) -> str:
    """Return how an event stands out in the list: `strong`, `bad`, `quiet`, or empty."""
    groups = (("strong", STRONG), ("bad", BAD), ("quiet", QUIET))
    return next((name for name, kinds in groups if kind in kinds), "")


def size(count: int) -> str:
    """Return a file's size as people read it: `41 kB`, `2,3 MB`."""
    if count < MEGA:
        return f"{max(1, round(count / KILO))} kB"
    return f"{count / MEGA:.1f} MB".replace(".", ",")


def read_page(key: str) -> str:
    """Return the name of a page that somebody has read."""
    return _(READ_PAGES[key]) if key in READ_PAGES else key


def group(heading: str) -> str:
    """Return the heading that routines stand under, in the current language where it is one of ours."""
    return _(heading) if heading in GROUPS else heading


def move_question(question: str) -> tuple[str, str]:
    """Return what is asked of cases that move, in words; and an expression that it quotes, to stand small beside it."""
    values = question.values if isinstance(question, phrases.Phrase) else {}
    deadlines = [str(values[name]) for name in ("was", "now") if name in values]
    if not any("=" in one for one in deadlines):
        return language.said(question), ""
    asked = _("Fristen for «%(step)s» er regnet på en annen måte. Skal den som løper, beholdes?", step=values["step"])
    return asked, " → ".join(deadlines)


def breakable(heading: str) -> Markup:
    """Return a heading, escaped, that a narrow screen may break after each slash and nowhere inside a word."""
    return Markup("/<wbr>").join(escape(part) for part in heading.split("/"))


def unbroken(said: str, number: str) -> Markup:
    """Return a sentence, escaped, with the case number in it on one line: a phone broke it at its hyphen."""
    return Markup('<span class="nowrap">{}</span>').format(number).join(escape(part) for part in said.split(number))


_SECTION = re.compile(r"§§? \d+(?:-\w+)?(?:(?:,| og| eller| til)? \d+-\d+)*")
_WHOLE = re.compile(r"§§? \d+(?:-\w+)?|\d+-\d+")
_PLAIN = "textarea|script|style|title|option|svg"  # no elements may stand in these, or no line breaks
_DRAWN = re.compile(rf"<({_PLAIN})\b.*?</\1|<[^>]*>|(?P<text>[^<]+)", re.DOTALL)


def keep_sections_whole(html: str) -> str:
    """Return a page where no line breaks inside `§ 13-5`; its text stays as written, for who copies it."""
    return _DRAWN.sub(lambda found: _kept(found["text"]) if found["text"] else found[0], html) if "§" in html else html


def _kept(text: str) -> str:
    """Return one piece of text as one element, so that boxes laid out in a row count it as the one that it was."""
    if "§" not in text:
        return text
    kept = _SECTION.sub(lambda found: _WHOLE.sub(r'<span class="nowrap">\g<0></span>', found[0]), text)
    return kept if kept == text else f"<span>{kept}</span>"

"""Who may see and do what, and the sentence that says why (design 4 `access`; domain.md 0.4 V2, V6, 6.3 no. 6).

Pure functions over frozen facts: knows neither HTTP nor tables. A role alone gives nothing beyond the school's task
list; a shielded case is open to one role only, to nobody's deputy by another name, and never to whom it is about.
Sentences are phrases.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from engine import model, phrases, role_words

LEADS_SCHOOL = "rektor"
LEADS_MUNICIPALITY = "skoleeier"
# who answers for routines in the whole municipality, and may move cases that run to another version
MOVES_CASES = frozenset({"prosesseier", "læringsmiljøteamet", "rådgiver hos skoleeier", "skoleeier", "kommunalsjef"})
# who decides what differs between municipalities: terms, reminders, order of talks, law references
DECIDES = frozenset({"skoleeier", "kommunalsjef", "prosesseier", "rådgiver hos skoleeier"})
# councils of parents and pupils: roles in the work against bullying, but not employed by the school
COUNCILS = frozenset({"elevråd", "FAU", "SU", "SMU", "SU/SMU"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to "may I?", and the sentence that says why; empty `why` = no."""

    allowed: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What access depends on in a case, for one person."""

    place: model.Place
    shielded_role: str
    is_member: bool  # named, with a reason, now
    has_open_task: bool  # holds a role (or the assignment) of a task that is open now
    has_done_task: bool  # has completed a task of it, which is open still, and works there today
    is_subject: bool = False  # the report is about this person


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What access depends on in a task: who may do it by role and scope, and who has taken it."""

    roles: Collection[tuple[str, str]]  # (role, scope)
    assignee_id: int | None  # who has taken it and has the right to it today (`engine.presence`)
    people: Collection[int] = ()  # who is named for it and works there, whatever roles they have
    is_shielded: bool = False  # its case is: who may do the task must be allowed to open the case too


NO = Verdict(allowed=False)


def holds(holdings: Collection[model.Holding], role: str, scope: str | None, day: date) -> bool:
    """Tell whether one of `holdings` gives `role` in `scope` on `day`."""
    return scope is not None and any(h.role == role and h.scope == scope and h.counts_on(day) for h in holdings)


def is_staff(holdings: Collection[model.Holding], *, day: date) -> bool:
    """Tell whether the person works in the municipality on `day`: has a role that is not a council's."""
    return any(one.role not in COUNCILS and one.counts_on(day) for one in holdings)


def task(facts: TaskFacts, holdings: Collection[model.Holding], *, person_id: int, day: date) -> Verdict:
    """May the person do this task? Only the assignee, once somebody has taken it; else any holder of its roles."""
    if facts.assignee_id == person_id:
        return Verdict(allowed=True, why=phrases.say("Du ser oppgaven fordi den er tildelt deg."))
    roles = my_roles(facts, holdings, day=day)
    if not roles and person_id in facts.people:
        return Verdict(allowed=True, why=phrases.say("Du ser oppgaven fordi du er en av dem den er for."))
    if not roles:
        return NO
    return Verdict(allowed=True, why=phrases.say("Du ser oppgaven fordi du er %(roles)s i saken.", roles=_and(roles)))


def _and(roles: Collection[str]) -> str:
    return phrases.series([role_words.of(role) for role in roles], " og ")


def my_roles(facts: TaskFacts, holdings: Collection[model.Holding], *, day: date) -> tuple[str, ...]:
    """Return the task's roles that the person has today, in alphabetical order."""
    return tuple(sorted({role for role, scope in facts.roles if holds(holdings, role, scope, day)}))


def leader(place: model.Place, shielded_role: str) -> str:
    """Return the role that leads a case: its shield's, else rektor; skoleeier where it belongs to no school."""
    return (shielded_role or LEADS_SCHOOL) if place.school_id is not None else LEADS_MUNICIPALITY


def shield(named: Collection[str], kinds: Mapping[str, str]) -> str | None:
    """Return the one role of `named` that a case can be shielded for: of a school, or skoleeier; None for any other.

    `kinds` are the kinds of place in which roles count. Nobody would see a case that is shielded for another.
    """
    role = next(iter(named)) if len(named) == 1 else ""
    is_of_school = kinds.get(role) == "school" and role not in COUNCILS
    return role if is_of_school or role == LEADS_MUNICIPALITY else None


def case(facts: CaseFacts, holdings: Collection[model.Holding], *, day: date) -> Verdict:
    """May the person open the case? Rektor of the school, who has or did its tasks and works there, named members."""
    if facts.shielded_role:
        return _shielded(facts, holdings, day)
    if holds(holdings, LEADS_SCHOOL, facts.place.scope("school"), day):
        return Verdict(allowed=True, why=phrases.say("Du ser saken fordi du er rektor ved skolen."))
    if facts.place.school_id is None and holds(holdings, LEADS_MUNICIPALITY, facts.place.scope("municipality"), day):
        why = phrases.say("Du ser saken fordi du er skoleeier, og den ikke hører til noen skole.")
        return Verdict(allowed=True, why=why)
    if facts.has_open_task:
        return Verdict(allowed=True, why=phrases.say("Du ser saken fordi du har en oppgave i den."))
    if facts.is_member:
        return Verdict(allowed=True, why=phrases.say("Du ser saken fordi du er lagt til som deltaker."))
    if facts.has_done_task:
        return Verdict(allowed=True, why=phrases.say("Du ser saken fordi du har utført en oppgave i den."))
    return NO


def _shielded(facts: CaseFacts, holdings: Collection[model.Holding], day: date) -> Verdict:
    if facts.is_subject:
        return NO
    leading = leader(facts.place, facts.shielded_role)
    if holds(holdings, leading, _scope(facts, leading), day):
        role = role_words.of(leading)
        return Verdict(allowed=True, why=phrases.say("Saken er skjermet. Du ser den fordi du er %(role)s.", role=role))
    if facts.is_member:
        return Verdict(
            allowed=True, why=phrases.say("Saken er skjermet. Du ser den fordi du er lagt til som deltaker.")
        )
    return NO


def leads(facts: CaseFacts, holdings: Collection[model.Holding], *, day: date) -> Verdict:
    """May the person lead the case: name members, correct the pupil, try an incident again?"""
    role = leader(facts.place, facts.shielded_role)
    is_hidden = bool(facts.shielded_role) and facts.is_subject
    if not is_hidden and holds(holdings, role, _scope(facts, role), day):
        return Verdict(allowed=True, why=phrases.say("Du leder saken som %(role)s.", role=role_words.of(role)))
    return NO


def _scope(facts: CaseFacts, leading: str) -> str | None:
    return facts.place.scope("municipality" if leading == LEADS_MUNICIPALITY else "school")

"""Our own properties of fields and tasks, held against what they name: a misspelt name would do nothing, in silence.

Knows the properties of processes/README.md, and the forms and tasks of a publication; what a property does is known
where it is done (`overview.carrying`, `form_values`, `cases.letters.sending`). A form-js or BPMN editor takes any text
here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine import bpmn, expressions, form_values, forms, model, roles
from engine.cases.letters import sending
from engine.cases.steps import beginning
from engine.municipality import policy
from engine.overview import about, carrying
from engine.publishing import planning, surveying

CHOICES: Mapping[str, Collection[str]] = {
    "senest": ("i dag",), "arkiveres": ("nei",), "register": tuple(form_values.REGISTERS), "utsending": sending.ASKED,
    "saken-gjelder": ("ja",), "annen-elev": ("ja",), "minst": ("1",),
}  # fmt: skip
OF_FIELDS = (
    *CHOICES, "hent", "hent-der", "skjedd", "kan-ha", "rolle", "kalles", *planning.OF_FIELDS, *surveying.OF_FIELDS,
)  # fmt: skip
OF_TASKS = (
    "gjennomfort", "skjedd", "se-over", "lag-brev", "utsending", "fase", "dokumentasjon", "tid", about.GROUP,
    *planning.OF_TASKS,
)  # fmt: skip
WHY = "Slik det står, skjer det ingenting, og ingen får vite det."
_SOME = 12  # so many names are offered; a finding is read, not searched


@dataclass(frozen=True, slots=True)
class Known:
    """What a case can have been told: names at the root of its forms, lists with the names in their rows, steps."""

    roots: frozenset[str]
    rows: Mapping[str, frozenset[str]]
    beside: Mapping[str, frozenset[str]]
    with_root: Mapping[str, frozenset[str]]
    steps: Mapping[str, frozenset[str]]
    loops: frozenset[str]  # of the steps, those that stand several times


@dataclass(frozen=True, slots=True)
class Wrong:
    """One property that does nothing: of which field or task, what is wrong, and how to mend it."""

    key: str
    what: str
    remedy: str
    level: str = "error"


def findings(
    elements: Mapping[str, Sequence[bpmn.Element]], read: Mapping[str, tuple[str, forms.Form]], letters: Collection[str]
) -> list[model.Finding]:
    """Return a finding for each property that does nothing.

    `elements` stand by their diagram's path; `read` has each form by its id, with the path of its file.
    """
    every = [element for ones in elements.values() for element in ones]
    steps = {bpmn.drawn(element.id) for element in every if element.kind == "userTask"}
    forms_of = {one.id: read[one.form_id][1] for one in every if one.form_id and one.form_id in read}
    loops = frozenset(one.id for one in every if one.loop)
    known = _known([form for _path, form in read.values()], forms_of, loops)
    found = []
    for path, form in read.values():
        own = [element for element in every if element.form_id == form.id]
        for one in form.all():
            found += [_finding(path, wrong) for wrong in _of_field(one, form, known, own)]
    for path, ones in elements.items():
        for element in ones:
            form_of = read.get(element.form_id or "", ("", None))[1]
            found += [_finding(path, wrong, element) for wrong in _of_task(element, form_of, letters)]
            found += [_finding(path, wrong, element) for wrong in _by_hand(element, steps)]
    return found


def _finding(path: str, wrong: Wrong, element: bpmn.Element | None = None) -> model.Finding:
    name, line = (element.name, element.line) if element else ("", None)
    return model.Finding(path, "property-idle", wrong.level, wrong.key, name, line, wrong.what, WHY, wrong.remedy)


def _known(read: Sequence[forms.Form], forms_of: Mapping[str, forms.Form], loops: frozenset[str]) -> Known:
    lists = [(form, one) for form in read for one in form.all() if one.kind == "dynamiclist" and not one.in_list]
    rows: dict[str, frozenset[str]] = {}
    beside: dict[str, frozenset[str]] = {}
    for form, one in lists:
        rows[one.key] = rows.get(one.key, frozenset()) | {inside.key for inside in one.children if inside.key}
        beside[one.key] = beside.get(one.key, frozenset()) | form_values.keys(form)
    keys = [form_values.keys(form) for form in read]
    roots = frozenset().union(*keys)
    with_root = {root: frozenset().union(*(own for own in keys if root in own)) for root in roots}
    steps = {step: form_values.keys(form) for step, form in forms_of.items()}
    return Known(roots, rows, beside, with_root, steps, loops)


# -- fields


def _of_field(one: forms.Field, form: forms.Form, known: Known, tasks: Collection[bpmn.Element]) -> Iterator[Wrong]:
    own = one.get("properties")
    if not isinstance(own, Mapping):
        return
    key = one.place or one.id
    yield from _misspelt(key, own, OF_FIELDS)
    yield from _chosen(key, own)
    if "senest" in own and (one.kind != "datetime" or one.get("subtype") == "time"):
        yield Wrong(key, "«senest» står på et felt som ikke er en dato.", "Flytt egenskapen til datofeltet.")
    if "minst" in own and one.kind != "dynamiclist":
        yield Wrong(key, "«minst» står på et felt som ikke er en liste med rader.", "Flytt egenskapen til listen.")
    if "annen-elev" in own and own.get("register") != "elev":
        what = "«annen-elev» står på et felt som ikke velger elever."
        yield Wrong(key, what, "Sett register = elev på feltet.")
    if "skjedd" in own and not any(task.properties.get("gjennomfort") == one.key for task in tasks):
        what = "«skjedd» står på et felt som ingen oppgave peker på med «gjennomfort»."
        yield Wrong(key, what, f"Skriv gjennomfort = {one.key} på oppgaven som bruker skjemaet.", "warning")
    yield from _carried(one, form, known)
    yield from (Wrong(*said) for judged in (planning, surveying) for said in judged.of_field(one, form))


def _chosen(key: str, own: Mapping[str, object]) -> Iterator[Wrong]:
    """Judge the properties that take one of a few words, and those that take roles."""
    for name, allowed in CHOICES.items():
        if name in own and own[name] not in allowed:
            yield _unknown(key, name, str(own[name]), allowed)
    for name in ("kan-ha", "rolle"):
        for role in _parts(own.get(name)):
            if role not in roles.known():
                yield _unknown(key, name, role, roles.known())


def _carried(one: forms.Field, form: forms.Form, known: Known) -> Iterator[Wrong]:
    """Judge `hent` and `hent-der`."""
    holder = next((other for other in form.all() if one in other.children and other.kind == "dynamiclist"), None)
    names = _names(one)
    if not names:
        return
    key = one.place or one.id
    is_deep = holder is None if one.in_list else one.place != one.key
    if is_deep:
        what = "«hent» virker ikke på et felt i en gruppe med egen sti, eller i en liste i en liste."
        yield Wrong(key, what, "Flytt feltet ut av gruppen, eller fjern «hent».")
    elif holder is None:
        yield from _of_root(one, names, known)
    else:
        yield from _of_row(one, holder, names, known)
    if one.kind == "dynamiclist":
        yield from _matched(one, known)


def _of_root(one: forms.Field, names: Sequence[str], known: Known) -> Iterator[Wrong]:
    is_list = one.kind == "dynamiclist"
    there: Collection[str] = known.rows if is_list else (known.roots - known.rows.keys()) | policy.declared().paths
    for name in names:
        first, beside, rest = name.partition(carrying.BESIDE)
        if carrying.STEP in name:
            yield from _of_step(one, name, known)
        elif beside and not is_list and first in known.roots:
            # a form that several routines share asks for what each of them calls it: one of the names is enough
            tried = {other.partition(carrying.BESIDE)[2] for other in names if other.startswith(first + beside)}
            if not tried & known.with_root[first]:
                yield _unknown(one.place, "hent", rest, known.with_root[first])
        elif name != carrying.OWN and name not in there:
            yield _unknown(one.place, "hent", name, there)


def _of_step(one: forms.Field, name: str, known: Known) -> Iterator[Wrong]:
    key, step, nth = carrying.named(name)
    if step not in known.steps:
        yield _unknown(one.place, "hent", step, known.steps)
    elif key not in known.steps[step]:
        yield _unknown(one.place, "hent", key, known.steps[step])
    elif carrying.NTH in name and (not nth.isdecimal() or step not in known.loops):
        what = f"«hent» sier «{name}», men steget «{step}» har ikke noe ledd nummer «{nth}»."
        yield Wrong(one.place, what, f"Skriv {key}@{step}[1] når det står én gang for hvert ledd, ellers {key}@{step}.")


def _of_row(one: forms.Field, holder: forms.Field, names: Sequence[str], known: Known) -> Iterator[Wrong]:
    sources = [holder.key if name == carrying.OWN else name for name in _names(holder)]
    if not sources:
        what = f"«hent» står på et felt i listen «{holder.key}», men listen selv henter ingen rader."
        yield Wrong(one.place, what, "Skriv «hent» på listen også.")
    for name in names if sources else ():
        first, _, rest = name.partition(".")
        if carrying.STEP in name:
            yield from _of_step(one, name, known)
        elif not rest:
            there = frozenset().union(*(_inside(source, known) for source in sources))
            if name != carrying.OWN and name not in there:
                yield _unknown(one.place, "hent", name, there)
        elif first not in known.rows:
            yield _unknown(one.place, "hent", first, known.rows)
        else:
            inside = rest.removeprefix("parent.")
            there = known.beside[first] if inside != rest else known.rows[first]
            if inside not in there:
                yield _unknown(one.place, "hent", inside, there)


def _inside(source: str, known: Known) -> frozenset[str]:
    """Return the names in the rows that a list takes: those of another list, or of a step's answers."""
    if carrying.STEP in source:
        return known.steps.get(carrying.named(source)[1], frozenset())
    return known.rows.get(source, frozenset())


def _matched(one: forms.Field, known: Known) -> Iterator[Wrong]:
    """Judge `hent-der`: `theirs = ours`, theirs in the rows of the lists, or the steps, that the fields look in."""
    asked = [name for inside in one.children for name in _names(inside)]
    holders = {name if carrying.STEP in name else name.partition(".")[0] for name in asked if {".", "@"} & set(name)}
    written = str(one.get("properties", "hent-der") or "")
    if not written and not holders:
        return
    pairs = carrying.same(one)
    if not pairs:
        what = f"Feltene i listen henter fra «{', '.join(sorted(holders))}», men «hent-der» sier ikke hvilken rad."
        yield Wrong(one.place, what, "Skriv hent-der = navn der = navn her, for eksempel tiltak = navn.")
        return
    here = frozenset(inside.key for inside in one.children if inside.key)
    for theirs, ours in pairs:
        if ours not in here:
            yield _unknown(one.place, "hent-der", ours, here)
        for there in (_inside(holder, known) for holder in sorted(holders)):
            if there and theirs not in there:
                yield _unknown(one.place, "hent-der", theirs, there)


def _names(one: forms.Field) -> list[str]:
    return [name for tried in _parts(one.get("properties", "hent")) for name in _parts(tried, "+")]


# -- tasks


def _of_task(element: bpmn.Element, form: forms.Form | None, letters: Collection[str]) -> Iterator[Wrong]:
    if not element.is_task:
        return
    yield from _misspelt(element.id, element.properties, OF_TASKS)
    yield from (Wrong(*said) for said in planning.of_task(element, form))
    held = element.properties.get("gjennomfort", "")
    moments = [one.key for one in form.inputs() if one.kind == "datetime" and one.place == one.key] if form else []
    if held and held not in moments:
        yield _unknown(element.id, "gjennomfort", held, moments)
    letter = element.properties.get(sending.PROPERTY, "")
    if letter and letter not in letters:
        yield _unknown(element.id, sending.PROPERTY, letter, letters)
    asked = {str(one.get("properties", sending.PROPERTY) or "") for one in form.inputs()} if form else set()
    missing = [name for name in sending.ASKED if name not in asked]
    if letter and missing:
        what = f"Oppgaven skal si hvordan «{letter}» ble sendt, men skjemaet har ikke felt for {', '.join(missing)}."
        yield Wrong(element.id, what, f"Sett egenskapen utsending = {missing[0]} på feltet i skjemaet.")
    if not letter and not missing:
        what = "Skjemaet spør hvordan et brev ble sendt, men oppgaven sier ikke hvilket."
        yield Wrong(element.id, what, "Sett egenskapen utsending = brevets id på oppgaven.", "warning")


def _by_hand(element: bpmn.Element, steps: Collection[str]) -> Iterator[Wrong]:
    """Judge what people may begin in a running case: which events, by which roles, and not beside which step."""
    step = element.properties.get(bpmn.NOT_WHILE, "")
    if bpmn.BY_HAND not in element.properties:
        if step:
            yield Wrong(element.id, f"«{bpmn.NOT_WHILE}» står uten «{bpmn.BY_HAND}».", "Fjern egenskapen.")
        return
    if step and step not in steps:
        yield _unknown(element.id, bpmn.NOT_WHILE, step, steps)
    if not beginning.is_beside(element):
        what = f"«{bpmn.BY_HAND}» står på noe annet enn en melding som går ved siden av."
        yield Wrong(element.id, what, "Flytt egenskapen til en meldingshendelse med stiplet ring.")
    for role in _parts(element.properties[bpmn.BY_HAND]):
        if role not in roles.known():
            yield _unknown(element.id, bpmn.BY_HAND, role, roles.known())


# -- words


def _misspelt(key: str, own: Mapping[str, object], known: Collection[str]) -> Iterator[Wrong]:
    """A property that is nobody's may be another tool's; one that is nearly ours is a slip."""
    for name in own:
        near = expressions.suggestion(name, known) if name not in known else ""
        if near:
            yield Wrong(key, f"Egenskapen «{name}» finnes ikke{near}", "Rett navnet på egenskapen.", "warning")


def _unknown(key: str, property_name: str, value: str, known: Collection[str]) -> Wrong:
    what = f"«{property_name}» sier «{value}», som ikke finnes{expressions.suggestion(value, known)}"
    some = ", ".join(sorted(known)[:_SOME])
    more = f" og {len(known) - _SOME} til" if len(known) > _SOME else ""
    choice = f"Bruk et av disse: {some}{more}." if known else "Fjern egenskapen, eller lag feltet."
    return Wrong(key, what if what.endswith("?") else f"{what}.", choice)


def _parts(text: object, between: str = ",") -> list[str]:
    return [part.strip() for part in str(text or "").split(between) if part.strip()]

"""Steps that nobody would have: the case has no pupil or school that their role counts at, or chooses nobody for it.

Knows starts, the roles' kinds of place and forms. What a case has is known where a person, the clock or a signal
begins it. A message may say pupil and school; a routine whose plain start has no form is only called, and nothing is
told of it, nor of a class where a step on the way asks whom the case is about. Where one role of several is enough,
one that has a place is enough.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from engine import bpmn, expressions, form_values, forms, model, roles, routines

_STANDS = "Oppgaven åpnes uten at noen har den, og saken står i «Saker som står» til noen får den."
_PUPIL = (
    "Be om eleven i startskjemaet (et felt med register = elev), gi oppgaven til én person (assignee), eller bruk en "
    "rolle ved skolen."
)
_CASE = (
    "La noen bli valgt i et skjema før (et felt med register = ansatt og rolle = {role}), eller bruk en rolle ved "
    "skolen."
)
_SCHOOL = "Sett egenskapen per = skole på starten, så hver skole får sin sak, eller bruk en rolle i kommunen."


def findings(files: Mapping[str, bytes], read_forms: Collection[forms.Form]) -> list[model.Finding]:
    """Return a warning for each task that would be nobody's in a case that begins at one of the routine's starts."""
    with_pupil = {form.id for form in read_forms if _asks_for_pupil(form)}
    given = {use.role for form in read_forms for use in form_values.register_fields(form, nested=True)}
    connecting = {form.id for form in read_forms if _asks_for_pupil(form, is_later=True)}
    drawn = [bpmn.read(raw, file=path) for path, raw in routines.diagrams(files).items()]
    processes = {one.id: one for diagram in drawn for one in diagram.processes.values()}
    found: dict[tuple[str, str], model.Finding] = {}
    for process in processes.values():
        for start in process.starts(""):
            lacks = _lacks(start, with_pupil)
            tasks = list(_tasks(process, start, processes)) if lacks else []
            if any(task.form_id in connecting for _, task in tasks):
                lacks -= {"class"}
            for file, task in tasks:
                role = _without_place(task, lacks, given)
                if role:
                    found.setdefault((file, task.id), _finding(file, task, start, role))
    return list(found.values())


def _asks_for_pupil(form: forms.Form, *, is_later: bool = False) -> bool:
    asked = (use for use in form_values.register_fields(form) if use.register == "elev")
    return any(use.is_subject or not is_later for use in asked)


def _lacks(start: bpmn.Element, with_pupil: Collection[str]) -> frozenset[str]:
    """Return the kinds of place that a case begun at `start` is sure not to have; in the case itself nobody has one."""
    kind = start.event.kind if start.event else "none"
    if kind == "timer":
        return frozenset({"case", "class"} if bpmn.openings.is_per_school(start) else {"case", "class", "school"})
    if kind == "signal":
        return frozenset({"case", "class"})
    if kind == "none" and not (start.kind == "startEvent" and start.form_id):
        return frozenset()
    return frozenset({"case", "class"} if kind == "none" and start.form_id not in with_pupil else {"case"})


def _tasks(
    process: bpmn.Process, start: bpmn.Element, processes: Mapping[str, bpmn.Process]
) -> Iterator[tuple[str, bpmn.Element]]:
    """Return the tasks that a case from `start` may come to, with their files; those of called routines too."""
    seen, todo = {process.id}, [(process, bpmn.reached(process, [start.id]))]
    while todo:
        at, ids = todo.pop()
        for ident in ids:
            element = at.elements[ident]
            if element.is_task:
                yield at.file, element
            if element.called in processes and element.called not in seen:
                seen.add(element.called)
                inner = processes[element.called]
                todo.append((inner, bpmn.reached(inner, _usual(inner))))


def _usual(process: bpmn.Process) -> list[str]:
    """Return where a called routine begins: never at a start that waits for something."""
    return [one.id for one in process.starts("") if one.event is None or one.event.kind == "none"]


def _without_place(task: bpmn.Element, lacks: frozenset[str], given: Collection[str]) -> str:
    """Return the role of a task that has no place to count in, "" where somebody has the task.

    `given` are the roles that somebody is chosen for in the case.
    """
    named = task.groups or task.lane
    if not named or task.assignee or task.users or expressions.is_expression(named):
        return ""
    rule = roles.parse(named)
    placeless = {role for role in rule.roles if roles.known()[role] in lacks and role not in given}
    if rule.unknown or not all(some & placeless for some in rule.alternatives):
        return ""
    return sorted(placeless)[0]


def _finding(file: str, task: bpmn.Element, start: bpmn.Element, role: str) -> model.Finding:
    begun = start.name or start.id
    said, remedy = {
        "case": (f"i saken som begynner i «{begun}», og ingen får den i noe skjema", _CASE.format(role=role)),
        "class": (f"i elevens klasse, og saken har ingen elev når den begynner i «{begun}»", _PUPIL),
        "school": (f"ved en skole, og saken har ingen skole når den begynner i «{begun}»", _SCHOOL),
    }[roles.known()[role]]
    what = f"Rollen «{role}» er {said}."
    return model.Finding(file, "role-nobody", "warning", task.id, task.name, task.line, what, _STANDS, remedy)

"""The construct table: data, lanes, texts, extensions, timers, expressions, hostile files, errors, bounds."""

# ruff: noqa: E501 - one construct a line
from __future__ import annotations

import drawing

from tests.engine.bpmn import gating
from tests.engine.bpmn.construct_rows import CALLED, SLUTT, TOP, D, raw, row

# fmt: off
C = "1 data, lanes, texts, extensions"
DRAWN = '<bpmn:dataObjectReference id="d1" dataObjectRef="d2"/><bpmn:dataObject id="d2"/><bpmn:dataStoreReference id="d3"/>'
CONNECTED = '<bpmn:ioSpecification><bpmn:dataInput id="di"/><bpmn:inputSet><bpmn:dataInputRefs>di</bpmn:dataInputRefs></bpmn:inputSet><bpmn:outputSet/></bpmn:ioSpecification><bpmn:dataInputAssociation id="da"><bpmn:sourceRef>d1</bpmn:sourceRef><bpmn:targetRef>di</bpmn:targetRef></bpmn:dataInputAssociation>'
DEEP = drawing.node("subProcess", "<bpmn:startEvent id='n1'><bpmn:outgoing>nf</bpmn:outgoing></bpmn:startEvent><bpmn:dataObjectReference id='d9' dataObjectRef='borte'/><bpmn:userTask id='A'/><bpmn:sequenceFlow id='nf' sourceRef='n1' targetRef='A'/>").replace("<bpmn:userTask id='A'/>", gating.TASK.replace("{id}", "A"))
row(C, "data objects and stores, drawn", "start: T; do T: = slutt", extra=DRAWN)
row(C, "data, connected", "start: T; do T: = slutt", T=D("userTask", CONNECTED, ext=gating.FORM + gating.OWN), extra=DRAWN)
row(C, "dangling data object in a sub-process", "start: A; do A: = slutt", T=DEEP)
_TWICE = gating.sub("s4 > A > e4", s4=D("startEvent"), e4=SLUTT).replace("</bpmn:subProcess>", '<bpmn:dataObjectReference id="d7" dataObjectRef="d8"/></bpmn:subProcess>').replace('id="if', 'id="jf')
row(C, "data object two sub-processes down", "start: A; do A: = slutt", T=D("subProcess", drawing.inside("s1 > U > e1", prefix="i", s1=gating.START, U=_TWICE, e1=SLUTT)), extra='<bpmn:dataObject id="d8"/>')
row(C, "data store, connected", "start: T; do T: = slutt", T=D("userTask", CONNECTED.replace("d1", "d3"), ext=gating.FORM + gating.OWN), extra=DRAWN)
row(C, "data store at the top", "start: T; do T: = slutt", top=TOP + '<bpmn:dataStore id="ds" name="Arkiv"/>')
row(C, "texts, groups, associations", "start: T; do T: = slutt", extra='<bpmn:textAnnotation id="t1"><bpmn:text>Merk</bpmn:text></bpmn:textAnnotation><bpmn:association id="a1" sourceRef="T" targetRef="t1"/><bpmn:group id="g1"/>')
row(C, "documentation, several", "start: T; do T: = slutt", T=D("userTask", "<bpmn:documentation>En</bpmn:documentation><bpmn:documentation>To</bpmn:documentation>", ext=gating.FORM + gating.OWN))
_OWNED = D("userTask", ext=gating.FORM)
row(C, "lane", "start: T; do T: = slutt", T=_OWNED, extra='<bpmn:laneSet id="ls"><bpmn:lane id="l1" name="rektor"><bpmn:flowNodeRef>T</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>')
row(C, "lanes, nested and unnamed", "start: T; do T: = slutt", T=_OWNED, extra='<bpmn:laneSet id="ls"><bpmn:lane id="l1" name="rektor"><bpmn:childLaneSet id="lc"><bpmn:lane id="l2"><bpmn:flowNodeRef>T</bpmn:flowNodeRef></bpmn:lane></bpmn:childLaneSet></bpmn:lane></bpmn:laneSet>')
row(C, "lane that names nothing there is", "start: T; do T: = slutt", extra='<bpmn:laneSet id="ls"><bpmn:lane id="l1" name="rektor"><bpmn:flowNodeRef>borte</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>')
row(C, "lane of a sub-process", "start: A; do A: = slutt", T=D("subProcess", drawing.inside("s1 > A > e1", prefix="i", s1=gating.START, A=_OWNED, e1=SLUTT)), extra='<bpmn:laneSet id="ls"><bpmn:lane id="l1" name="rektor"><bpmn:flowNodeRef>T</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>')
row(C, "lane with an unknown role", "!role-unknown", T=_OWNED, extra='<bpmn:laneSet id="ls"><bpmn:lane id="l1" name="konge"><bpmn:flowNodeRef>T</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>')
row(C, "no lane", "start: T; do T: = slutt ~role-missing", T=_OWNED)
row(C, "pools, a black box and message flows", "start: T; do T: = slutt", top=TOP + '<bpmn:collaboration id="k1"><bpmn:participant id="p1" name="Skolen" processRef="p"/><bpmn:participant id="p2" name="Foreldre"/><bpmn:messageFlow id="m1" sourceRef="T" targetRef="p2"/></bpmn:collaboration>')
raw(C, "two executable processes in a file", "start: T; do T: = slutt", drawing.draw("start > T > slutt", start=gating.BEGIN, T=gating.TASK).replace(b"</bpmn:definitions>", CALLED.replace(b'"f', b'"g').split(b'targetNamespace="test">')[1]))
raw(C, "an empty executable pool", "start: T; do T: = slutt ~process-empty", drawing.draw("start > T > slutt", start=gating.BEGIN, T=gating.TASK).replace(b"</bpmn:definitions>", b'<bpmn:process id="tom" isExecutable="true"/></bpmn:definitions>'))
raw(C, "several processes, none executable", "!not-executable", drawing.draw("start > T > slutt", start=gating.BEGIN, T=gating.TASK).replace(b"</bpmn:definitions>", CALLED.replace(b'"f', b'"g').split(b'targetNamespace="test">')[1]).replace(b' isExecutable="true"', b""))
_ONES = {"true": "1", "false": "0"}
_EVENT_SUB = D("subProcess", drawing.inside("s3 > C > e3", prefix="i", s3=D("startEvent", drawing.on_message("svar"), isInterrupting="0"), C=gating.TASK, e3=SLUTT), triggeredByEvent="1").replace("{id}", "E")
row(C, "booleans written as 1 and 0", "start elever=[1,2]: T k:timer s3:message; send svar: C T k:timer s3:message; fire k: B C T s3:message; do C: B T s3:message; do B: T s3:message; do T: T s3:message; do T: = slutt", "start > T > slutt; k > B", T=gating.loop(drawing.each("=elever").replace('"false"', '"1"')), k=drawing.boundary("T", drawing.timer("P1D"), is_interrupting=False).replace('"false"', '"0"'), extra=_EVENT_SUB)
raw(C, "executable as 1", "start: T; do T: = slutt", drawing.draw("start > T > slutt", start=gating.BEGIN, T=gating.TASK).replace(b'isExecutable="true"', b'isExecutable="1"'))
raw(C, "references with the file's own prefix", "start: T k:message; send svar: B; do B: = slutt", drawing.draw("start > T > slutt; k > B > slutt", top=TOP + '<bpmn:collaboration id="k1"><bpmn:participant id="p1" name="rektor" processRef="egen:p"/></bpmn:collaboration>', start=gating.BEGIN, T=_OWNED, B=_OWNED, k=drawing.boundary("T", drawing.on_message("svar"))).replace(b'targetNamespace="test"', b'targetNamespace="test" xmlns:egen="test"').replace(b'attachedToRef="', b'attachedToRef="egen:').replace(b'messageRef="', b'messageRef="egen:'))
row(C, "ids Start, End and Root", "start: Root; do Root: = End", "Start > Root > End", Start=gating.BEGIN, Root=gating.TASK, End=SLUTT)
row(C, "ids with dots, dashes and letters", "start: T.1-æ; do T.1-æ: = slutt", "start > T.1-æ > slutt", **{"T.1-æ": gating.TASK})
row(C, "name with a line break", "start: T; do T: = slutt", T=gating.TASK.replace('name="{id}"', 'name="To&#10;linjer"'))
row(C, "colours of the editor", "start: T; do T: = slutt", T=gating.TASK.replace("<bpmn:userTask ", '<bpmn:userTask xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0" bioc:stroke="#000" '))
row(C, "properties", "start: T; do T: = slutt", T=D("userTask", ext=gating.FORM + gating.OWN + '<zeebe:properties><zeebe:property name="a" value="b"/></zeebe:properties>'))
row(C, "form and assignment of Camunda 7", "!camunda7", T=gating.TASK.replace("<bpmn:userTask ", '<bpmn:userTask camunda:formKey="a" '))
row(C, "form data of Camunda 7", "!camunda7", T=D("userTask", ext=gating.OWN + "<camunda:formData/>"))
row(C, "properties of Camunda 7", "!camunda7", T=D("userTask", ext=gating.FORM + gating.OWN + "<camunda:properties/>"))
row(C, "deadlines and priority", "start: T; do T: = slutt", T=D("userTask", ext=gating.FORM + gating.OWN + '<zeebe:taskSchedule dueDate="3 skoledager" followUpDate="=dato"/><zeebe:priorityDefinition priority="70"/>'))
row(C, "deadline that does not read", "!deadline-unreadable", T=D("userTask", ext=gating.FORM + gating.OWN + '<zeebe:taskSchedule dueDate="om litt"/>'))
row(C, "another program's extensions", "start: T; do T: = slutt ~extension-unread", T=gating.TASK.replace("</bpmn:ext", '<x:y xmlns:x="http://spiffworkflow.org/bpmn/schema/1.0/core"/></bpmn:ext'))
row(C, "mapping into a value", "start x=1: T; do T: = slutt", T=D("userTask", ext=gating.FORM + gating.OWN + drawing.io(inputs={"a.b": "=x"})))
row(C, "mapping to what is no name", "!name-unreadable", T=D("userTask", ext=gating.FORM + gating.OWN + drawing.io(inputs={"to ord": "=x"})))
row(C, "mapping on a gateway", "start: T; do T: = slutt ~extension-misplaced", "start > T > and > slutt", **{"and": D("parallelGateway", ext=drawing.io(inputs={"a": "=x"}))})
row(C, "listeners", "!not-supported", T=D("userTask", ext=gating.FORM + gating.OWN + "<zeebe:taskListeners/>"))
row(C, "performer by resource", "start: T; do T: = slutt", T=D("userTask", "<bpmn:potentialOwner><bpmn:resourceRef>r1</bpmn:resourceRef></bpmn:potentialOwner>", ext=gating.FORM), top=TOP + '<bpmn:resource id="r1" name="rektor"/>')
row(C, "performer by expression", "!not-supported", T=D("userTask", "<bpmn:potentialOwner><bpmn:resourceAssignmentExpression/></bpmn:potentialOwner>", ext=gating.FORM))

M = "2 timers"
_TIMES = {
    "duration": ("P6W", "timeDuration"), "duration of time": ("PT90M", "timeDuration"), "months": ("P1M", "timeDuration"),
    "date and time": ("2026-05-01T09:00:00+02:00", "timeDate"), "date": ("2026-05-01", "timeDate"),
    "words": ("3 skoledager", "timeDuration"), "expression": ("=dato", "timeDate"), "days and hours": ("P1DT12H", "timeDuration"),
    "weeks and days": ("P2W3D", "timeDuration"), "months and weeks": ("P1M2W", "timeDuration"), "part of a day": ("P0.5D", "timeDuration"),
    "years to minutes": ("P1Y2M10DT2H30M", "timeDuration"), "date and time without a zone": ("2026-07-01T09:00", "timeDate"),
    "duration as a date": ("P1D", "timeDate"), "date as a duration": ("2026-05-01", "timeDuration"), "duration in quotes behind =": ('="PT1H"', "timeDuration"),
}  # fmt: skip
for _name, (_text, _kind) in _TIMES.items():
    row(M, f"wait, {_name}", ('start dato={"@date":"2026-05-01"}' if _name == "expression" else "start") + ": V:timer; fire V: = slutt" + (" ~timer-kind" if " as a " in _name else ""), "start > V > slutt", V=D(gating.CATCH, drawing.timer(_text, kind=_kind)))
for _name, (_text, _kind, _code) in {
    "no text": ("", "timeDuration", "timer-missing"), "unreadable": ("om litt", "timeDuration", "deadline-unreadable"),
    "days and hours without T": ("P1D12H", "timeDuration", "deadline-unreadable"), "part of a month": ("P1.5M", "timeDuration", "deadline-unreadable"),
    "in quotes": ('"PT1H"', "timeDuration", "deadline-unreadable"), "cycle": ("R6/P1D", "timeCycle", "timer-cycle"),
    "negative": ("-P1D", "timeDuration", "deadline-unreadable"), "bare P": ("P", "timeDuration", "deadline-unreadable"),
    "cron": ("0 0 9 * * *", "timeCycle", "timer-cycle"), "cron that does not read": ("0 0 25 * * *", "timeCycle", "timer-cron"),
    "Camunda 7": ("${frist}", "timeDuration", "camunda7"), "unknown name": ("=borte", "timeDate", "name-unknown"),
}.items():  # fmt: skip
    row(M, f"wait, {_name}", f"!{_code}", "start > V > slutt", V=D(gating.CATCH, drawing.timer(_text, kind=_kind)))
for _name, (_text, _says) in {
    "three times": ("R3/PT1H", "start: T k:timer; fire k: T k:timer; fire k: T k:timer; fire k: T; do T: = slutt"), "without end": ("R/PT1H", "start: T k:timer; fire k: T k:timer; fire k: T k:timer; do T: = slutt"), "without end, many times a minute": ("R/PT1S", "!deadline-unreadable"),
    "without interval": ("R3/2026-05-01", "!deadline-unreadable"), "by cron": ("0 0 9 * * MON-FRI", "start: T k:timer; fire k: T k:timer; fire k: T k:timer; do T: = slutt"), "from a date": ("R2/2026-05-01T09:00:00+02:00/P1D", "start: T k:timer; fire k: T k:timer; do T: = slutt"),
}.items():  # fmt: skip
    row(M, f"reminder, {_name}", _says, "start > T > slutt; k > P", k=drawing.boundary("T", drawing.timer(_text, kind="timeCycle"), is_interrupting=False), P=D("task"))
row(M, "wait, date with a zone's name", "start: V:timer; fire V: = slutt", "start > V > slutt", V=D(gating.CATCH, drawing.timer("2026-06-01T12:00:00+02:00[Europe/Oslo]", kind="timeDate")))
row(M, "reminder, by FEEL's cycle", "start: T k:timer; fire k: T k:timer; fire k: T; do T: = slutt", "start > T > slutt; k > P", k=drawing.boundary("T", drawing.timer('=cycle(2, duration("PT1H"))', kind="timeCycle"), is_interrupting=False), P=D("task"))
row(M, "wait, until a date that is not given", "start: T; do T dato=null: stopped", "start > T > V > slutt", V=D(gating.CATCH, drawing.timer("=dato", kind="timeDate")))
row(M, "reminder that is open when the task is done", "start: T k:timer; fire k: B T k:timer; do T: B; do B: = slutt2", "start > T > slutt; k > B > slutt2", k=drawing.boundary("T", drawing.timer("R3/PT1H", kind="timeCycle"), is_interrupting=False))
row(M, "start by cron", "start @inn: T; do T: = slutt", "start > T > slutt; inn > T", inn=D("startEvent", drawing.timer("0 0 9 * * MON", kind="timeCycle")))
row(M, "event sub-process by cron", "start: T s3:timer; fire s3: B T s3:timer; do B: T s3:timer; do T: = slutt", extra=D("subProcess", drawing.inside("s3 > B > e3", prefix="i", s3=D("startEvent", drawing.timer("@daily", kind="timeCycle"), isInterrupting="false"), B=gating.TASK, e3=SLUTT), triggeredByEvent="true").replace("{id}", "E"))
row(M, "start by FEEL's cycle, without end", "start @inn: T; do T: = slutt", "start > T > slutt; inn > T", inn=D("startEvent", drawing.timer('=cycle(duration("P7D"))', kind="timeCycle")))
row(M, "timer on what is done at once", "start: = slutt ~never-happens", "start > S > slutt; k > T", S=drawing.script("=1", "y"), k=drawing.boundary("S", drawing.timer("P1D")))

S = "3 saved cases"
row(S, "what branches write at once", "start: B T; do T x=1: B; do B: = slutt", "start > and1 > T > and2 > xor; and1 > B > and2; xor > slutt : =x = 1; xor > slutt2 : default")
row(S, "answer called typename", "start: T; do T: = slutt", "start > S > T > xor; xor > slutt : =typename.typename = 1; xor > slutt2 : default", S=drawing.script("={typename: 1}", "typename"))
for _name, _text in {"date": 'date("2026-05-01")', "date and time": 'date and time("2026-05-01T09:00:00@Europe/Oslo")', "duration": 'duration("P1DT0.5S")', "months": 'duration("P14M")', "number": "0.1 + 0.2", "list of lists": '[[1, "a"], []]', "null": "null"}.items():
    row(S, f"answer kept, {_name}", "start: T; do T: = slutt", "start > S > T > xor; xor > slutt : =y = z; xor > slutt2 : default", S=drawing.script(f"={_text}", "z"), T=D("userTask", ext=gating.OWN + drawing.io(outputs={"y": f"={_text}"})))

X = "5 expressions and hostile files"
_BAD = "=x +"
_MULTI = "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>=x +</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
_AGAIN = "<bpmn:standardLoopCharacteristics><bpmn:loopCondition>=x +</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
_UNREAD = {
    "timer": {"flows": "start > V > slutt", "V": D(gating.CATCH, drawing.timer(_BAD))},
    "conditional event": {"flows": "start > T > slutt; k > slutt", "k": drawing.boundary("T", drawing.on_condition(_BAD))},
    "loop condition": {"T": gating.loop(_AGAIN)},
    "cardinality": {"T": gating.loop(_MULTI)},
    "collection": {"T": gating.loop(drawing.each(_BAD))},
    "completion condition": {"T": gating.loop(drawing.each("=elever", until=_BAD))},
    "collected result": {"T": gating.loop(drawing.each("=elever", outputElement=_BAD, outputCollection="alle"))},
    "correlation key": {"flows": "start > V > slutt", "V": D(gating.CATCH, drawing.on_message("n")), "top": TOP + drawing.message("n", key=_BAD)},
    "input": {"T": D("userTask", ext=gating.OWN + drawing.io(inputs={"y": _BAD}))},
    "output": {"T": D("userTask", ext=gating.OWN + drawing.io(outputs={"y": _BAD}))},
    "assignee": {"T": D("userTask", ext=f'<zeebe:assignmentDefinition assignee="{_BAD}"/>')},
    "deadline": {"T": D("userTask", ext=gating.OWN + f'<zeebe:taskSchedule dueDate="{_BAD}"/>')},
    "priority": {"T": D("userTask", ext=gating.OWN + f'<zeebe:priorityDefinition priority="{_BAD}"/>')},
    "header": {"T": drawing.action("varsel", til="rektor", tekst=_BAD)},
    "error code": {"flows": "start > T > e", "e": D("endEvent", '<bpmn:errorEventDefinition errorRef="r"/>'), "top": TOP + f'<bpmn:error id="r" name="f" errorCode="{_BAD}"/>'},
    "steps of an ad-hoc sub-process": {"T": D("adHocSubProcess", gating.TASK.replace("{id}", "A"), ext=f'<zeebe:adHoc activeElementsCollection="{_BAD}"/>')},
    "script": {"T": drawing.script(_BAD, "y")},
}
for _name, _given in _UNREAD.items():
    row(X, f"expression that does not read, {_name}", "!feel-unreadable", **{"flows": "start > T > slutt", **_given})
row(X, "and as other languages write it", "!feel-unreadable", "start > T > xor; xor > slutt : =x > 1 && x < 3; xor > T : default")
row(X, "code of Python", "!name-unknown", T=drawing.script("=__import__(1)", "y"))
row(X, "expression that does not read", "!feel-unreadable", "start > T > xor; xor > slutt : =x > ; xor > T : default")
row(X, "unknown name", "!name-unknown", T=drawing.script("=xx", "y"))
row(X, "expression that takes for ever", "!feel-too-costly", T=drawing.script("=count(for a in 1..9999, b in 1..9999, c in 1..9999 return a)", "y"))
row(X, "condition of Camunda 7", "!camunda7", "start > T > xor; xor > T : ${x > 1}; xor > slutt : default")
raw(X, "DOCTYPE", "!xml-doctype", CALLED.replace(b"<bpmn:def", b"<!DOCTYPE a><bpmn:def", 1))
raw(X, "external entity", "!xml-doctype", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>')
raw(X, "no XML", "!xml-broken", b"hei")
raw(X, "too large", "!xml-too-large", b"<a>" + b" " * 6_000_000 + b"</a>")
raw(X, "too deep", "!xml-too-deep", b"<a>" * 120 + b"</a>" * 120)
raw(X, "too many elements", "!xml-too-many", b"<a>" + b"<b/>" * 60_000 + b"</a>")
raw(X, "control characters", "!xml-broken", CALLED.replace(b'name="Q"', b'name="\x01"'))

F = "6 errors"
_NAMED = TOP + drawing.message("regnet").replace('name="regnet"', 'name="=&quot;svar-&quot; + x"') + drawing.signal("ropt").replace('name="ropt"', 'name="=x"')
row(F, "message with a computed name", 'start: T; do T x="a": V:message; send svar-a: = slutt', "start > T > V > slutt", V=D(gating.CATCH, drawing.on_message("regnet")), top=_NAMED)
row(F, "signal with a computed name", 'start: T; do T x="a": V:signal; signal a: = slutt', "start > T > V > slutt", V=D(gating.CATCH, drawing.on_signal("ropt")), top=_NAMED)
row(F, "computed name that gives no text", "start: T; do T x=null: stopped", "start > T > V > slutt", V=D(gating.CATCH, drawing.on_message("regnet")), top=_NAMED)
row(F, "unknown message", "!reference-unknown", "start > V > slutt", V=D(gating.CATCH, drawing.on_message("borte")))
for _kind in ("signal", "error", "escalation"):
    row(F, f"unknown {_kind}", "!reference-unknown", "start > T > e", e=D("endEvent", f'<bpmn:{_kind}EventDefinition {_kind}Ref="borte"/>'))
row(F, "fault that is no error of the drawing", "start: A; do A x=null: stopped ~default-missing", "start > T > slutt; k > slutt2", T=gating.sub("s1 > A > xor; xor > e1 : =x > 1; xor > kast : =x > 2", kast=D("endEvent", '<bpmn:errorEventDefinition errorRef="feil1"/>')), k=drawing.boundary("T", "<bpmn:errorEventDefinition/>"))
row(F, "message without key", "!message-missing", "start > V > slutt", V=D(gating.CATCH, drawing.on_message("uten")), top=TOP + drawing.message("uten", key=""))
row(F, "form worked out", "!form-unknown", T=D("userTask", ext='<zeebe:formDefinition formId="=x"/>' + gating.OWN))
row(F, "unknown form", "!form-unknown", T=D("userTask", ext='<zeebe:formDefinition formId="borte"/>' + gating.OWN))
row(F, "unknown letter", "!letter-unknown", T=drawing.action("brev", mal="borte"))
row(F, "script on what is missing", "start: B; do B: = slutt", "start > T > B > slutt", T=drawing.script("=x + 1", "y"))

P = "7 bounds"
row(P, "a long chain", "start: T; do T: = slutt", "start > " + " > ".join(f"P{n}" for n in range(600)) + " > T > slutt", **{f"P{n}": D("task") for n in range(600)})
row(P, "twelve parallel blocks", "start: = slutt", "start > " + "; ".join(f"and{n} > P{n} > and{n}x; and{n} > Q{n} > and{n}x > and{n + 1}" for n in range(12)) + " > slutt", **{f"{k}{n}": D("task") for n in range(12) for k in "PQ"})
row(P, "a block of fifty branches", "start: = slutt", "start > and1; " + "; ".join(f"and1 > P{n} > and2" for n in range(50)) + "; and2 > slutt", **{f"P{n}": D("task") for n in range(50)})
row(P, "a hundred decisions in a row", "start x=1: = slutt", "start > " + "; ".join(f"xor{n} > xor{n + 1} : =x > 0; xor{n} > slutt2 : default" for n in range(100)) + "; xor100 > slutt")
row(P, "parallel ways that are never joined", "!branches-product", "start > " + "; ".join(f"and{n} > P{n} > xor{n}; and{n} > Q{n} > xor{n} > and{n + 1}" for n in range(11)) + " > slutt", **{f"{k}{n}": D("task") for n in range(11) for k in "PQ"})
row(P, "too many steps", "!too-many-elements", "start > " + " > ".join(f"P{n}" for n in range(1_600)), **{f"P{n}": D("task") for n in range(1_600)})
row(P, "too many instances", "start: stopped", T=gating.loop("<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>=501</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"))
row(P, "too many rounds", "!loop-too-long", T=gating.loop('<bpmn:standardLoopCharacteristics loopMaximum="501"/>'))

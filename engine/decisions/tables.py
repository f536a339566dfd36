"""Reads one decision table out of its XML: columns, rules, hit policy (DMN 1.3, 8).

Knows DMN's XML. A table with a wrong number of cells or an unknown policy gives a finding and no table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine import safe_xml
from engine.decisions.values import AGGREGATIONS, LISTS, POLICIES, RANKED, Input, Output, Rule, Table
from engine.decisions.xml import Notes, child, children, label, text_of
from engine.safe_xml import Node

RULE_LIMIT = 1_000
COLUMN_LIMIT = 50
CELL_LENGTH_LIMIT = 5_000
_FEEL = "feel"


class Tables:
    """Reads the tables of one file; `kind` gives the kind that a type reference names."""

    def __init__(self, notes: Notes, kind: Callable[[Node, str], str]) -> None:
        """Take where findings go."""
        self.notes, self.kind = notes, kind

    def table(self, decision: Node, node: Node) -> Table | None:
        """Return the table, None where it cannot be run: a finding says why."""
        before = len(self.notes.findings)
        inputs = tuple(self._input(one, number) for number, one in enumerate(children(node, "input"), 1))
        outputs = tuple(self._output(one) for one in children(node, "output"))
        rows = children(node, "rule")
        self._bounds(decision, inputs, outputs, rows)
        if len(rows) > RULE_LIMIT:
            return None
        rules = tuple(self._rule(one, number, len(inputs), len(outputs)) for number, one in enumerate(rows, 1))
        policy = (node.get("hitPolicy") or "UNIQUE").strip().upper()
        aggregation = (node.get("aggregation") or "").strip().upper()
        self._policy(decision, policy, aggregation, outputs)
        if any(finding.level == "error" for finding in self.notes.findings[before:]):
            return None
        return Table(
            policy=next(one for one in POLICIES if one == policy),
            aggregation=next((one for one in AGGREGATIONS if one == aggregation), ""),
            inputs=inputs,
            outputs=outputs,
            rules=rules,
        )

    def _input(self, node: Node, number: int) -> Input:
        expression = child(node, "inputExpression")
        text = text_of(expression)
        name = label(node) or text or f"{number}"
        if not text:
            what = f"Kolonnen «{name}» sier ikke hva den skal spørre etter."
            self.notes.error("column-empty", node, what, "Skriv et navn eller et FEEL-uttrykk i kolonnens hode.")
        self._language(expression if expression is not None else node, f"Kolonnen «{name}»")
        reference = "" if expression is None else expression.get("typeRef", "")
        allowed = text_of(child(node, "inputValues"))
        return Input(name, text, self.kind(node, reference), allowed, safe_xml.line(node))

    def _output(self, node: Node) -> Output:
        name = node.get("name", "").strip()
        default = text_of(child(node, "defaultOutputEntry"))
        return Output(
            label=label(node) or name,
            name=name,
            kind=self.kind(node, node.get("typeRef", "")),
            ranked=split(text_of(child(node, "outputValues"))),
            default=default,
            line=safe_xml.line(node),
        )

    def _rule(self, node: Node, number: int, inputs: int, outputs: int) -> Rule:
        tests, answers = children(node, "inputEntry"), children(node, "outputEntry")
        for found, wanted, word in ((tests, inputs, "inn"), (answers, outputs, "ut")):
            if len(found) != wanted:
                what = f"Regel {number} har {len(found)} {word}-celler, men tabellen har {wanted} {word}-kolonner."
                self.notes.error("cells-wrong", node, what, "Åpne og lagre tabellen på nytt i modelleringsverktøyet.")
        for cell in (*tests, *answers):
            self._language(cell, f"En celle i regel {number}")
            if len(text_of(cell)) > CELL_LENGTH_LIMIT:
                what = f"En celle i regel {number} er lengre enn {CELL_LENGTH_LIMIT} tegn."
                self.notes.error("cell-too-long", cell, what, "Del regelen i flere.")
        return Rule(number, tuple(map(text_of, tests)), tuple(map(text_of, answers)), safe_xml.line(node))

    def _language(self, node: Node, place: str) -> None:
        language = node.get("expressionLanguage", "")
        if language and not language.rstrip("/").casefold().endswith(_FEEL):
            what = f"{place} er skrevet i «{language}»."
            self.notes.error("not-supported", node, what, "Skriv den i FEEL.")

    def _bounds(self, at: Node, inputs: Sequence[Input], outputs: Sequence[Output], rows: Sequence[Node]) -> None:
        if not outputs:
            self.notes.error("column-missing", at, "Tabellen har ingen ut-kolonne.", "Legg til en ut-kolonne.")
        if len(inputs) + len(outputs) > COLUMN_LIMIT:
            what = f"Tabellen har mer enn {COLUMN_LIMIT} kolonner."
            self.notes.error("table-too-large", at, what, "Del den i flere beslutninger.")
        if len(rows) > RULE_LIMIT:
            what = f"Tabellen har {len(rows)} regler; grensen er {RULE_LIMIT}."
            self.notes.error("table-too-large", at, what, "Del den i flere beslutninger.")
        names = [output.name for output in outputs]
        if len(outputs) > 1 and (not all(names) or len(set(names)) < len(names)):
            what = "Ut-kolonnene må ha hvert sitt navn når det er flere av dem."
            self.notes.error("column-unnamed", at, what, "Gi hver ut-kolonne et eget navn (output name).")

    def _policy(self, at: Node, policy: str, aggregation: str, outputs: Sequence[Output]) -> None:
        if policy not in POLICIES:
            what = f"Treffregelen (hit policy) «{policy}» finnes ikke."
            self.notes.error("policy-unknown", at, what, f"Velg en av {', '.join(POLICIES)}.")
        elif aggregation and aggregation not in AGGREGATIONS:
            what = f"Sammenregningen (aggregation) «{aggregation}» finnes ikke."
            self.notes.error("policy-unknown", at, what, f"Velg en av {', '.join(AGGREGATIONS)}.")
        elif aggregation and (policy not in LISTS or policy in RANKED or policy == "RULE ORDER"):
            what = f"Sammenregningen {aggregation} hører bare til COLLECT, ikke til {policy}."
            self.notes.error("policy-wrong", at, what, "Velg COLLECT, eller fjern sammenregningen.")
        elif aggregation and len(outputs) > 1:
            what = f"COLLECT med {aggregation} kan bare ha én ut-kolonne."
            self.notes.error("policy-wrong", at, what, "Fjern de andre ut-kolonnene, eller sammenregningen.")
        elif policy in RANKED and not any(output.ranked for output in outputs):
            what = f"{policy} trenger rekkefølgen på svarene, og ingen ut-kolonne har noen liste over verdier."
            self.notes.error("policy-wrong", at, what, "Fyll ut kolonnens verdier, den viktigste først.")


def split(text: str) -> tuple[str, ...]:
    """Return the FEEL texts between the commas of a list of values: those within quotes and brackets are kept whole."""
    found, depth, is_quoted, start = [], 0, False, 0
    for at, sign in enumerate(text):
        if sign == '"' and text[at - 1 : at] != "\\":
            is_quoted = not is_quoted
        elif not is_quoted:
            depth += (sign in "([{") - (sign in ")]}")
            if sign == "," and not depth:
                found.append(text[start:at])
                start = at + 1
    return tuple(part.strip() for part in (*found, text[start:]) if part.strip())

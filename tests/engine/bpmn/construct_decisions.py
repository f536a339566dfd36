"""The construct table: decisions, with the cells and hit policies that `spiffworkflow.md` 1 tells of."""

# ruff: noqa: E501 - one construct a line
from __future__ import annotations

import deciding
import drawing

from tests.engine.bpmn import gating
from tests.engine.bpmn.construct_rows import ROWS, SLUTT, TOP, D, Row

# fmt: off
DECISIONS = "1 decisions"
RULE = D("businessRuleTask", ext='<zeebe:calledDecision decisionId="alvor" resultVariable="svar"/>')


def rule(construct: str, says: str, *rules: str, wanted: str = '"ja"', kind: str = "number", gives: str = "string", task: str = RULE, **more: str) -> None:
    """Add a row: the case ends in `slutt` where the decision gives what is `wanted`, else in `slutt2`."""
    flows = f"start > D > xor; xor > slutt : =svar = {wanted}; xor > slutt2 : default"
    given = {"start": gating.BEGIN, "D": task, "slutt": SLUTT, "slutt2": SLUTT}
    made = [("decisions/alvor.dmn", deciding.file(deciding.table("alvor", [f"x: {kind}"], [f"svar: {gives}"], rules, **more)))]
    ROWS.append(Row(DECISIONS, construct, says, (drawing.draw(flows, top=TOP, **given),), tuple(made if rules else ())))


rule("comparison in a cell", "start x=2000: = slutt", '> 1000 | "ja"')
rule("text and dash in a cell", 'start x="b": = slutt', '"a" | "nei"', '- | "ja"', kind="string", policy="FIRST")
rule("range in a cell", "start x=7: = slutt", '[1..2000] | "ja"')
rule("several values in a cell", "start x=1500: = slutt", '1, 1500 | "ja"')
rule("negation in a cell", "start x=7: = slutt", 'not(5) | "ja"')
rule("cell that cannot be read", "!feel-unreadable", 'x > 1 and then | "ja"')
rule("unique", "start x=5: = slutt", '> 1 | "ja"', '<= 1 | "nei"', policy="UNIQUE")
rule("unique, two rules hold", "start x=5: stopped ~rules-overlap", '> 1 | "ja"', '> 2 | "nei"', policy="UNIQUE")
rule("first", "start x=5: = slutt", '> 1 | "ja"', '> 2 | "nei"', policy="FIRST")
rule("any", "start x=5: = slutt", '> 1 | "ja"', '> 2 | "ja"', policy="ANY")
rule("any, two answers", "start x=5: stopped ~rules-overlap", '> 1 | "ja"', '> 2 | "nei"', policy="ANY")
rule("priority", "start x=5: = slutt", '> 1 | "nei"', '> 2 | "ja"', policy="PRIORITY", ranked='"ja","nei"')
rule("rule order", "start x=5: = slutt", '> 1 | "nei"', '> 2 | "ja"', policy="RULE ORDER", wanted='["nei", "ja"]')
rule("output order", "start x=5: = slutt", '> 1 | "nei"', '> 2 | "ja"', policy="OUTPUT ORDER", ranked='"ja","nei"', wanted='["ja", "nei"]')
rule("collect", "start x=5: = slutt", '> 1 | "nei"', '> 2 | "ja"', policy="COLLECT", wanted='["nei", "ja"]')
for _aggregation, _wanted in {"SUM": "3", "MIN": "1", "MAX": "2", "COUNT": "2"}.items():
    rule(f"collect, {_aggregation.lower()}", "start x=5: = slutt", "> 1 | 1", "> 2 | 2", policy="COLLECT", aggregation=_aggregation, gives="number", wanted=_wanted)
rule("hit policy that there is not", "!policy-unknown", '> 1 | "ja"', policy="HELST")
rule("no rule holds", "start x=0: = slutt2", '> 1 | "ja"')
rule("decision that there is not", "!decision-unknown")
rule("decision worked out", 'start x=5: = slutt', '> 1 | "ja"', task=D("businessRuleTask", ext='<zeebe:calledDecision decisionId="=&quot;alv&quot; + &quot;or&quot;" resultVariable="svar"/>'))
rule("decision of Camunda 7", "!camunda7", '> 1 | "ja"', task=D("businessRuleTask").replace("<bpmn:businessRuleTask ", '<bpmn:businessRuleTask camunda:decisionRef="alvor" '))

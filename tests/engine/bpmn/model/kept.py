"""Drawings as JSON, for `examples/` and for what a failing run prints."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from tests.engine.bpmn.model.both import Both
from tests.engine.bpmn.model.drawn import Drawing, Flow, Graph, Loop, Many, Node, Picks


def load(text: str) -> Drawing:
    """Read a drawing that `dump` wrote."""
    kept = json.loads(text)
    graphs = {
        ident: Graph(ident, tuple(_node(one) for one in graph["nodes"]), tuple(Flow(**one) for one in graph["flows"]))
        for ident, graph in kept["graphs"].items()
    }
    return Drawing(kept["main"], graphs, tuple(kept["processes"]))


def dump(drawing: Drawing) -> dict[str, Any]:
    """Return a drawing as JSON values, without what is as usual."""
    graphs = {
        ident: {
            "nodes": [_short(asdict(one)) for one in graph.nodes],
            "flows": [_short(asdict(one)) for one in graph.flows],
        }
        for ident, graph in drawing.graphs.items()
    }
    return {"main": drawing.main, "graphs": graphs, "processes": list(drawing.processes)}


def example(case: Both) -> dict[str, Any]:
    """Return a case as `examples/` has it, all but why it is as it is."""
    steps = [
        {"happening": list(happening), "asked": dict(asked), "now": now, **({"number": number} if number else {})}
        for happening, asked, now, number in case.tried
    ]
    return {"why": "", "is_answered": case.is_answered, "drawing": dump(case.drawing), "steps": steps}


def _short(row: dict[str, Any]) -> dict[str, Any]:
    usual = {"event": "", "name": "", "hours": 0, "times": 1, "host": "", "is_interrupting": True, "graph": ""}
    usual |= {"many": None, "loop": None, "condition": "", "is_default": False, "is_each": False}
    usual |= {
        "undo": "",
        "is_undo": False,
        "inputs": (),
        "outputs": (),
        "is_shut": False,
        "is_silent": False,
        "picks": None,
    }
    return {key: value for key, value in row.items() if key not in usual or value != usual[key]}


def _node(row: dict[str, Any]) -> Node:
    many, loop, picks = (row.pop(key, None) for key in ("many", "loop", "picks"))
    picks = picks and picks | {key: tuple(picks[key]) for key in ("first", "others")}
    pairs = {key: tuple((target, source) for target, source in row.pop(key, ())) for key in ("inputs", "outputs")}
    pairs |= {"picks": Picks(**picks) if picks else None}
    return Node(**row, **pairs, many=Many(**many) if many else None, loop=Loop(**loop) if loop else None)

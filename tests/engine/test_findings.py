"""Every finding has a code that stands in docs/findings.md, and each place that makes one says why or what to do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+|camunda7|unreachable")
MAKERS = {"error", "warning", "tell", "refuse"}
TABLE = (ROOT / "docs/findings.md").read_text()
# Said by the kind of event: `{name}-missing`, `{name}-code-missing`.
BY_KIND = {"signal-missing", "error-code-missing", "escalation-code-missing", "feel-unreadable"}


def _calls() -> Iterator[tuple[Path, ast.Call, str]]:
    for path in sorted((ROOT / "engine").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                code = next((one for one in node.args[:3] if _is_code(one)), None)
                if code is not None and (name in MAKERS or re.search("inding|roblem|refused", name)):
                    yield path, node, code.value


def _is_code(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(CODE.fullmatch(node.value))


def test_every_code_stands_in_the_table():
    codes = {code for _, _, code in _calls()} | BY_KIND

    assert len(codes) > 80
    assert sorted(code for code in codes if f"`{code}`" not in TABLE) == []


def test_every_code_in_the_table_is_given_somewhere():
    given = {code for _, _, code in _calls()} | BY_KIND
    source = "".join(path.read_text() for top in ("engine", "webforms") for path in (ROOT / top).rglob("*.py"))

    table = {code for line in TABLE.splitlines() if line.startswith("| `") for code in CODE.findall(line.split("|")[1])}

    assert sorted(code for code in table - given if code not in source) == []


def test_every_finding_in_a_diagram_says_why_or_what_to_do():
    silent = [
        f"{path.name}:{node.lineno} {code}"
        for path, node, code in _calls()
        if "bpmn" in path.parts
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in MAKERS
        and not {"why", "remedy"} & {one.arg for one in node.keywords}
    ]

    assert silent == []

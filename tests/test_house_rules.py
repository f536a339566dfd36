"""Rules for what is not yet written (design 11): they fail for the next route, form, error or setting without one."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

from engine import errors, letters, model, packages, settings
from webforms import app as web
from webforms import cli

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("engine", "notifications", "webforms")
SOURCES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
WRITERS = {
    "accounts",
    "attempts",
    "cases",
    "documents",
    "held_posts",
    "outbox",
    "packages",
    "people",
    "places",
    "register",
    "routines",
    "school_maps",
    "setting_versions",
}
LINE_LIMIT = 300


def test_commit_stands_once() -> None:
    places = [
        str(path.relative_to(ROOT)) for path in SOURCES for line in path.read_text().splitlines() if ".commit(" in line
    ]

    assert places == ["engine/db/__init__.py"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_file_is_short_and_says_what_it_knows(path: Path) -> None:
    text = path.read_text()

    assert len(text.splitlines()) <= LINE_LIMIT
    assert ast.get_docstring(ast.parse(text)), "a module says what it knows and must not know"


def test_no_file_of_tests_and_tools_is_longer() -> None:
    paths = [path for folder in ("tests", "tools") for path in sorted((ROOT / folder).rglob("*.py"))]

    assert [path.name for path in paths if len(path.read_text().splitlines()) > LINE_LIMIT] == []


def test_no_file_names_a_registry() -> None:
    named = re.compile(r"--(extra-)?index-url|\"resolved\": *\"https?:|pypi\.org|registry\.npmjs")
    files = [
        ROOT / name
        for name in ("pyproject.toml", "package.json", "package-lock.json", "Makefile", ".npmrc", "README.md")
    ]
    files += sorted(ROOT.glob("requirements*.lock")) + sorted((ROOT / "docs").rglob("*.md"))

    assert [path.name for path in files if path.exists() and named.search(path.read_text())] == []


def test_every_error_has_a_sentence() -> None:
    classes = [one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, errors.SkolemiljoError)]

    assert [one.__name__ for one in classes if not (one.__doc__ or "").strip().endswith(".")] == []


def test_every_error_has_a_page() -> None:
    classes = [one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, errors.SkolemiljoError)]

    assert [one.__name__ for one in classes if web.page_for(one) is None] == []


def test_every_route_declares_one_access_rule() -> None:
    application = web.create_app(settings.Settings(secret_key="prøve-" * 8), is_demo=False)
    bare = [
        rule.rule
        for rule in application.url_map.iter_rules()
        if not hasattr(application.view_functions[rule.endpoint], "access_rule")
    ]

    assert bare == []


def test_no_get_reaches_a_command() -> None:
    """The one write of a GET is that of `audit.read`, `audit.read_all`; commands are called below POST views only."""
    guilty = []
    for path in sorted((ROOT / "webforms" / "views").glob("*.py")):
        for function in [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]:
            if _answers_get(function):
                guilty += [f"{path.name}:{function.name} {call}" for call in _commands(function)]

    assert guilty == []


def test_every_event_kind_has_a_text() -> None:
    from webforms import wording

    assert {kind.value for kind in model.EventKind} <= set(wording.EVENTS)


def test_every_message_has_a_subject_and_a_body_in_both_languages() -> None:
    folder = ROOT / "notifications" / "templates"
    missing = [
        f"{kind}/{part}"
        for kind in model.MessageKind
        for part in ("subject.nb.txt", "subject.nn.txt", "body.nb.txt", "body.nn.txt")
        if not (folder / kind / part).is_file()
    ]

    assert missing == []


def test_every_setting_stands_in_the_docs() -> None:
    text = (ROOT / "docs" / "settings.md").read_text()
    names = [
        "DATABASE_URL" if name == "database_url" else f"SKOLEMILJO_{name.upper()}"
        for name in settings.Settings.model_fields
    ]

    assert [name for name in names if f"`{name}`" not in text] == []


def test_every_command_stands_in_the_docs() -> None:
    text = (ROOT / "docs" / "commands.md").read_text()

    assert [name for name in cli.COMMANDS if f"`skolemiljo {name}" not in text] == []


def test_every_form_and_letter_is_used_and_every_used_one_exists() -> None:
    folder = ROOT / "processes"
    diagrams = "".join(path.read_text() for path in folder.glob("*.bpmn"))
    used_forms = set(re.findall(r'formId="([^"]+)"', diagrams))
    used_letters = set(re.findall(r'key="mal" value="([^"]+)"', diagrams))
    for named in re.findall(r'name="lag-brev" value="([^"]+)"', diagrams):
        used_letters |= {one.strip() for one in named.split(",")}
    used_letters |= set(packages.LETTERS)

    # what the municipality decides is asked on a page of its own, not in a task
    assert {path.stem for path in (folder / "forms").glob("*.form")} == used_forms | {"innstillinger"}
    assert used_letters == set(letters.templates(folder))


def test_no_mock_is_used() -> None:
    tests = [path for path in sorted((ROOT / "tests").rglob("*.py")) if path != Path(__file__)]

    assert [path.name for path in tests if "unittest.mock" in path.read_text()] == []


def _answers_get(function: ast.FunctionDef) -> bool:
    routes = [
        call for call in function.decorator_list if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
    ]
    named = {call.func.attr for call in routes}
    if "get" in named:
        return True
    return "route" in named and not any(keyword.arg == "methods" for call in routes for keyword in call.keywords)


def _commands(function: ast.FunctionDef) -> list[str]:
    calls = [
        node.func for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    named = [(call.value.id, call.attr) for call in calls if isinstance(call.value, ast.Name)]
    questions = {
        "archive",
        "content",
        "current",
        "get",
        "listed",
        "may_make",
        "named",
        "option",
        "person",
        "proposal",
        "session",
    }
    return [
        f"{module}.{name}"
        for module, name in named
        if module == "cases" or (module in WRITERS and name not in questions)
    ]

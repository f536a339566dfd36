"""Which steps make the project ready, and what each depends on.

Knows the project's locks and built files by name. The word `dev` brings the tools that read the code and the tests'
packages too, the word `test` also a browser.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from pathlib import Path

from bootstrap import machine, node, progress, python, steps

ROOT = Path(__file__).resolve().parent.parent.parent
ENVIRONMENT = ROOT / ".venv"
LOG = ROOT / "var" / "setup.log"
REMEMBERED = ENVIRONMENT / "setup.json"
# measured: the environment with the tests' packages, node out of the wheel, npm's packages, the first database
NEEDED_BYTES = 1_500_000_000
LATER_BYTES = 300_000_000


def main(arguments: list[str]) -> int:
    """Make the project ready to run; with `dev` or `test` for those; return the exit code."""
    try:
        _prepare(lambda: _plan(with_tests=bool(arguments), with_browser="test" in arguments))
    except progress.CannotGoOnError as problem:
        print(f"Feil: {problem}", file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"Feil: {_sentence(problem)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nAvbrutt. Kjør kommandoen på nytt for å gjøre ferdig.", file=sys.stderr)
        return 130
    return 0


def _sentence(problem: OSError) -> str:
    where = problem.filename or ROOT
    if problem.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"Disken er full: {where}. Frigjør plass og kjør kommandoen på nytt."
    if problem.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"Du får ikke skrive til {where}. Bruk en mappe du eier."
    return f"{problem.strerror}: {where}"


def _prepare(plan: Callable[[], list[steps.Step]]) -> None:
    if not steps.missing(plan(), REMEMBERED):
        return
    with machine.alone(ROOT / "var" / "setup.lock"):
        todo = steps.missing(plan(), REMEMBERED)
        if not todo:
            return
        machine.require_space(ROOT, LATER_BYTES if (ENVIRONMENT / "bin" / "skolemiljo").exists() else NEEDED_BYTES)
        LOG.unlink(missing_ok=True)
        steps.do(todo, REMEMBERED)


def _plan(*, with_tests: bool, with_browser: bool) -> list[steps.Step]:
    """Return all steps in order; the key of a step holds the keys of those it stands on."""
    # the environment holds absolute paths: moved with the folder, it is of no use
    base = steps.fingerprint(str(ROOT))
    packages = _packages(base, with_tests=with_tests)
    project = steps.Step(
        "project",
        "Legger inn Skolemiljø",
        steps.fingerprint(base, ROOT / "pyproject.toml"),
        (ENVIRONMENT / "bin" / "skolemiljo",),
        lambda _line: python.install_project(ENVIRONMENT, ROOT, log=LOG),
    )
    browser = _browser() if with_browser else []
    return [_environment(base), packages, project, *_node(base), *browser]


def _environment(base: str) -> steps.Step:
    def act(_line: progress.Line) -> None:
        if not python.is_usable(ENVIRONMENT):
            python.make(ENVIRONMENT)

    # a Python that was taken off the machine leaves a link that leads nowhere, which is no product
    return steps.Step("environment", "Lager Python-miljøet i .venv", base, (ENVIRONMENT / "bin" / "python",), act)


def _packages(base: str, *, with_tests: bool) -> steps.Step:
    run, test = (ROOT / name for name in ("requirements.lock", "requirements-dev.lock"))
    run_key = steps.fingerprint(base, run)
    lock = test if with_tests else run
    return steps.Step(
        "packages-test" if with_tests else "packages",
        "Henter Python-pakker",
        steps.fingerprint(base, test) if with_tests else run_key,
        (ENVIRONMENT / "bin" / "python",),
        lambda line: python.install(ENVIRONMENT, lock, line, log=LOG),
        # the tests' lock holds all that the other one does
        also=(("packages", run_key),) if with_tests else (),
    )


def _node(base: str) -> list[steps.Step]:
    """Return the steps that give node where it is missing, fetch the scripts of others, and build ours."""
    lists = (ROOT / "package.json", ROOT / "package-lock.json")
    fetched = steps.fingerprint(*lists)
    sources = (ROOT / "webforms" / "assets", ROOT / "engine" / "feel", *sorted((ROOT / "tools").glob("*.mjs")))
    fetch = steps.Step(
        "npm",
        "Henter skript og stilark",
        fetched,
        (ROOT / "node_modules",),
        lambda _line: node.npm(
            ENVIRONMENT, ("ci", "--ignore-scripts", "--no-audit", "--no-fund"), "npm-pakkene", log=LOG
        ),
    )
    build = steps.Step(
        "build",
        "Bygger skript og stilark",
        steps.fingerprint(fetched, *sources),
        (ROOT / "engine" / "built", ROOT / "webforms" / "static" / "manifest.json"),
        lambda _line: node.npm(ENVIRONMENT, ("run", "build"), "byggingen", log=LOG),
    )
    return [*_node_itself(base, fetch, build), fetch, build]


def _node_itself(base: str, *users: steps.Step) -> list[steps.Step]:
    """Ask the machine for node only when there is work for it: the question costs as much as a warm start."""
    if not steps.missing(users, REMEMBERED) or node.has_own():
        return []
    lock = ROOT / "requirements-node.lock"

    def act(line: progress.Line) -> None:
        python.install(ENVIRONMENT, lock, line, log=LOG)
        node.link_wheel(ENVIRONMENT)

    key = steps.fingerprint(base, lock)
    return [steps.Step("node", "Henter Node", key, (ENVIRONMENT / "bin" / "node", ENVIRONMENT / "bin" / "npm"), act)]


def _browser() -> list[steps.Step]:
    if machine.browser():
        return []
    product = Path("/usr/bin") / machine.SHELL
    return [
        steps.Step(
            "browser", "Installerer Chromium", machine.SHELL, (product,), lambda _line: machine.install_browser(LOG)
        )
    ]

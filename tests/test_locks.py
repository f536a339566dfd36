"""What pins the packages names each once, by hash and without a registry; make's targets are few and all shown."""

from __future__ import annotations

import json
import re
import subprocess

import pytest
from bootstrapping import ROOT


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "requirements-node.lock"])
def test_lock_gives_every_package_one_version_and_its_hashes_and_names_no_registry(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    entries = re.split(r"\n(?=\S)", text.strip())

    assert all(re.match(r"[a-z0-9][a-z0-9._\[\],-]*==\S+", entry) for entry in entries)
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


def test_tests_lock_holds_all_that_the_product_runs_on() -> None:
    run_lock, test_lock = (versions(name) for name in ("requirements.lock", "requirements-dev.lock"))

    assert run_lock.items() <= test_lock.items()


def test_npm_lock_names_no_registry() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")

    packages = json.loads(text)["packages"]

    assert "resolved" not in text
    assert all("integrity" in entry for path, entry in packages.items() if path)


def test_make_help_lists_every_target_and_no_more_than_twelve() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert re.findall(r"^  make ([a-z]+) ", shown, re.MULTILINE) == targets
    assert len(targets) <= 12


def versions(name: str) -> dict[str, str]:
    return dict(
        re.findall(r"^([a-z0-9._-]+)(?:\[.*\])?==(\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    )

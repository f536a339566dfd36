"""The inventory of the source texts: every id has its force, and the mapping names only what is there."""

from __future__ import annotations

from engine import coverage, settings
from webforms import app as web

PROCESSES = settings.ROOT / "processes"
KEY = "bare-for-prøver-" * 3


def test_every_id_has_its_force():
    ids = coverage.ids_in(PROCESSES / coverage.IDS)

    assert list(coverage.forces(PROCESSES / coverage.FORCES)) == ids


def test_the_mapping_names_only_what_is_there_and_is_strong_enough():
    ids, mapping = coverage.ids_in(PROCESSES / coverage.IDS), coverage.mapping(PROCESSES / coverage.FILE)
    routes = {rule.rule for rule in web.create_app(settings.Settings(secret_key=KEY)).url_map.iter_rules()}
    known = coverage.known(settings.ROOT, pages=routes)

    rows = coverage.judge(mapping, mapping=mapping, forces=coverage.forces(PROCESSES / coverage.FORCES), known=known)

    assert {row.id: row.problems for row in rows if row.problems} == {}
    assert coverage.beside(mapping, asked=mapping, inventory=ids, known=known) == []
    assert set(mapping) <= set(ids)

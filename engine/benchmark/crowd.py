"""A municipality as large as design 12 asks, made of plain rows: 100 000 who work there, 50 000 open cases.

Only for the benchmark: every case is a copy of a real one, so that pages find a diagram, a form and a log behind it.
A tenth of the tasks are taken, and one case in a hundred is shielded.
"""

from __future__ import annotations

import secrets

import sqlalchemy as sa

from engine import cases, db, model, routines
from engine.benchmark import ours
from engine.play import stage

SCHOOLS = 500

_ROWS = """
INSERT INTO schools (municipality_id, name) SELECT :m, 'Skole ' || n FROM generate_series(2, :schools) n;
INSERT INTO people (municipality_id, name)
    SELECT :m, 'Ansatt ' || n FROM generate_series(1, :staff) n;
INSERT INTO holdings (person_id, role, scope, first_day)
    SELECT p.id, CASE p.place / :schools WHEN 0 THEN 'rektor' WHEN 1 THEN 'avdelingsleder' ELSE 'ansatt' END,
        's:' || s.id, DATE '2020-01-01'
    FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM people WHERE name LIKE 'Ansatt %') p
    JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM schools) s ON s.place = p.place % :schools;
INSERT INTO cases (number, municipality_id, school_id, version_id, routine, opened_at, opened_by, shielded_role, state,
        touched_at)
    SELECT 'm-' || n, c.municipality_id, s.id, c.version_id, c.routine, c.opened_at - n * interval '1 minute',
        c.opened_by, CASE WHEN n % 100 = 0 THEN 'rektor' ELSE '' END, c.state, c.touched_at
    FROM generate_series(1, :cases) n JOIN cases c ON c.id = :case
    JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM schools) s ON s.place = n % :schools;
INSERT INTO tasks (id, case_id, element_id, path, name, form_id, role_text, opened_at, due_at, assignee_id)
    SELECT gen_random_uuid(), c.id, t.element_id, t.path, t.name, t.form_id, t.role_text, c.opened_at,
        c.opened_at + c.id % 40 * interval '1 day', h.person_id
    FROM cases c JOIN tasks t ON t.case_id = :case
    LEFT JOIN holdings h ON c.id % 10 = 0 AND h.scope = 's:' || c.school_id AND h.role = 'rektor'
    WHERE c.number LIKE 'm-%';
INSERT INTO task_roles (task_id, role, scope)
    SELECT t.id, CASE WHEN c.id % 5 = 0 THEN 'avdelingsleder' ELSE 'rektor' END, 's:' || c.school_id
    FROM tasks t JOIN cases c ON c.id = t.case_id WHERE c.number LIKE 'm-%';
INSERT INTO events (case_id, sequence, at, kind, element_id, path, facts)
    SELECT c.id, e.sequence, c.opened_at, e.kind, e.element_id, e.path, e.facts
    FROM cases c JOIN events e ON e.case_id = :case WHERE c.number LIKE 'm-%'
"""


def gather(cast: stage.Cast, *, staff: int = 100_000, open_cases: int = 50_000) -> None:
    """Fill the stage's municipality; the planner's figures are fresh afterwards."""
    files = {"maaling.bpmn": ours.chain(10), "forms/notat.form": ours.FORM}
    routines.publish(files, ["maaling"], municipality_id=cast.municipality_id, by=None)
    by: model.Person = cast.people["rektor"]
    case = cases.open_case(by=by, routine="maaling", raw={"notat": "ord"}, token=secrets.token_hex(8))
    values = {"m": cast.municipality_id, "schools": SCHOOLS, "staff": staff, "cases": open_cases, "case": case.id}
    with db.transaction() as connection:
        for statement in _ROWS.split(";"):
            used = {name: value for name, value in values.items() if f":{name}" in statement}
            connection.execute(sa.text(statement), used)
    with db.current().pool.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")

"""All tables of the product (design 4 `tables`).

Knows columns and the rules the database itself keeps (unique, foreign keys, checks). Read and written only inside
`engine`; pages get frozen values. No column has an SQL `now()`: the time always comes from `engine.clock`, so that
stories and moved clocks see one time. Instants are `timestamptz`; `scope` is where a role counts, written as one
text so that a task and a holding meet by equality: `m:1` municipality, `s:2` school, `c:3` class, `k:4` case.
"""

from engine.tables.cases import (
    answers,
    case_members,
    case_numbers,
    case_subjects,
    cases,
    drafts,
    moves,
    start_tokens,
    task_people,
    task_roles,
    tasks,
)
from engine.tables.columns import metadata
from engine.tables.evidence import (
    deliveries,
    documents,
    events,
    reads,
)
from engine.tables.places import (
    accounts,
    classes,
    closures,
    enrolments,
    guardians,
    held_posts,
    holdings,
    municipalities,
    people,
    roles,
    school_maps,
    schools,
    sessions,
    setting_versions,
    sign_in_attempts,
)
from engine.tables.routines import (
    publication_files,
    publications,
    versions,
)
from engine.tables.system import (
    clock_offset,
    sweeps,
)
from engine.tables.work import (
    broadcasts,
    incidents,
    kept_messages,
    messages,
    start_timers,
    timers,
)

__all__ = [
    "accounts",
    "answers",
    "broadcasts",
    "case_members",
    "case_numbers",
    "case_subjects",
    "cases",
    "classes",
    "clock_offset",
    "closures",
    "deliveries",
    "documents",
    "drafts",
    "enrolments",
    "events",
    "guardians",
    "held_posts",
    "holdings",
    "incidents",
    "kept_messages",
    "messages",
    "metadata",
    "moves",
    "municipalities",
    "people",
    "publication_files",
    "publications",
    "reads",
    "roles",
    "school_maps",
    "schools",
    "sessions",
    "setting_versions",
    "sign_in_attempts",
    "start_timers",
    "start_tokens",
    "sweeps",
    "task_people",
    "task_roles",
    "tasks",
    "timers",
    "versions",
]

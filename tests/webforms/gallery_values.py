"""What hand-made pages are about, with plainly made-up people: a task, a case, its answers and documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from engine import model, pages
from tests.webforms import forms_for_tests

NOW = datetime(2026, 1, 13, 9, 42, tzinfo=UTC)
PERSON = model.Person(1, 1, "Rektor Eksempel", "rektor@eksempel.invalid")
TASK_ID = UUID("00000000-0000-4000-8000-000000000001")
WHEN = NOW - timedelta(days=3, hours=2)


def task(name: str = "Samtaler med eleven som blir krenket/mobbet", **changes: Any) -> pages.TaskRow:
    row = pages.TaskRow(
        id=TASK_ID,
        element_id="BAE-H-03",
        name=name,
        case_number="2026-0007",
        class_name="6B",
        school_name="Prøveskolen",
        roles=("kontaktlærer", "rektor"),
        my_role="rektor",
        assignee="",
        is_mine=False,
        opened_at=NOW - timedelta(hours=2, minutes=14),
        due_at=NOW + timedelta(days=3, hours=5),
        due_explained="5 skoledager fra meldingen 9. januar",
        is_straks=False,
        held_at=None,
        instance=None,
        has_draft=False,
        version=1,
    )
    return replace(row, **changes)


ROUTINE = pages.RoutineRow(
    "baerum-handtering", "Rutine for håndtering av krenkelser og mobbing", 3, WHEN, 6, "bekymring"
)
HEAD = pages.CaseHead(
    id=7,
    number="2026-0007",
    routine="baerum-handtering",
    routine_name=ROUTINE.name,
    version_number=3,
    status="open",
    opened_at=WHEN,
    ended_at=None,
    end_name="",
    school_name="Prøveskolen",
    class_name="6B",
    pupil_name="Testelev A",
    pupil_id=5,
    shielded_role="",
    state_version=4,
    incident="",
    day_count=3,
)
CONTENT: dict[str, Any] = {
    "gjennomfort": "2026-01-10T12:00",
    "deltakere": "Elev og kontaktlærer",
    "epost": "",
    "referat": "Jeg vil helst slippe å gå ut i storefri.\nDe andre sier jeg ikke får være med.",
    "antall": 3,
    "trygg": "nei",
    "hvorfor": "At en voksen følger med.",
    "steder": ["skolegården", "garderoben"],
    "ansvarlig": "2",
    "team": ["1", "3"],
    "informert": True,
    "tiltak": [{"hva": "Voksen i friminuttene", "fra": "2026-01-12"}, {"hva": "Ny plassering i klassen", "fra": None}],
    "moment1": "Vil bli spurt først.",
    "kl": "10:30",
    "vedlegg": ["9"],
}
GIVEN = pages.AnswersView(
    id=1,
    element_id="BAE-H-03",
    step_name="Samtale med eleven",
    by="Kontaktlærer Eksempel",
    at=WHEN,
    standing="accepted",
    form=forms_for_tests.ALL_KINDS,
    content=CONTENT,
    instance=None,
)
LETTER = pages.DocumentRow(
    8,
    "letter",
    "Melding om mottatt bekymring for skolemiljøet",
    "melding.pdf",
    "application/pdf",
    41_200,
    WHEN,
    "Rektor Eksempel",
    "BAE-H-04",
    (pages.DeliveryRow("Digital post", "Foresatte til Testelev A", WHEN + timedelta(hours=1), "Rektor Eksempel"),),
)
UPLOAD = pages.DocumentRow(
    9, "upload", "Tegning", "tegning.png", "image/png", 812_000, WHEN, "Kontaktlærer Eksempel", "BAE-H-03"
)
WHO = pages.Responsible(("kontaktlærer", "rektor"), ("Kontaktlærer Eksempel", "Rektor Eksempel"))
DRAFT = model.Draft({}, 0, None)

HANDING = pages.Handing(TASK_ID, "Samtaler med eleven som blir krenket/mobbet", 7, "2026-0007", (), may_do=True)

"""Frozen pages made by hand, with plainly made-up people: what `tests.webforms.gallery` draws."""

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


def inbox() -> pages.Inbox:
    late = task("Undersøkelse: samtale med foresatte", due_at=NOW - timedelta(days=2), has_draft=True)
    return pages.Inbox(
        groups={
            "forfalt": (late,),
            "straks": (
                task(is_straks=True, due_at=None),
                task("Samtaler med eleven(e) som krenker/mobber", is_straks=True, due_at=None, instance=2),
            ),
            "idag": (
                task(
                    "Send melding om mottatt bekymring",
                    due_at=NOW + timedelta(hours=5),
                    is_mine=True,
                    assignee=PERSON.name,
                ),
            ),
            "uken": (task("Lag aktivitetsplan"),),
            "senere": (
                task("Skriv referat fra samtalen", held_at=NOW - timedelta(hours=1)),
                task(
                    "Følg opp eleven",
                    due_at=NOW + timedelta(days=41),
                    due_explained="6 uker fra første tiltak 12. januar",
                ),
            ),
        },
        counts={"alle": 7, "mine": 1, "rolle": 6},
        routines=(ROUTINE,),
    )


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


def task_page(**changes: Any) -> pages.TaskPage:
    page = pages.TaskPage(
        task=task(),
        case=HEAD,
        form=forms_for_tests.ALL_KINDS,
        options=forms_for_tests.OPTIONS,
        draft=DRAFT,
        known={},
        guidance="Målet er at **eleven** skal fortelle selv.\n\n1. Finn et rom.\n2. Si hva som skjer etterpå.",
        why="Du ser oppgaven fordi du er rektor i saken.",
        may_complete=True,
        letter="",
        letter_to="foresatte",
        held_field="gjennomfort",
        earlier=(GIVEN,),
        documents=(LETTER, UPLOAD),
        responsible=WHO,
        last_change="Kontaktlærer Eksempel, 13.01.2026 kl. 10:40",
    )
    return replace(page, **changes)


def plan_page() -> pages.PlanPage:
    """Return a plan in its third version: a correction and a new round, one measure told of, one gone."""
    status = pages.Told(
        "Satt i gang", "7. januar 2026", "Tryggperson i friminuttene", "Iverksette tiltak", PERSON.name, NOW
    )
    old, new = (
        pages.Measure("Tryggperson", "individ", "Møter ved porten", "Kontaktlærer", "7. januar 2026", status=status),
        pages.Measure("Faste plasser i klassen", "klasse og system"),
    )
    first = pages.PlanVersion(1, "first", GIVEN, WHEN, NOW, (old,), (LETTER,), {"tiltak": "hva"})
    fixed = replace(
        first, number=2, kind="correction", view=replace(GIVEN, id=4, corrects_id=1), from_at=None, letters=()
    )
    now = replace(first, number=3, kind="round", view=replace(GIVEN, id=2), from_at=NOW, to_at=None, measures=(new,))
    closing = pages.Closing("Avslutt saken", "Rektor", "Det er bra nå", "1. mars 2026", "", "Avslutt", PERSON.name, NOW)
    return pages.PlanPage(HEAD, (first, fixed, now), now, (old,), closing, (LETTER,))


def case_page(**changes: Any) -> pages.CasePage:
    steps = (
        ("Bekymring meldt", "done", "Ansatt"),
        ("Samtale med eleven som blir krenket/mobbet", "done", "Rektor/kontaktlærer"),
        ("Samtale med foresatte", "now", "Rektor/kontaktlærer"),
        ("Tiltaksrunde", "ahead", "Intervensjonsteam"),
        ("Lag aktivitetsplan", "ahead", "Rektor"),
        ("Strakstiltak", "cancelled", "Rektor"),
    )
    page = pages.CasePage(
        case=HEAD,
        open_tasks=(
            pages.OpenRow(task(is_straks=True, due_at=None), WHO),
            pages.OpenRow(task("Send melding om mottatt bekymring"), WHO),
        ),
        next_deadline=NOW + timedelta(days=3, hours=5),
        next_deadline_name="Send melding",
        outline=tuple(
            pages.Step(f"E{n}", name, "userTask", lane, state, 2 if n == 1 else 1, level=int(n == 4))
            for n, (name, state, lane) in enumerate(steps)
        ),
        diagram="<definitions/>",
        answers=(
            GIVEN,
            replace(GIVEN, id=2, standing="late"),
            replace(GIVEN, id=3, is_corrected=True),
            replace(GIVEN, id=4, corrects_id=3),
        ),
        documents=(LETTER, replace(LETTER, id=11, deliveries=()), UPLOAD),
        events=tuple(
            pages.EventRow(
                n,
                WHEN + timedelta(minutes=n),
                kind.value,
                "Samtale med eleven",
                PERSON.name if n % 3 else "",
                {"reason": "Feil elev"} if kind.value == "pupil-corrected" else {},
            )
            for n, kind in enumerate(model.EventKind)
        ),
        members=(
            pages.MemberRow(1, 4, "Miljøterapeut Eksempel", "Følger eleven i friminuttene", WHEN, None, False),
            pages.MemberRow(2, 5, "Vikar Eksempel", "Vikar i uke 2", WHEN, NOW, True),
        ),
        reads=(pages.ReadRow("Rektor Eksempel", NOW, "sak"), pages.ReadRow("Kontaktlærer Eksempel", WHEN, "oppgave")),
        may_lead=True,
    )
    return replace(page, **changes)


STANDING = pages.Standing(
    counts={"incident": 1, "no-owner": 1, "overdue": 1, "straks": 1},
    rows=(
        pages.StandingRow(
            "2026-0003",
            "Prøveskolen",
            "4A",
            "BAE-H-12",
            None,
            "incident",
            WHEN,
            None,
            (),
            WHEN,
            "Betingelsen ved BAE-H-12.valg kan ikke beregnes.",
        ),
        pages.StandingRow(
            "2026-0004",
            "Prøveskolen",
            "1A",
            "Lag undersøkelsesplan",
            TASK_ID,
            "no-owner",
            WHEN,
            None,
            (),
            WHEN,
            "kontaktlærer",
        ),
        pages.StandingRow(
            "2026-0005",
            "Prøveskolen",
            "6B",
            "Samtale med foresatte",
            TASK_ID,
            "overdue",
            NOW - timedelta(days=2),
            NOW - timedelta(days=2),
            ("Kontaktlærer Eksempel",),
            WHEN,
        ),
        pages.StandingRow(
            "2026-0006",
            "Prøveskolen",
            "2C",
            "Samtale med eleven",
            TASK_ID,
            "straks",
            NOW - timedelta(hours=5),
            None,
            ("Rektor Eksempel",),
            WHEN,
        ),
    ),
)
RECEIPT = pages.Receipt(
    "2026-0008",
    NOW,
    ("Samtale med eleven som blir krenket/mobbet",),
    ("kontaktlærer", "rektor"),
    is_open=True,
    coming=(
        pages.NextStep("Samtale med eleven som blir krenket/mobbet", ("kontaktlærer", "rektor"), None, is_straks=True),
    ),
)
START = pages.StartPage(
    "baerum-handtering",
    ROUTINE.name,
    "Meld samme dag.",
    forms_for_tests.ALL_KINDS,
    forms_for_tests.OPTIONS,
    DRAFT,
    "token",
)

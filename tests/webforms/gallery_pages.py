"""Frozen pages made by hand, with plainly made-up people: what `tests.webforms.gallery` draws."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from engine import model, pages
from tests.webforms import forms_for_tests
from tests.webforms import gallery_values as values


def inbox() -> pages.Inbox:
    late = values.task("Undersøkelse: samtale med foresatte", due_at=values.NOW - timedelta(days=2), has_draft=True)
    return pages.Inbox(
        groups={
            "forfalt": (late,),
            "straks": (
                values.task(is_straks=True, due_at=None),
                values.task("Samtaler med eleven(e) som krenker/mobber", is_straks=True, due_at=None, instance=2),
            ),
            "idag": (
                values.task(
                    "Send melding om mottatt bekymring",
                    due_at=values.NOW + timedelta(hours=5),
                    is_mine=True,
                    assignee=values.PERSON.name,
                ),
            ),
            "uken": (values.task("Lag aktivitetsplan"),),
            "senere": (
                values.task("Skriv referat fra samtalen", held_at=values.NOW - timedelta(hours=1)),
                values.task(
                    "Følg opp eleven",
                    due_at=values.NOW + timedelta(days=41),
                    due_explained="6 uker fra første tiltak 12. januar",
                ),
            ),
        },
        counts={"alle": 7, "mine": 1, "rolle": 6},
        routines=(values.ROUTINE,),
    )


def task_page(**changes: Any) -> pages.TaskPage:
    page = pages.TaskPage(
        task=values.task(),
        case=values.HEAD,
        form=forms_for_tests.ALL_KINDS,
        options=forms_for_tests.OPTIONS,
        draft=values.DRAFT,
        known={},
        guidance="Målet er at **eleven** skal fortelle selv.\n\n1. Finn et rom.\n2. Si hva som skjer etterpå.",
        why="Du ser oppgaven fordi du er rektor i saken.",
        may_complete=True,
        letter="",
        letter_to="foresatte",
        held_field="gjennomfort",
        earlier=(values.GIVEN, replace(values.GIVEN, id=2, standing="late")),
        documents=(values.LETTER, values.UPLOAD),
        responsible=values.WHO,
        last_change="Kontaktlærer Eksempel, 13.01.2026 kl. 10:40",
    )
    return replace(page, **changes)


def plan_page() -> pages.PlanPage:
    """Return a plan in its third version: a correction and a new round, one measure told of, one gone."""
    status = pages.Told(
        "Satt i gang",
        "7. januar 2026",
        "Tryggperson i friminuttene",
        "Iverksette tiltak",
        values.PERSON.name,
        values.NOW,
    )
    old, new = (
        pages.Measure("Tryggperson", "individ", "Møter ved porten", "Kontaktlærer", "7. januar 2026", status=status),
        pages.Measure("Faste plasser i klassen", "klasse og system"),
    )
    first = pages.PlanVersion(
        1, "first", values.GIVEN, values.WHEN, values.NOW, (old,), (values.LETTER,), {"tiltak": "hva"}
    )
    fixed = replace(
        first, number=2, kind="correction", view=replace(values.GIVEN, id=4, corrects_id=1), from_at=None, letters=()
    )
    now = replace(
        first, number=3, kind="round", view=replace(values.GIVEN, id=2), from_at=values.NOW, to_at=None, measures=(new,)
    )
    closing = pages.Closing(
        "Avslutt saken", "Rektor", "Det er bra nå", "1. mars 2026", "", "Avslutt", values.PERSON.name, values.NOW
    )
    return pages.PlanPage(values.HEAD, (first, fixed, now), now, (old,), closing, (values.LETTER,))


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
        case=values.HEAD,
        open_tasks=(
            pages.OpenRow(values.task(is_straks=True, due_at=None), values.WHO),
            pages.OpenRow(values.task("Send melding om mottatt bekymring"), values.WHO),
        ),
        next_deadline=values.NOW + timedelta(days=3, hours=5),
        next_deadline_name="Send melding",
        outline=tuple(
            pages.Step(f"E{n}", name, "userTask", lane, state, 2 if n == 1 else 1, level=int(n == 4))
            for n, (name, state, lane) in enumerate(steps)
        ),
        diagram="<definitions/>",
        answers=(
            values.GIVEN,
            replace(values.GIVEN, id=2, standing="late"),
            replace(values.GIVEN, id=3, is_corrected=True),
            replace(values.GIVEN, id=4, corrects_id=3),
        ),
        documents=(values.LETTER, replace(values.LETTER, id=11, deliveries=()), values.UPLOAD),
        events=tuple(
            pages.EventRow(
                n,
                values.WHEN + timedelta(minutes=n),
                kind.value,
                "Samtale med eleven",
                values.PERSON.name if n % 3 else "",
                {"reason": "Feil elev"} if kind.value == "pupil-corrected" else {},
            )
            for n, kind in enumerate(model.EventKind)
        ),
        members=(
            pages.MemberRow(1, 4, "Miljøterapeut Eksempel", "Følger eleven i friminuttene", values.WHEN, None, False),
            pages.MemberRow(2, 5, "Vikar Eksempel", "Vikar i uke 2", values.WHEN, values.NOW, True),
        ),
        reads=(
            pages.ReadRow("Rektor Eksempel", values.NOW, "sak"),
            pages.ReadRow("Kontaktlærer Eksempel", values.WHEN, "oppgave"),
        ),
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
            values.WHEN,
            None,
            (),
            values.WHEN,
            "Betingelsen ved BAE-H-12.valg kan ikke beregnes.",
        ),
        pages.StandingRow(
            "2026-0004",
            "Prøveskolen",
            "1A",
            "Lag undersøkelsesplan",
            values.TASK_ID,
            "no-owner",
            values.WHEN,
            None,
            (),
            values.WHEN,
            "kontaktlærer",
        ),
        pages.StandingRow(
            "2026-0005",
            "Prøveskolen",
            "6B",
            "Samtale med foresatte",
            values.TASK_ID,
            "overdue",
            values.NOW - timedelta(days=2),
            values.NOW - timedelta(days=2),
            ("Kontaktlærer Eksempel",),
            values.WHEN,
        ),
        pages.StandingRow(
            "2026-0006",
            "Prøveskolen",
            "2C",
            "Samtale med eleven",
            values.TASK_ID,
            "straks",
            values.NOW - timedelta(hours=5),
            None,
            ("Rektor Eksempel",),
            values.WHEN,
        ),
    ),
)
RECEIPT = pages.Receipt(
    "2026-0008",
    values.NOW,
    ("Samtale med eleven som blir krenket/mobbet",),
    ("kontaktlærer", "rektor"),
    is_open=True,
    coming=(
        pages.NextStep("Samtale med eleven som blir krenket/mobbet", ("kontaktlærer", "rektor"), None, is_straks=True),
    ),
)
LEFT = pages.LeftDraft(
    UUID(int=9), "Samtale med eleven som blir krenket/mobbet", 8, "2026-0008", "Oppgaven er ikke din lenger.",
    values.NOW, is_shown=True,
)  # fmt: skip
START = pages.StartPage(
    "baerum-handtering",
    values.ROUTINE.name,
    "Meld samme dag.",
    forms_for_tests.ALL_KINDS,
    forms_for_tests.OPTIONS,
    values.DRAFT,
    "token",
)

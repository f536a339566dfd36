"""Hand-made pages with plainly made-up people, one of each state: to load every template, and to look at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import forms_for_tests

from engine import model, pages
from webforms import failures, filling, form, telling_case
from webforms.views import task as task_view

NOW = datetime(2026, 1, 13, 9, 42, tzinfo=UTC)
PERSON = model.Person(1, 1, "Rektor Eksempel", "rektor@eksempel.invalid")
TASK_ID = UUID("00000000-0000-4000-8000-000000000001")
WHEN = NOW - timedelta(days=3, hours=2)


def task(name: str = "Samtaler med eleven som blir krenket/mobbet", **changes: Any) -> pages.TaskRow:
    row = pages.TaskRow(
        id=TASK_ID, element_id="BAE-H-03", name=name, case_number="2026-0007", class_name="6B",
        school_name="Prøveskolen", roles=("kontaktlærer", "rektor"), my_role="rektor", assignee="", is_mine=False,
        opened_at=NOW - timedelta(hours=2, minutes=14), due_at=NOW + timedelta(days=3, hours=5),
        due_explained="5 skoledager fra meldingen 9. januar", is_straks=False, held_at=None, instance=None,
        has_draft=False, version=1,
    )  # fmt: skip
    return replace(row, **changes)


def inbox() -> pages.Inbox:
    late = task("Undersøkelse: samtale med foresatte", due_at=NOW - timedelta(days=2), has_draft=True)
    return pages.Inbox(
        groups={
            "forfalt": (late,),
            "straks": (task(is_straks=True, due_at=None), task("Samtaler med eleven(e) som krenker/mobber", is_straks=True, due_at=None, instance=2)),
            "idag": (task("Send melding om mottatt bekymring", due_at=NOW + timedelta(hours=5), is_mine=True, assignee=PERSON.name),),
            "uken": (task("Lag aktivitetsplan"),),
            "senere": (task("Skriv referat fra samtalen", held_at=NOW - timedelta(hours=1)), task("Følg opp eleven", due_at=NOW + timedelta(days=41), due_explained="6 uker fra første tiltak 12. januar")),
        },
        counts={"alle": 7, "mine": 1, "rolle": 6},
        routines=(ROUTINE,),
    )  # fmt: skip


ROUTINE = pages.RoutineRow("baerum-handtering", "Rutine for håndtering av krenkelser og mobbing", 3, WHEN, 6, "bekymring")
HEAD = pages.CaseHead(
    id=7, number="2026-0007", routine="baerum-handtering", routine_name=ROUTINE.name, version_number=3, status="open",
    opened_at=WHEN, ended_at=None, end_name="", school_name="Prøveskolen", class_name="6B", pupil_name="Testelev A",
    pupil_id=5, shielded_role="", state_version=4, incident="", day_count=3,
)  # fmt: skip
CONTENT: dict[str, Any] = {
    "gjennomfort": "2026-01-10T12:00", "deltakere": "Elev og kontaktlærer", "epost": "", "referat": "Jeg vil helst slippe å gå ut i storefri.\nDe andre sier jeg ikke får være med.",
    "antall": 3, "trygg": "nei", "hvorfor": "At en voksen følger med.", "steder": ["skolegården", "garderoben"], "ansvarlig": "2", "team": ["1", "3"],
    "informert": True, "tiltak": [{"hva": "Voksen i friminuttene", "fra": "2026-01-12"}, {"hva": "Ny plassering i klassen", "fra": None}],
    "moment1": "Vil bli spurt først.", "kl": "10:30", "vedlegg": ["9"],
}  # fmt: skip
GIVEN = pages.AnswersView(
    id=1, element_id="BAE-H-03", step_name="Samtale med eleven", by="Kontaktlærer Eksempel", at=WHEN, standing="accepted",
    form=forms_for_tests.ALL_KINDS, content=CONTENT, instance=None,
)  # fmt: skip
LETTER = pages.DocumentRow(
    8, "letter", "Melding om mottatt bekymring for skolemiljøet", "melding.pdf", "application/pdf", 41_200, WHEN, "Rektor Eksempel",
    "BAE-H-04", (pages.DeliveryRow("Digital post", "Foresatte til Testelev A", WHEN + timedelta(hours=1), "Rektor Eksempel"),),
)  # fmt: skip
UPLOAD = pages.DocumentRow(9, "upload", "Tegning", "tegning.png", "image/png", 812_000, WHEN, "Kontaktlærer Eksempel", "BAE-H-03")
WHO = pages.Responsible(("kontaktlærer", "rektor"), ("Kontaktlærer Eksempel", "Rektor Eksempel"))
DRAFT = model.Draft({}, 0, None)


def task_page(**changes: Any) -> pages.TaskPage:
    page = pages.TaskPage(
        task=task(), case=HEAD, form=forms_for_tests.ALL_KINDS, options=forms_for_tests.OPTIONS, draft=DRAFT, known={},
        guidance="Målet med samtalen er at **eleven** skal fortelle selv.\n\n1. Finn et rom uten innsyn.\n2. Si hva som skjer etterpå.",
        why="Du ser oppgaven fordi du er rektor i saken.", may_complete=True, letter="", held_field="gjennomfort",
        earlier=(GIVEN,), documents=(LETTER, UPLOAD), responsible=WHO, last_change="Kontaktlærer Eksempel, 13.01.2026 kl. 10:40",
    )  # fmt: skip
    return replace(page, **changes)


def case_page(**changes: Any) -> pages.CasePage:
    steps = (("Bekymring meldt", "done", "Ansatt"), ("Samtale med eleven som blir krenket/mobbet", "done", "Rektor/kontaktlærer"),
             ("Samtale med foresatte", "now", "Rektor/kontaktlærer"), ("Tiltaksrunde", "ahead", "Intervensjonsteam"),
             ("Lag aktivitetsplan", "ahead", "Rektor"), ("Strakstiltak", "cancelled", "Rektor"))  # fmt: skip
    page = pages.CasePage(
        case=HEAD,
        open_tasks=(pages.OpenRow(task(is_straks=True, due_at=None), WHO), pages.OpenRow(task("Send melding om mottatt bekymring"), WHO)),
        next_deadline=NOW + timedelta(days=3, hours=5), next_deadline_name="Send melding",
        outline=tuple(pages.Step(f"E{n}", name, "userTask", lane, state, 2 if n == 1 else 1, level=int(n == 4)) for n, (name, state, lane) in enumerate(steps)),
        diagram="<definitions/>", plan=GIVEN,
        answers=(GIVEN, replace(GIVEN, id=2, standing="late"), replace(GIVEN, id=3, is_corrected=True), replace(GIVEN, id=4, corrects_id=3)),
        documents=(LETTER, replace(LETTER, id=11, deliveries=()), UPLOAD),
        events=tuple(pages.EventRow(n, WHEN + timedelta(minutes=n), kind.value, "Samtale med eleven", PERSON.name if n % 3 else "", {"reason": "Feil elev"} if kind.value == "pupil-corrected" else {}) for n, kind in enumerate(model.EventKind)),
        members=(pages.MemberRow(1, 4, "Miljøterapeut Eksempel", "Følger eleven i friminuttene", WHEN, None, False), pages.MemberRow(2, 5, "Vikar Eksempel", "Vikar i uke 2", WHEN, NOW, True)),
        reads=(pages.ReadRow("Rektor Eksempel", NOW, "sak"), pages.ReadRow("Kontaktlærer Eksempel", WHEN, "oppgave")),
        may_lead=True,
    )  # fmt: skip
    return replace(page, **changes)


STANDING = pages.Standing(
    counts={"incident": 1, "no-owner": 1, "overdue": 1, "straks": 1},
    rows=(
        pages.StandingRow("2026-0003", "Prøveskolen", "4A", "BAE-H-12", None, "incident", WHEN, None, (), WHEN, "Betingelsen ved BAE-H-12.valg kan ikke beregnes. Gi et svar på «Trygg» og prøv igjen."),
        pages.StandingRow("2026-0004", "Prøveskolen", "1A", "Lag undersøkelsesplan", TASK_ID, "no-owner", WHEN, None, (), WHEN, "kontaktlærer"),
        pages.StandingRow("2026-0005", "Prøveskolen", "6B", "Samtale med foresatte", TASK_ID, "overdue", NOW - timedelta(days=2), NOW - timedelta(days=2), ("Kontaktlærer Eksempel",), WHEN),
        pages.StandingRow("2026-0006", "Prøveskolen", "2C", "Samtale med eleven", TASK_ID, "straks", NOW - timedelta(hours=5), None, ("Rektor Eksempel",), WHEN),
    ),
)  # fmt: skip
RECEIPT = pages.Receipt("2026-0008", NOW, ("Samtale med eleven som blir krenket/mobbet",), ("kontaktlærer", "rektor"), is_open=True)
START = pages.StartPage("baerum-handtering", ROUTINE.name, "Meld samme dag.", forms_for_tests.ALL_KINDS, forms_for_tests.OPTIONS, DRAFT, "token")


def every_page() -> Mapping[str, tuple[str, dict[str, Any]]]:
    """Return each page by a name of its own: the template, and what it is given."""
    names = {**forms_for_tests.OPTIONS, "#filer": {"9": "tegning.png"}}
    empty, entry = filling.Entry({}, DRAFT), filling.Entry(CONTENT, model.Draft(CONTENT, 2, NOW))
    wrong = {"gjennomfort": ["required"], "deltakere": ["minLength"], "trygg": ["required"], "tiltak.1.hva": ["required"], "informert": ["required"]}
    shown = form.show(forms_for_tests.ALL_KINDS, CONTENT, names)
    earlier = {number: shown for number in range(1, 5)}
    fresh, done = form.fill(forms_for_tests.ALL_KINDS, {}, names), form.fill(forms_for_tests.ALL_KINDS, CONTENT, names, errors=wrong)
    trouble = task_view.Trouble("Noen har endret saken mens du skrev", "Det du skrev, er tatt vare på. Siste endring: Kontaktlærer Eksempel.")
    page, case = task_page(), case_page()
    tabs = [("sak", "case.show", "Oversikt"), ("plan", "case.plan", "Plan"), ("svar", "case.answers", "Samtaler og svar"), ("dokumenter", "case.documents", "Dokumenter"), ("hendelser", "case.events", "Hendelser"), ("deltakere", "case.members", "Deltakere")]

    def tab(name: str, **more: Any) -> dict[str, Any]:
        return {"page": case, "case": HEAD, "tab": name, "tabs": tabs, **more}

    filled_task = {"page": page, "earlier": earlier, "trouble": None, "saved": ""}
    return {
        "oppgaver": ("inbox.html", {"inbox": inbox(), "view": "alle"}),
        "oppgaver-tom": ("inbox.html", {"inbox": pages.Inbox({}, {"alle": 0, "mine": 0, "rolle": 0}, ()), "view": "mine"}),
        "oppgave": ("task.html", {**filled_task, "entry": empty, "filled": fresh}),
        "oppgave-straks": ("task.html", {**filled_task, "page": task_page(task=task(is_straks=True, due_at=None, is_mine=True, assignee=PERSON.name)), "entry": empty, "filled": fresh}),
        "oppgave-feil": ("task.html", {**filled_task, "page": task_page(task=task(due_at=NOW - timedelta(days=1)), draft=entry.draft), "entry": entry, "filled": done, "saved": "Lagret 10:42"}),
        "oppgave-endret": ("task.html", {**filled_task, "entry": replace(entry, theirs=shown), "filled": done, "trouble": trouble}),
        "oppgave-uten-skjema": ("task.html", {**filled_task, "page": task_page(form=None, task=task(held_at=NOW)), "entry": empty, "filled": form.Filled()}),
        "se-over": ("review.html", {"page": task_page(letter="melding"), "answers": shown, "problem": ""}),
        "overlat": ("hand_over.html", {"page": page, "colleagues": forms_for_tests.STAFF, "problem": "Velg hvem som skal ha oppgaven."}),
        "meld": ("report.html", {"page": START, "entry": empty, "filled": fresh, "trouble": None, "token": "token", "saved": ""}),
        "meld-velg": ("report_choose.html", {"routines": (ROUTINE, ROUTINE)}),
        "kvittering": ("receipt.html", {"receipt": RECEIPT}),
        "sak": ("case/overview.html", tab("sak", status=telling_case.status(case))),
        "sak-stans": ("case/overview.html", {**tab("sak", status="Rutinen står."), "case": replace(HEAD, incident="Betingelsen kan ikke beregnes.", shielded_role="skoleeier")}),
        "plan": ("case/plan.html", tab("plan", shown=earlier)),
        "svar": ("case/answers.html", tab("svar", shown=earlier)),
        "dokumenter": ("case/documents.html", tab("dokumenter")),
        "hendelser": ("case/events.html", tab("hendelser")),
        "deltakere": ("case/members.html", tab("deltakere", staff=forms_for_tests.STAFF, problem="", reason="", chosen="", until="")),
        "deltaker-ny": ("case/add_member.html", {"case": HEAD, "staff": [], "problem": "Skriv hvorfor.", "reason": "", "chosen": "", "until": ""}),
        "rett-elev": ("case/correct_pupil.html", {"case": HEAD, "pupils": forms_for_tests.STAFF, "problem": "", "reason": "", "chosen": ""}),
        "rett-svar": ("case/correct_answers.html", {"case": HEAD, "answer": GIVEN, "entry": entry, "filled": done, "reason": "", "reason_problem": "Skriv kort hvorfor svaret rettes."}),
        "utsending": ("case/delivery.html", {"case": HEAD, "document": LETTER, "typed": {"kanal": "", "mottaker": "", "dag": "2026-01-13", "kl": "10:42"}, "channels": [("E-post", "E-post")], "problem": ""}),
        "staar": ("standing.html", {"page": STANDING, "rows": STANDING.rows, "reasons": {"incident": "Driftsstans", "no-owner": "Ingen har ansvaret", "overdue": "Fristen er passert", "straks": "Straks – har stått for lenge"}, "wanted": ""}),
        "staar-tom": ("standing.html", {"page": pages.Standing({}, ()), "rows": [], "reasons": {}, "wanted": ""}),
        "rutiner": ("routines.html", {"routines": (ROUTINE,)}),
        "rutiner-tom": ("routines.html", {"routines": ()}),
        "logg-inn": ("sign_in.html", {"problem": "Brukernavnet eller passordet er feil.", "to": "/", "username": "rektor", "has_text": True, "sign_ins": [{"name": "Rektor Eksempel", "role": "rektor", "username": "rektor", "password": "x"}]}),
        "feil": ("errors/page.html", {"page": failures.DOWN, "message": "Databasen svarer ikke.", "kept": [("referat", "Det jeg skrev")], "texts": ["Det jeg skrev"], "path": "/oppgaver", "reference": "ab12cd34ef"}),
    }  # fmt: skip

"""Hand-made pages with plainly made-up people, one of each state: to load every template, and to look at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from engine import measures, model, pages, settings
from engine.overview.undelivered import Undelivered
from tests.webforms import forms_for_tests, gallery_pages
from tests.webforms import gallery_values as values
from webforms import failures, filling, form, planning, telling_case
from webforms.views import task as task_view


def every_page() -> Mapping[str, tuple[str, dict[str, Any]]]:
    """Return each page by a name of its own: the template, and what it is given."""
    names = {**forms_for_tests.OPTIONS, "#filer": {"9": "tegning.png"}}
    empty, entry = (
        filling.Entry({}, values.DRAFT),
        filling.Entry(values.CONTENT, model.Draft(values.CONTENT, 2, values.NOW)),
    )
    wrong = {
        "gjennomfort": ["required"],
        "deltakere": ["minLength"],
        "trygg": ["required"],
        "tiltak.1.hva": ["required"],
        "informert": ["required"],
    }
    shown = form.show(forms_for_tests.ALL_KINDS, values.CONTENT, names)
    earlier = dict.fromkeys(range(1, 5), shown)
    fresh, done = (
        form.fill(forms_for_tests.ALL_KINDS, {}, names),
        form.fill(forms_for_tests.ALL_KINDS, values.CONTENT, names, errors=wrong),
    )
    trouble = task_view.Trouble(
        "Noen har endret saken mens du skrev", "Det du skrev, er tatt vare på. Siste endring: Kontaktlærer Eksempel."
    )
    values.task(is_straks=True, due_at=None, is_mine=True, assignee=values.PERSON.name)
    page, case = gallery_pages.task_page(), gallery_pages.case_page()
    tabs = [
        ("sak", "case.show", "Oversikt"),
        ("plan", "case.plan", "Plan"),
        ("svar", "case.answers", "Samtaler og svar"),
        ("dokumenter", "case.documents", "Dokumenter"),
        ("hendelser", "case.events", "Hendelser"),
        ("deltakere", "case.members", "Deltakere"),
    ]

    def tab(name: str, **more: Any) -> dict[str, Any]:
        return {"page": case, "case": values.HEAD, "tab": name, "tabs": tabs, **more}

    different = planning.Changes(("Faste plasser",), ("Tryggperson",), (planning.Line("Mål", "Trygg", ""),))
    the_plan = gallery_pages.plan_page()
    plan = {
        "page": the_plan, "shown": earlier, "changes_of": {2: planning.Changes(), 3: different},
        "kinds": planning.KINDS, "levels": planning.LEVELS, "only_level": "individnivå",
    }  # fmt: skip
    no_plan = pages.PlanPage(values.HEAD)
    udir = measures.read((settings.ROOT / "processes/tiltak/udir.yaml").read_bytes(), "udir")
    catalogue = {
        "catalogues": [udir], "is_empty": False, "count": 9, "words": "", "level": "", "levels": ["individ"],
        "names": planning.LEVELS, "page": None, "row": "",
    }  # fmt: skip
    filled_task = {"page": page, "earlier": earlier, "trouble": None, "saved": ""}
    return {
        "oppgaver": ("inbox.html", {"inbox": gallery_pages.inbox(), "view": "alle", "left": (gallery_pages.LEFT,)}),
        "oppgaver-tom": (
            "inbox.html",
            {"inbox": pages.Inbox({}, {"alle": 0, "mine": 0, "rolle": 0}, ()), "view": "mine", "left": ()},
        ),
        "oppgave": ("task.html", {**filled_task, "entry": empty, "filled": fresh}),
        "oppgave-straks": (
            "task.html",
            {
                **filled_task,
                "page": gallery_pages.task_page(
                    task=values.task(is_straks=True, due_at=None, is_mine=True, assignee=values.PERSON.name)
                ),
                "entry": empty,
                "filled": fresh,
            },
        ),
        "oppgave-feil": (
            "task.html",
            {
                **filled_task,
                "page": gallery_pages.task_page(
                    task=values.task(due_at=values.NOW - timedelta(days=1)), draft=entry.draft
                ),
                "entry": entry,
                "filled": done,
                "saved": "Lagret 10:42",
            },
        ),
        "oppgave-endret": (
            "task.html",
            {**filled_task, "entry": replace(entry, theirs=shown), "filled": done, "trouble": trouble},
        ),
        "oppgave-uten-skjema": (
            "task.html",
            {
                **filled_task,
                "page": gallery_pages.task_page(form=None, task=values.task(held_at=values.NOW)),
                "entry": empty,
                "filled": form.Filled(),
            },
        ),
        "se-over": (
            "review.html",
            {
                "page": gallery_pages.task_page(letter="melding"),
                "answers": shown,
                "problem": "",
                "letter_pages": 1,
                "connecting": None,
                "others": ("Testelev B",),
                "day_off": None,
            },
        ),
        "usendt": (
            "left.html",
            {
                "left": gallery_pages.LEFT,
                "answers": shown,
                "is_full": False,
                "problem": "",
            },
        ),
        "overlat": (
            "hand_over.html",
            {"page": values.HANDING, "colleagues": forms_for_tests.STAFF, "problem": "Velg hvem som skal ha oppgaven."},
        ),
        "meld": (
            "report.html",
            {
                "page": gallery_pages.START,
                "entry": empty,
                "filled": fresh,
                "trouble": None,
                "token": "token",
                "saved": "",
                "has_own_warning": False,
                "has_alarm": False,
                "sent": "",
            },
        ),
        "meld-velg": (
            "report_choose.html",
            {"groups": [("", [values.ROUTINE, values.ROUTINE]), ("Samtaler", [values.ROUTINE])]},
        ),
        "kvittering": ("receipt.html", {"receipt": gallery_pages.RECEIPT}),
        "sak": ("case/overview.html", tab("sak", status=telling_case.status(case))),
        "sak-stans": (
            "case/overview.html",
            {
                **tab("sak", status="Rutinen står."),
                "case": replace(values.HEAD, incident="Betingelsen kan ikke beregnes.", shielded_role="skoleeier"),
            },
        ),
        "plan": ("case/plan.html", tab("plan", **plan)),
        "plan-ingen": ("case/plan.html", {**tab("plan", **plan), "page": no_plan}),
        "plan-utgave": ("case/plan_version.html", {**tab("plan", **plan), "version": plan["page"].versions[0]}),
        "plan-endringer": (
            "case/plan_changes.html",
            {**tab("plan", **plan), "first": plan["page"].versions[0], "last": plan["page"].now, "found": different},
        ),
        "tiltakskatalog": ("catalogue.html", catalogue),
        "tiltakskatalog-rad": ("catalogue.html", {**catalogue, "page": page, "row": "tiltak.0"}),
        "svar": ("case/answers.html", tab("svar", shown=earlier)),
        "dokumenter": ("case/documents.html", tab("dokumenter") | {"may_pack": True, "editions": {}}),
        "hendelser": ("case/events.html", tab("hendelser")),
        "deltakere": (
            "case/members.html",
            tab("deltakere", staff=forms_for_tests.STAFF, problem="", reason="", chosen="", until=""),
        ),
        "deltaker-ny": (
            "case/add_member.html",
            {"case": values.HEAD, "staff": [], "problem": "Skriv hvorfor.", "reason": "", "chosen": "", "until": ""},
        ),
        "rett-elev": (
            "case/correct_pupil.html",
            {"case": values.HEAD, "pupils": forms_for_tests.STAFF, "problem": "", "reason": "", "chosen": ""},
        ),
        "rett-svar": (
            "case/correct_answers.html",
            {
                "case": values.HEAD,
                "answer": values.GIVEN,
                "entry": entry,
                "filled": done,
                "reason": "",
                "reason_problem": "Skriv kort hvorfor svaret rettes.",
                "is_too_old": False,
            },
        ),
        "utsending": (
            "case/delivery.html",
            {
                "case": values.HEAD,
                "document": values.LETTER,
                "typed": {"kanal": "", "mottaker": "", "dag": "2026-01-13", "kl": "10:42"},
                "channels": [("E-post", "E-post")],
                "problem": "",
            },
        ),
        "staar": (
            "standing.html",
            {
                "page": gallery_pages.STANDING,
                "rows": gallery_pages.STANDING.rows,
                "reasons": {
                    "incident": "Driftsstans",
                    "no-owner": "Ingen har ansvaret",
                    "overdue": "Fristen er passert",
                    "straks": "Straks – har stått for lenge",
                },
                "wanted": "",
                "openable": {gallery_pages.STANDING.rows[0].case_number},
            },
        ),
        "staar-tom": (
            "standing.html",
            {"page": pages.Standing({}, ()), "rows": [], "reasons": {}, "wanted": "", "openable": frozenset()},
        ),
        "rutiner": (
            "routines.html",
            {"routines": (values.ROUTINE,), "may_follow": True, "may_publish": True, "stands": Undelivered()},
        ),
        "rutiner-tom": (
            "routines.html",
            {"routines": (), "may_follow": False, "may_publish": False, "stands": Undelivered()},
        ),
        "logg-inn": (
            "sign_in.html",
            {
                "problem": "Brukernavnet eller passordet er feil.",
                "to": "/",
                "username": "rektor",
                "has_text": True,
                "is_ended": True,
                "idle_minutes": 30,
                "session_hours": 10,
                "sign_ins": [{"name": "Rektor Eksempel", "role": "rektor", "username": "rektor", "password": "x"}],
            },
        ),
        "feil": (
            "errors/page.html",
            {
                "page": failures.DOWN,
                "message": "Databasen svarer ikke.",
                "files": ["Filen «notat.txt» fulgte ikke med. Legg den ved på nytt."],
                "kept": [("referat", "Det jeg skrev")],
                "texts": [("Hva ble sagt?", "Det jeg skrev")],
                "path": "/oppgaver",
                "reference": "ab12cd34ef",
                "case_number": "2026-0007",
            },
        ),
    }

"""What documents a case has a place in the step it came in: a screenshot, a signed paper, the result of a survey.

Of Øyer's and Ellingsrudåsen's routines and the shared § 12-5; and everywhere of plans and their sending, of consents
to a group and of § 12-6, where papers come from parents and the statsforvalter. That a file is kept and found is
`tests/webforms`'.
"""

from __future__ import annotations

import json
import re

import pytest

from engine import settings

PROCESSES = settings.ROOT / "processes"
ROUTINES = ("oyer-*.bpmn", "ellingsrudasen-*.bpmn", "felles-skjerpet-*.bpmn")
GATHERS = ("Samtalen er holdt", "Møtet er holdt", "Undersøkelsen er gjennomført", "Evalueringen er holdt")
OTHERS = (
    "oyer-melding", "oyer-hendelse", "oyer-mottak", "oyer-mistanke", "oyer-mistanke-undersokt", "oyer-analyse",
    "ellingsrudasen-melding", "ellingsrudasen-r-team-melding", "ellingsrudasen-samtalelogg",
    "ellingsrudasen-kartlegging", "skjerpet-melding", "skjerpet-undersokelser", "fysisk-inngrep-melding",
    "aktivitetsplan", "skjerpet-aktivitetsplan", "oyer-aktivitetsplan", "ellingsrudasen-aktivitetsplan",
    "ellingsrudasen-fravaersplan", "plan-utover", "plan-utover-kjent", "utsending", "utsending-plan",
    "oyer-utsending", "ellingsrudasen-utsending", "elevgruppe-samtykke", "elevgruppe-medelev-foresatte",
    "handheving-melding", "handheving-registrering", "handheving-dokumentasjon", "handheving-sendt",
    "handheving-svar", "handheving-gjennomfort", "handheving-rapport", "handheving-slutt",
)  # fmt: skip


def gathering() -> set[str]:
    """Return the forms of a talk, a meeting, an investigation or an evaluation."""
    diagrams = [path.read_text("utf-8") for one in ROUTINES for path in PROCESSES.glob(one)]
    used = {name for text in diagrams for name in re.findall(r'formId="([^"]+)"', text)}
    return {name for name in used if any(f'"skjedd": "{one}"' in written(name) for one in GATHERS)}


def written(name: str) -> str:
    return (PROCESSES / "forms" / f"{name}.form").read_text("utf-8")


@pytest.mark.parametrize("name", sorted({*OTHERS, *gathering()}))
def test_a_form_that_gathers_takes_files_and_says_what_belongs_there(name):
    [field] = [one for one in json.loads(written(name))["components"] if one["type"] == "filepicker"]

    assert (field["key"], field["label"], field["multiple"]) == ("vedlegg", "Vedlegg", True)
    assert field["description"].endswith(".")
    assert "validate" not in field

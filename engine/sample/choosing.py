"""Which cases the sample municipality has: the story of each, how far it has come, since when, and about whom.

Knows names of `engine/sample/register` and of `processes/stories`; how a case is played is `cases`'. All of it is
plainly made up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from engine import db, model, tables
from engine.play import stage

NEAR_DAYS = 1  # what a story's answers tell of within this time has been when they are given; the rest is agreed
TEAM = {"intervensjonsteam": "Avdelingsleder Eksempel"}
STAFF = {
    "Fjellet skole": {
        "rektor": "Rektor Eksempel",
        "avdelingsleder": "Avdelingsleder Eksempel",
        "sosiallærer": "Sosiallærer Eksempel",
        "skoleeier": "Skoleeier Eksempel",
    },
    "Vika skule": {"rektor": "Rektor Døme", "skoleeier": "Skoleeier Eksempel"},
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One case: `story` as far as the first task `until`, opened `days_ago` (0: within the hour)."""

    story: str
    until: str  # element id; none: to the story's end
    days_ago: int
    by: str  # who reports
    teacher: str  # the kontaktlærer of the pupil's class
    pupils: Mapping[str, str]  # the story's name → the register's
    report: Mapping[str, object]  # answers of the report that are the sample's own
    school: str = "Fjellet skole"
    is_from_monday: bool = False  # a story of weeks keeps its weekdays
    pauses: Mapping[str, int] = field(default_factory=dict)  # element → days of rest before it
    answers: Mapping[str, Mapping[str, object]] = field(default_factory=dict)  # element → its own answers
    texts: Mapping[str, str] = field(default_factory=dict)  # the story's text → the sample's


def instead(one: Sample, value: str) -> str:
    """Return what the sample says instead of a story's text, name or date."""
    return {**TEAM, **one.pupils, **one.texts}.get(value, value)


def cast(one: Sample, municipality_id: int) -> stage.Cast:
    """Return the municipality's own people in the story's roles; everybody can be found by name."""
    p, s, c = tables.people.c, tables.schools.c, tables.classes.c
    with db.reading() as connection:
        people = {
            row.name: model.Person(row.id, municipality_id, row.name)
            for row in connection.execute(sa.select(p.id, p.name).where(p.municipality_id == municipality_id))
        }
        mine = sa.and_(s.municipality_id == municipality_id, s.name == one.school)
        school = connection.execute(sa.select(s.id).where(mine)).scalar_one()
        grade = connection.execute(sa.select(c.id).where(c.school_id == school).limit(1)).scalar_one()
    names = {**STAFF[one.school], "kontaktlærer": one.teacher}
    roles = {role: people[name] for role, name in names.items() if name in people}
    return stage.Cast(municipality_id, school, grade, {**people, **roles})


# oldest first, so that their numbers follow their days
CASES = (
    Sample(
        "rett-fram", until="", days_ago=70, is_from_monday=True,
        by="Lærer Eksempel", teacher="Kontaktlærer 7A Eksempel",
        pupils={"Testelev A": "Testelev Q", "Testelev B": "Testelev R"},
        report={"hva": "Q sitter igjen alene når gruppene velges, og ble kalt stygge ting i garderoben i dag.",
                "sted": ["skoletid"], "grep_inn": "Jeg stoppet det og ble hos Q ut timen."},
        pauses={"BAE-H-08": 2, "BAE-H-09": 1},
        # the follow-up that the story goes on with would be a case of its own, long overdue on the first day
        answers={"BAE-V-11_1-6": {"oppfolging_etter": "nei"}},
        texts={"Jeg har noen å være med.": "Nå velger de meg også.", "Det er fint nå.": "Det er greit på skolen nå."},
    ),
    Sample(
        "seks-uker", until="BAE-H-12", days_ago=54, is_from_monday=True,
        by="SFO-ansatt Eksempel", teacher="Kontaktlærer 4A Eksempel",
        pupils={"Testelev A": "Testelev M", "Testelev B": "Testelev N"},
        report={"hva": "N tar lua til M hver dag på SFO og kaster den over gjerdet. M ville ikke gå ut i dag.",
                "sted": ["sfo", "friminutt"], "eleven_vet": "ja"},
        pauses={"BAE-H-07": 1, "BAE-H-08": 1, "BAE-H-09": 1},
        texts={"Utestenging i friminuttene.": "M mister lua og blir ledd av på SFO.",
               "Eleven er alene.": "M vil ikke gå ut.", "En trygg skoledag.": "M går ut sammen med noen."},
    ),
    Sample(
        "ny-runde", until="BAE-H-12", days_ago=19, is_from_monday=True,
        by="Faglærer Eksempel", teacher="Kontaktlærer 6A Eksempel",
        pupils={"Testelev A": "Testelev O", "Testelev B": "Testelev P"},
        report={"hva": "O er holdt utenfor klassens gruppechat, og bilder av O er delt der.",
                "sted": ["digitalt", "fritid"], "kilde": "medelev", "eleven_vet": "nei"},
        pauses={"BAE-H-07": 1, "BAE-H-08": 1, "BAE-H-09": 1},
        texts={"Utestenging i friminuttene.": "O er utestengt digitalt, og bilder er delt.",
               "Eleven er alene.": "Bildene deles videre.", "Utrygg ute.": "Tør ikke se på telefonen."},
    ),
    Sample(
        "to-utovere", until="BAE-H-07", days_ago=3,
        by="Assistent Eksempel", teacher="Kontaktlærer 5B Eksempel",
        pupils={"Testelev A": "Testelev F", "Testelev B": "Testelev G", "Testelev C": "Testelev H"},
        report={"hva": "G og H løp etter F gjennom hele friminuttet. F gjemte seg på toalettet.",
                "sted": ["friminutt"], "grep_inn": "Jeg snakket med dem der og da."},
        texts={"Jeg vil ikke være alene.": "De løper alltid etter meg."},
    ),
    Sample(
        "gjelder-ansatt", until="BAE-V-11_2-2", days_ago=2,
        by="Renholder Eksempel", teacher="Kontaktlærer 2A Eksempel",
        pupils={"Testelev A": "Testelev J"},
        report={"hva": "En voksen tok hardt i armen til J og ropte, så J begynte å gråte.", "sted": ["skoletid"]},
    ),
    Sample(
        "rett-fram", until="BAE-H-04", days_ago=1,
        by="Lærer Eksempel", teacher="Kontaktlærer Eksempel",
        pupils={"Testelev A": "Testelev C", "Testelev B": "Testelev D"},
        report={"hva": "C får ikke være med i ballspillet, og D sier til de andre at ingen skal snakke med C.",
                "sted": ["friminutt"], "eleven_vet": "ja"},
        texts={"Elev og lærer har fortalt.": "Lærer har fortalt. C bekrefter at det har vart siden høsten."},
    ),
    Sample(
        "rett-fram", until="BAE-H-01", days_ago=0,
        by="Lærer Døme", teacher="Kontaktlærer Døme", school="Vika skule",
        pupils={"Testelev A": "Testelev S"},
        report={"hva": "S vart ståande att åleine då dei andre gjekk. Nokon ropte etter S på veg til bussen.",
                "sted": ["skoleveien"], "kilde": "observasjon"},
    ),
)  # fmt: skip

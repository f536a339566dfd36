"""Skolegården through its pages: the map that is uploaded, a fresh sheet for each pupil, what is shown collected."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable

import diagrams
import factories
import pytest
from flask import Flask
from PIL import Image

from engine import cases, model, school_maps
from engine.surveys import marks
from tests.webforms import browser as browsers

KINDS = [
    ("leker", "Hvor liker du å leke?"),
    ("utrygt", "Hvor føler du det er utrygt?"),
    ("voksne", "Hvor bør de voksne være?"),
]
WHO = {
    "type": "group", "id": "g1", "path": "hvem", "label": "Hvem svarer?",
    "components": [
        {
            "type": "select", "id": "s1", "key": "elev", "label": "Elev", "valuesKey": "elever",
            "properties": {"register": "elev"}, "validate": {"required": True},
        },
    ],
}  # fmt: skip
NUMBER = {"type": "number", "decimalDigits": 1, "validate": {"required": True, "min": 0, "max": 100}}
MARKS = {
    "type": "dynamiclist", "id": "l1", "path": "kryss", "label": "Se på kartet. Sett kryss", "defaultRepetitions": 0,
    "isRepeating": True, "properties": {"kart": "skolegard"},
    "components": [
        {
            "type": "select", "id": "s2", "key": "merke", "label": "Merke", "validate": {"required": True},
            "values": [{"value": value, "label": label} for value, label in KINDS],
        },
        {**NUMBER, "id": "n1", "key": "x", "label": "Bortover"},
        {**NUMBER, "id": "n2", "key": "y", "label": "Nedover"},
    ],
}  # fmt: skip
SHEET = diagrams.form("ark", WHO, diagrams.text_field("leker", label="Hva liker du å leke i friminuttene?"), MARKS)
Who = Callable[[str], browsers.Browser]


def test_rektor_uploads_a_map_that_is_drawn_anew_without_where_it_was_taken(
    app: Flask, municipality: factories.Town, as_role: Who
) -> None:
    rektor, school = as_role("rektor"), municipality.schools[0].id
    page = f"/undersokelser/skolegard/{school}/kart"

    sent = rektor.post(page, {"kart": (photo(), "kart.jpg"), "beskrivelse": "Skolegården ovenfra"})
    shown = rektor.get(page)
    kept = rektor.get("/skolegardskart/1")

    assert sent.status_code == 303
    assert "Kart 1 · brukes nå" in browsers.words(shown)
    assert "Skolegården ovenfra" in browsers.words(shown)
    with Image.open(io.BytesIO(kept.data)) as found:
        assert (kept.mimetype, found.format, found.size) == ("image/jpeg", "JPEG", (2000, 1333))
        assert not found.getexif()
    assert b"Hemmelig sted" not in kept.data


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("kart.png", b"\x89PNG\r\n\x1a\n" + b"0" * 80, "ikke et bilde som kan leses"),
        (
            "kart.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
            "ikke et bilde som kan leses",
        ),
        ("", b"", "Velg et bilde av kartet"),
    ],
)
def test_what_is_no_picture_is_refused_and_the_words_are_kept(
    municipality: factories.Town, as_role: Who, name: str, content: bytes, said: str
) -> None:
    page = f"/undersokelser/skolegard/{municipality.schools[0].id}/kart"

    sent = as_role("rektor").post(page, {"kart": (io.BytesIO(content), name), "beskrivelse": "Ovenfra"})

    assert sent.status_code == 422
    assert said in browsers.words(sent)
    assert "Ovenfra" in sent.text


def test_a_photo_whose_camera_wrote_what_nobody_can_read_is_drawn_upright_all_the_same() -> None:
    tags = struct.pack("<HHHIHHHHII", 2, 0x0112, 3, 1, 6, 0, 0x010E, 5, 1, 1)  # the description is a fraction
    out = io.BytesIO()
    Image.new("RGB", (300, 220), "#cfe3c8").save(out, "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0" + tags + bytes(4))

    media_type, width, height, _drawn = school_maps.redrawn(out.getvalue())

    assert (media_type, width, height) == ("image/jpeg", 220, 300)


def test_a_picture_of_too_many_points_or_too_few_is_refused(municipality: factories.Town, as_role: Who) -> None:
    page, rektor = f"/undersokelser/skolegard/{municipality.schools[0].id}/kart", as_role("rektor")
    large, small = (picture(size) for size in ((8000, 6000), (150, 900)))

    answers = [rektor.post(page, {"kart": (one, "k.png"), "beskrivelse": "Ovenfra"}) for one in (large, small)]

    assert [one.status_code for one in answers] == [422, 422]
    assert "for mange punkter" in browsers.words(answers[0])
    assert "for lite" in browsers.words(answers[1])


def test_only_who_leads_the_school_or_decides_may_change_its_map(municipality: factories.Town, as_role: Who) -> None:
    first, second = (f"/undersokelser/skolegard/{one.id}/kart" for one in municipality.schools)

    found = {
        role: [as_role(role).get(page).status_code for page in (first, second)]
        for role in ("rektor", "skoleeier", "kontaktlærer", "FAU")
    }

    assert found == {"rektor": [200, 403], "skoleeier": [200, 200], "kontaktlærer": [403, 403], "FAU": [403, 403]}


def test_without_a_script_a_mark_is_set_by_its_square(municipality: factories.Town, as_role: Who, survey: str) -> None:
    teacher = as_role("kontaktlærer")
    start = teacher.get(f"/meld/{survey}")
    row = teacher.fill(start, {"hvem.elev": str(municipality.pupil().id)}, "_rad=legg-til kryss")
    fields = {"kryss.0.merke": "utrygt", "kryss.0:rute": "C4"}
    drawn = teacher.fill(row, fields, "_gjor=oppdater")

    assert browsers.find(drawn, "//*[@data-yard-marks]/*/@href") == ["#merke-utrygt"]
    assert browsers.find(drawn, "//option[@selected and text()='C4']")
    assert browsers.find(drawn, "//ol//input[@data-yard-x]/@value") == ["25.0"]


def test_marks_are_collected_without_pupils_and_withheld_under_the_smallest_number(
    municipality: factories.Town, as_role: Who, survey: str
) -> None:
    pupils = class_of(municipality, 6)
    for number, pupil in enumerate(pupils):
        answer(municipality, survey, pupil, leker=(21 + number, 33), utrygt=(5, 5) if number < 4 else None)
    answer(municipality, survey, pupils[0], leker=(22, 33), utrygt=(5, 5))  # asked again: the newest counts

    page = as_role("kontaktlærer").get(f"/undersokelser/skolegard/{municipality.schools[0].id}")

    liked, unsafe, _adults = browsers.find(page, "//section[contains(@class, 'yard-picture')]")
    assert liked.xpath(".//tbody/tr/th/text()") == ["C4"]
    assert liked.xpath(".//tbody/tr/td/text()") == ["6"]
    assert "Færre enn 5 elever" in unsafe.text_content()
    assert not unsafe.xpath(".//*[contains(@class, 'yard-map')]")
    assert "Testelev" not in page.text


def test_how_few_may_stand_behind_a_picture_is_the_municipalitys_setting(
    municipality: factories.Town, as_role: Who, survey: str
) -> None:
    for pupil in class_of(municipality, 6):
        answer(municipality, survey, pupil, leker=(21, 33))
    owner, page = as_role("skoleeier"), f"/undersokelser/skolegard/{municipality.schools[0].id}"
    seen = owner.fill(owner.get("/innstillinger"), {"minste_antall": "7"}, "_gjor=se")

    before = browsers.words(as_role("rektor").get(page))
    owner.fill(seen, {"grunn": "Små klasser"}, "_gjor=lagre")
    after = browsers.words(as_role("rektor").get(page))

    assert ("minst 5 elever" in before, "6 elever har satt merket" in before) == (True, True)
    assert ("minst 7 elever" in after, "6 elever har satt merket" in after) == (True, False)


def test_marks_that_were_set_in_a_map_before_the_one_shown_are_told_of(
    municipality: factories.Town, as_role: Who, survey: str
) -> None:
    school, rektor = municipality.schools[0].id, as_role("rektor")
    upload = f"/undersokelser/skolegard/{school}/kart"
    told = []
    for number in range(2):
        rektor.post(upload, {"kart": (photo(), "kart.jpg"), "beskrivelse": f"Kart {number}"})
        told.append("Kartet er byttet" in browsers.words(rektor.get(f"/undersokelser/skolegard/{school}")))
        answer(municipality, survey, municipality.pupil(), leker=(5, 5))
        told.append("Kartet er byttet" in browsers.words(rektor.get(f"/undersokelser/skolegard/{school}")))

    assert told == [False, False, True, False]


def test_marks_do_not_go_along_to_the_map_of_the_school_that_is_given_the_case(
    app: Flask, municipality: factories.Town, survey: str
) -> None:
    new = municipality.schools[1]
    case = answer(municipality, survey, municipality.pupil(), leker=(5, 5))
    rektor, pupil = municipality.person("rektor"), municipality.pupil()
    cases.correct_pupil(case.id, by=rektor, pupil_id=pupil.id, reason="Gjelder eleven")
    e = factories.tables.enrolments
    with factories.db.transaction() as connection:
        mine = e.c.pupil_id == pupil.id
        connection.execute(e.update().where(mine).values(class_id=new.classes["7A"]))
    theirs = browsers.browser(app, municipality.person("rektor", school=1))

    cases.transfer(case.id, by=rektor, reason="Eleven har flyttet")
    theirs.get(f"/undersokelser/skolegard/{new.id}")

    assert reads_of(case.id) == []  # nothing of it was drawn


def test_a_look_at_the_marks_is_logged_and_kontaktlaerer_sees_the_own_class_only(
    municipality: factories.Town, as_role: Who, survey: str
) -> None:
    school = municipality.schools[0]
    case = answer(municipality, survey, municipality.pupil(), leker=(5, 5))
    other = answer(municipality, survey, municipality.pupil("Testelev C"), leker=(5, 5))
    yard = f"/undersokelser/skolegard/{school.id}"

    as_role("rektor").get(yard)
    seen = {
        name: as_role("kontaktlærer").get(f"{yard}?klasse={number}").status_code
        for name, number in school.classes.items()
    }

    assert seen == {"5A": 200, "5B": 403}
    assert reads_of(case.id) == ["skolegård", "skolegård"]
    assert reads_of(other.id) == ["skolegård"]  # kontaktlærer's page is drawn from the own class alone
    assert as_role("lærer").get(yard).status_code == 403


def test_the_schools_picture_cannot_be_taken_apart_into_a_small_class() -> None:
    def sheets(class_id: int, count: int) -> list[marks.Sheet]:
        return [marks.Sheet(class_id, (marks.Mark("utrygt", 5, 5),)) for _number in range(count)]

    one_small = marks.of_school([*sheets(1, 6), *sheets(2, 2)], 5)[1]
    two_small = marks.of_school([*sheets(1, 6), *sheets(2, 3), *sheets(3, 2)], 5)[1]
    only_small = marks.of_school(sheets(2, 2), 5)[1]

    assert (one_small.pupils, one_small.is_partial) == (6, True)
    assert (two_small.pupils, two_small.is_partial) == (11, False)
    assert (only_small.counts, only_small.is_withheld) == ({}, True)


@pytest.fixture
def survey(municipality: factories.Town) -> str:
    """Publish a routine whose start form is a sheet; its first task asks for another."""
    diagram = diagrams.chain(
        "skolegard",
        diagrams.task("SAMTALE", diagrams.form_of("ark")),
        lanes={"Rektor": ["inn", "SAMTALE"]},
        start="ark",
    )
    diagrams.publish(municipality.id, "skolegard", diagram, ark=SHEET)
    return "skolegard"


def answer(
    town: factories.Town, routine: str, pupil: model.Person, **points: tuple[float, float] | None
) -> model.CaseRef:
    """Let a pupil set marks by kind."""
    rows = [{"merke": kind, "x": point[0], "y": point[1]} for kind, point in points.items() if point]
    raw = {"hvem": {"elev": str(pupil.id)}, "leker": "Fotball", "kryss": rows}
    return cases.open_case(by=town.person("kontaktlærer"), routine=routine, raw=raw, token=factories.uuid4().hex)


def reads_of(case_id: int) -> list[str]:
    with factories.db.reading() as connection:
        found = connection.exec_driver_sql("SELECT page FROM reads WHERE case_id = %s", (case_id,))
        return list(found.scalars())


def class_of(town: factories.Town, count: int) -> list[model.Person]:
    """Put so many more pupils into 5A and return them."""
    number = town.schools[0].classes["5A"]
    pupils = [factories.person(town.id, f"Testelev {one + 10}") for one in range(count)]
    for pupil in pupils:
        factories.insert(factories.tables.enrolments, pupil_id=pupil.id, class_id=number, first_day=factories.FIRST_DAY)
    return pupils


def picture(size: tuple[int, int]) -> io.BytesIO:
    """Return a PNG of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, "#cfe3c8").save(out, "PNG")
    out.seek(0)
    return out


def photo() -> io.BytesIO:
    """Return a photograph that says where it was taken, lying on its side."""
    out, said = io.BytesIO(), Image.Exif()
    said[0x010E], said[0x0112] = "Hemmelig sted", 6
    Image.new("RGB", (2000, 3000), "#cfe3c8").save(out, "JPEG", exif=said)
    out.seek(0)
    return out

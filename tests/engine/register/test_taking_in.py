"""The register as CSV: what goes in comes out, however a spreadsheet saved it."""

from __future__ import annotations

import stat
from datetime import date

import pytest
import registering
import sqlalchemy as sa

from engine import db, register, sample, tables
from engine.municipality import places


def test_the_sample_is_taken_in_and_reported(database):
    report = register.take_in(sample.FOLDER, municipality="Eksempel kommune")

    assert str(report).splitlines()[:3] == [
        "kommune.csv: 0 nye, 50 endret, 0 avsluttet, 0 som før",
        "skoler.csv: 2 nye, 0 endret, 0 avsluttet, 0 som før",
        "klasser.csv: 12 nye, 0 endret, 0 avsluttet, 0 som før",
    ]
    assert places.by_name("eksempel kommune").id == report.municipality_id


def test_the_same_folder_again_changes_nothing(taken_in):
    before = registering.dump()

    report = register.take_in(sample.FOLDER, municipality="Eksempel kommune")

    assert all((one.new, one.changed, one.ended) == (0, 0, 0) for one in report.counts.values())
    assert registering.dump() == before


def test_what_goes_out_is_what_came_in(taken_in, tmp_path):
    register.write_out(tmp_path / "ut", municipality_id=taken_in.municipality_id)

    for path in sample.FOLDER.iterdir():
        assert (tmp_path / "ut" / path.name).read_text() == path.read_text(), path.name


def test_what_goes_out_makes_the_same_municipality_elsewhere(taken_in, tmp_path):
    register.write_out(tmp_path / "ut", municipality_id=taken_in.municipality_id)
    settings = tmp_path / "ut" / "kommune.csv"
    settings.write_text(settings.read_text().replace("Eksempel kommune", "Annen kommune"))

    other = register.take_in(tmp_path / "ut", municipality="Annen kommune")
    register.write_out(tmp_path / "igjen", municipality_id=other.municipality_id)

    for name in ("personer.csv", "ansatte.csv", "elever.csv", "foresatte.csv", "skolerute.csv"):
        assert (tmp_path / "igjen" / name).read_bytes() == (tmp_path / "ut" / name).read_bytes()


def test_what_goes_out_is_for_its_owner_alone(taken_in, tmp_path):
    register.write_out(tmp_path / "ut", municipality_id=taken_in.municipality_id)

    modes = {stat.S_IMODE(path.stat().st_mode) for path in [tmp_path / "ut", *(tmp_path / "ut").iterdir()]}

    assert modes == {0o700, 0o600}


def test_a_spreadsheet_runs_nothing_of_what_goes_out(folder, taken_in, tmp_path):
    evil = ["=1+1", "+47 00 00 00 00", "-1", "@sum", "'fnutt"]
    registering.write(
        folder, "personer.csv", "id;navn;telefon", *(f"X{n};{text};{text}" for n, text in enumerate(evil))
    )
    register.take_in(folder, municipality="Eksempel kommune")

    register.write_out(tmp_path / "ut", municipality_id=taken_in.municipality_id)

    lines = [line for line in (tmp_path / "ut" / "personer.csv").read_text("utf-8-sig").splitlines() if line[0] == "X"]
    assert [line.split(";")[1] for line in lines] == [f"'{text}" for text in evil]
    assert [line.split(";")[3] for line in lines] == [f"'{text}" for text in evil]
    again = register.take_in(tmp_path / "ut", municipality="Eksempel kommune")
    assert again.counts["personer.csv"].changed == 0


@pytest.mark.parametrize(
    "encoded",
    [
        lambda text: text.encode("utf-8"),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("cp1252"),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace(";", ",").encode("utf-8"),
        lambda text: text.replace(";", "\t").encode("utf-8"),
        lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"),
        lambda text: f"\n{text}\n\n;;\n".encode(),
        lambda text: text.replace("id", " ID ").encode("utf-8"),
    ],
)
def test_every_way_a_spreadsheet_saves_is_read(taken_in, folder, encoded):
    (folder / "personer.csv").write_bytes(encoded("id;navn;født\nX1;  Ærlig   Øst-Åsen ;2015-03-01\n"))

    register.take_in(folder, municipality="Eksempel kommune")

    with db.reading() as connection:
        person = connection.execute(sa.select(tables.people).where(tables.people.c.register_id == "X1")).one()
    assert (person.name, person.born) == ("Ærlig Øst-Åsen", date(2015, 3, 1))

"""The catalogue of measures: what a file says, what is wrong in one, and how an entry fills a row of a plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import errors, measures

FOLDER = Path(__file__).resolve().parents[2] / "processes" / "tiltak"
GOOD = "navn: Prøve\ntiltak:\n  - {id: A, tittel: Tittel, nivå: [individ, klasse], veiledning: Slik., stopp: Når}\n"
LIST = {
    "type": "dynamiclist",
    "properties": {"tiltakskatalog": "udir, baerum"},
    "components": [
        {"type": "textfield", "key": "navn", "properties": {"tiltakskatalog": "tittel"}},
        {"type": "textarea", "key": "hva", "properties": {"tiltakskatalog": "veiledning"}},
        {"type": "textarea", "key": "stopp", "properties": {"tiltakskatalog": "stopp"}},
        {
            "type": "select", "key": "niva", "properties": {"tiltakskatalog": "nivå"},
            "values": [{"value": "klasse"}, {"value": "skole"}],
        },
        {"type": "textfield", "key": "ansvarlig"},
    ],
}  # fmt: skip
INVENTORY = (
    {f"UDT-T-0{n}" for n in range(1, 6)} | {f"UDT-T-02{n}" for n in "abcd"} | {f"OYR-8-0{n}" for n in range(1, 5)}
)


def test_our_own_catalogues_have_every_measure_of_the_sources() -> None:
    files = {path.stem: measures.read(path.read_bytes(), path.stem) for path in FOLDER.glob("*.yaml")}

    entries = {entry.id: entry for file in files.values() for entry in file.entries}
    assert set(files) == {"udir", "oyer", "baerum", "ellingsrudasen"}
    assert set(entries) >= INVENTORY | {"BAE-T-02.individ", "BAE-T-11", "ELL-5-03.klasse"}
    assert all(entries[one].stop for one in ("UDT-T-01", "UDT-T-02", "UDT-T-03", "UDT-T-04", "UDT-T-05"))
    assert {entries[f"UDT-T-02{n}"].part_of for n in "abcd"} == {"UDT-T-02"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("navn: Prøve", "namn: Prøve", "har ikke «navn»"),
        ("id: A, ", "", "ingen id"),
        ("tittel: Tittel", "titel: Tittel", "«titel» finnes ikke; mente du «tittel»?"),
        ("tittel: Tittel", "tittel: ' '", "har ikke «tittel»"),
        ("[individ, klasse]", "[individ, trinn]", "Nivået «trinn» finnes ikke"),
        ("nivå: [individ, klasse], ", "", "Nivået «» finnes ikke"),
        ("stopp: Når", "del-av: B", "«del-av» sier «B»"),
        ("  - {id: A", "  - {id: A, id: B", "ikke gyldig YAML"),
        ("tiltak:", "tiltak: [", "ikke gyldig YAML"),
    ],
)
def test_a_fault_in_a_file_says_what_and_how_to_mend_it(old: str, new: str, said: str) -> None:
    found = list(measures.faults(GOOD.replace(old, new).encode()))

    assert [one for one in found if said in one.what and one.remedy]


def test_an_id_that_stands_twice_is_a_fault() -> None:
    twice = GOOD + GOOD.splitlines()[-1] + "\n"

    assert "Id-en «A» står på flere tiltak." in {one.what for one in measures.faults(twice.encode())}
    with pytest.raises(errors.CatalogueUnreadable):
        measures.read(twice.encode(), "prøve")


def test_bytes_that_are_no_text_are_a_fault() -> None:
    assert len(list(measures.faults(b"\xff\xfe\x00"))) == 1


def test_search_wants_every_word_and_the_level() -> None:
    found = [measures.read(GOOD.encode(), "a")]

    assert measures.search(found, "slik TITTEL", "klasse") == found
    assert measures.search(found, "slik annet") == []
    assert measures.search(found, "", "skole") == []


def test_an_entry_fills_what_takes_it_and_leaves_what_is_written() -> None:
    entry = measures.read(GOOD.encode(), "a").entries[0]

    empty = measures.fill(LIST, {"ansvarlig": "Kontaktlærer"}, entry)
    written = measures.fill(LIST, {"navn": "Mitt", "hva": "Før.", "niva": "skole", "stopp": "Når"}, entry)

    assert empty == {"ansvarlig": "Kontaktlærer", "navn": "Tittel", "hva": "Slik.", "stopp": "Når", "niva": "klasse"}
    assert written == {"navn": "Mitt", "hva": "Før.\n\nSlik.", "stopp": "Når", "niva": "skole"}


def test_only_a_list_asks_for_catalogues() -> None:
    assert measures.asked(LIST) == ("udir", "baerum")
    assert measures.asked({**LIST, "type": "group"}) == ()

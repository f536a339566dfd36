"""A property that names what is not there does nothing when a case runs: the check says so, and what was meant."""

from __future__ import annotations

from pathlib import Path

import diagrams
import pytest

from engine import publishing, roles

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
Field = dict[str, object]


def dated(**properties: str) -> Field:
    return {
        "type": "datetime", "subtype": "date", "dateLabel": "Når?", "key": "holdt", "id": "Field_holdt",
        "properties": properties,
    }  # fmt: skip


def listed(properties: dict[str, str], **inside: str) -> Field:
    fields = [diagrams.text_field("navn"), diagrams.text_field("dom", properties=dict(inside))]
    return {
        "type": "dynamiclist", "path": "liste", "id": "Field_liste", "label": "Liste", "components": fields,
        "properties": properties,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "said"),
    [
        (
            diagrams.text_field("ny", properties={"hent": "ja, vha"}),
            "«hent» sier «vha», som ikke finnes; mente du «hva»",
        ),
        (diagrams.text_field("ny", properties={"hent": "hva + hv"}), "«hent» sier «hv»"),
        (diagrams.text_field("ny", properties={"hent": "hva.parent.yn"}), "«hent» sier «yn», som ikke finnes"),
        (diagrams.text_field("ny", properties={"hent": "vha.parent.ny"}), "«hent» sier «vha.parent.ny»"),
        (diagrams.text_field("ny", properties={"hnet": "hva"}), "«hnet» finnes ikke; mente du «hent»"),
        (listed({"hent": "tiltka"}), "«hent» sier «tiltka», som ikke finnes; mente du «tiltak»"),
        (listed({"hent": "tiltak"}, hent="nvan"), "«hent» sier «nvan», som ikke finnes; mente du «navn»"),
        (listed({"hent": "ja", "hent-der": "navn = navn"}, hent="tiltka.navn"), "«tiltka», som ikke finnes"),
        (listed({"hent": "ja", "hent-der": "navn = navn"}, hent="tiltak.parent.vha"), "«vha», som ikke finnes"),
        (listed({"hent": "ja", "hent-der": "nvan = navn"}, hent="tiltak.navn"), "«hent-der» sier «nvan»"),
        (listed({"hent": "ja", "hent-der": "navn = nvan"}, hent="tiltak.navn"), "«hent-der» sier «nvan»"),
        (listed({"hent": "ja"}, hent="tiltak.navn"), "«hent-der» sier ikke hvilken rad"),
        (listed({}, hent="navn"), "listen selv henter ingen rader"),
        (diagrams.text_field("ny", properties={"hent": "hva@C"}), "«hent» sier «C», som ikke finnes"),
        (diagrams.text_field("ny", properties={"hent": "vha@A"}), "«hent» sier «vha», som ikke finnes; mente du «hva»"),
        (diagrams.text_field("ny", properties={"hent": "hva@A[1]"}), "steget «A» har ikke noe ledd nummer «1»"),
        (listed({"hent": "hva@A"}, hent="vha"), "«hent» sier «vha», som ikke finnes; mente du «hva»"),
        (listed({"hent": "tiltak"}, hent="hva@A"), "«hent-der» sier ikke hvilken rad"),
        (listed({"hent": "tiltak", "hent-der": "vha = navn"}, hent="hva@A"), "«hent-der» sier «vha»"),
        (dated(senest="idag"), "«senest» sier «idag», som ikke finnes; mente du «i dag»"),
        (diagrams.text_field("ny", properties={"senest": "i dag"}), "et felt som ikke er en dato"),
        (diagrams.text_field("ny", properties={"kan-ha": "rektor, kontaktlærar"}), "mente du «kontaktlærer»"),
        (diagrams.text_field("ny", properties={"annen-elev": "ja"}), "et felt som ikke velger elever"),
        (diagrams.text_field("ny", properties={"minst": "1"}), "et felt som ikke er en liste med rader"),
        (listed({"minst": "en"}), "«minst» sier «en», som ikke finnes"),
        (dated(skjedd="Møtet er holdt"), "ingen oppgave peker på"),
        (diagrams.text_field("ny", properties={"utsending": "kanel"}), "mente du «kanal»"),
    ],
)
def test_a_name_that_is_not_there_is_found(tmp_path: Path, field: Field, said: str) -> None:
    assert [one for one in idle(tmp_path, field) if said in one]


@pytest.mark.parametrize(
    "field",
    [
        diagrams.text_field("ny", properties={"hent": "ja, hva + ny"}),
        diagrams.text_field("ny", properties={"hent": "hva.parent.hva"}),
        diagrams.text_field("ny", properties={"hent": "hva.parent.yn, hva.parent.hva"}),
        listed({"hent": "tiltak"}, hent="navn"),
        listed({"hent": "ja", "hent-der": "navn = navn"}, hent="tiltak.navn + tiltak.parent.hva"),
        diagrams.text_field("ny", properties={"hent": "hva@A"}),
        listed({"hent": "hva@A"}, hent="hva"),
        listed({"hent": "tiltak", "hent-der": "hva = navn + hva = dom"}, hent="hva@A"),
        dated(senest="i dag"),
        diagrams.text_field("ny", properties={"kan-ha": "rektor, SFO-ansatt"}),
        diagrams.text_field("ny", properties={"farge": "blå"}),
    ],
)
def test_names_that_are_there_are_no_finding(tmp_path: Path, field: Field) -> None:
    assert idle(tmp_path, field) == []


@pytest.mark.parametrize(
    ("task", "said"),
    [
        ({"gjennomfort": "holt"}, "«gjennomfort» sier «holt», som ikke finnes; mente du «holdt»"),
        ({"utsending": "et-brev"}, "«utsending» sier «et-brev», som ikke finnes"),
        ({"gjenomfort": "holdt"}, "«gjenomfort» finnes ikke; mente du «gjennomfort»"),
        ({"for-hand": "rektor"}, "«for-hand» står på noe annet enn en melding som går ved siden av"),
        ({"for-hand": "rektr"}, "«for-hand» sier «rektr», som ikke finnes; mente du «rektor»"),
        ({"for-hand": "rektor", "ikke-mens": "AA"}, "«ikke-mens» sier «AA», som ikke finnes"),
        ({"ikke-mens": "A"}, "«ikke-mens» står uten «for-hand»"),
    ],
)
def test_a_task_that_names_what_is_not_there_is_found(tmp_path: Path, task: dict[str, str], said: str) -> None:
    assert [one for one in idle(tmp_path, dated(), **task) if said in one]


def test_what_is_held_is_the_words_of_the_field_that_the_task_points_at(tmp_path: Path) -> None:
    assert idle(tmp_path, dated(skjedd="Møtet er holdt"), gjennomfort="holdt") == []


def test_a_remedy_that_names_some_of_many_says_that_there_are_more(tmp_path: Path) -> None:
    idle(tmp_path, diagrams.text_field("ny", properties={"kan-ha": "xyzzy"}))

    found = publishing.check([tmp_path / "prove.bpmn"], judge=diagrams.judge)
    (remedy,) = [one.remedy for one in found if one.code == "property-idle"]

    assert remedy.startswith("Bruk et av disse: AKS-ansatt, FAU, ")
    assert remedy.endswith(f" og {len(roles.known()) - 12} til.")


def test_our_own_routines_have_no_idle_property() -> None:
    found = publishing.check([PROCESSES / "baerum-handtering.bpmn"])

    assert [one.what for one in found if one.code == "property-idle"] == []


def idle(folder: Path, field: Field, **task: str) -> list[str]:
    """Return what the check says of the properties of a form with `field`, in a routine with a list of `tiltak`."""
    properties = "".join(f'<zeebe:property name="{name}" value="{value}" />' for name, value in task.items())
    tiltak = {
        "type": "dynamiclist", "path": "tiltak", "id": "Field_tiltak", "label": "Tiltak",
        "components": [diagrams.text_field("navn")],
    }  # fmt: skip
    told = diagrams.task("A", diagrams.form_of("plan"))
    asked = diagrams.task(
        "B", diagrams.form_of("sporsmal"), f"<zeebe:properties>{properties}</zeebe:properties>" if task else ""
    )
    (folder / "forms").mkdir()
    (folder / "prove.bpmn").write_bytes(
        diagrams.chain("prove", told, asked, lanes={"Rektor": ["inn", "A", "B", "slutt"]})
    )
    (folder / "forms" / "melding.form").write_bytes(diagrams.REPORT)
    (folder / "forms" / "plan.form").write_bytes(diagrams.form("plan", tiltak, diagrams.text_field("hva")))
    (folder / "forms" / "sporsmal.form").write_bytes(diagrams.form("sporsmal", field))
    return [
        one.what
        for one in publishing.check([folder / "prove.bpmn"], judge=diagrams.judge)
        if one.code == "property-idle"
    ]

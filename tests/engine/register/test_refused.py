"""The register as CSV: everything wrong is told at once, and nothing is stored."""

from __future__ import annotations

import pytest
import registering

from engine import errors, register
from engine.register import cells


def test_a_grade_of_thousands_of_digits_is_none() -> None:
    with pytest.raises(ValueError, match="er ikke et trinn"):
        cells.grade("9" * 5000)


@pytest.mark.parametrize(
    "address", ["a@b..no", "a..b@c.no", ".a@b.no", "a@.no", "a@b.no.", "a@", "ola.nordmann", "ola@kommune", "a@-b.no"]
)
def test_an_address_that_no_mail_can_have_is_refused_with_its_line(taken_in, folder, address):
    registering.write(folder, "personer.csv", "id;navn;epost", "X1;Testansatt A;a@b.no", f"X2;Testansatt B;{address}")

    with pytest.raises(errors.RegisterUnreadable, match=r"personer\.csv linje 3, kolonne «epost»: .* e-postadresse"):
        register.take_in(folder, municipality="Eksempel kommune")


def test_everything_wrong_is_told_at_once_and_nothing_is_stored(taken_in, folder):
    before = registering.dump()
    registering.write(folder, "skoler.csv", "navn;målform;epost", "Nordre skole;samisk;nordre")
    registering.write(
        folder, "klasser.csv", "skole;klasse;trinn", "Søndre skole;1A;14", "Fjellet skole;5C;5", "Søndre skole;1B;1"
    )
    registering.write(folder, "personer.csv", "id;navn;født", "X1;;2015", "X2;Testelev Y;31.02.2015", "X2;Testelev Z;")
    registering.write(
        folder,
        "elever.csv",
        "id;skole;klasse;fra;til",
        "X9;Fjellet skole;5A;01.08.2026;",
        "E001;Fjellet skole;9Z;01.08.2026;",
        "E001;Fjellet skole;5A;01.08.2026;01.07.2026",
    )
    registering.write(folder, "foresatte.csv", "elev;foresatt;fra", "E001;E001;01.08.2026")
    registering.write(
        folder,
        "ansatte.csv",
        "id;rolle;skole;klasse;fra",
        "F001;rektorr;Fjellet skole;;01.08.2026",
        "F001;kontaktlærer;Fjellet skole;;01.08.2026",
        "F001;skoleeier;Fjellet skole;;01.08.2026",
        "F001;intervensjonsteam;;;01.08.2026",
        "F001;rektor og lærer;Fjellet skole;;01.08.2026",
    )
    registering.write(folder, "skolerute.csv", "skole;fra;til;navn", ";01.10.2026;01.09.2026;høstferien")
    registering.write(folder, "kommune.csv", "innstilling;verdi", "straks_timer;snart", "farge;blå")

    with pytest.raises(errors.RegisterUnreadable) as caught:
        register.take_in(folder, municipality="Eksempel kommune")

    assert str(caught.value).splitlines() == [
        "Registeret er ikke lest inn, og ingenting er endret. Rett dette og prøv igjen:",
        "skoler.csv linje 2, kolonne «målform»: «samisk» er ikke en målform. Skriv bokmål eller nynorsk.",
        "skoler.csv linje 2, kolonne «epost»: «nordre» er ikke en e-postadresse. "
        "Skriv for eksempel fornavn.etternavn@kommune.no.",
        "klasser.csv linje 2, kolonne «trinn»: «14» er ikke et trinn. Skriv et tall fra 1 til 13.",
        "personer.csv linje 2, kolonne «navn»: ruten er tom, og må fylles ut.",
        "personer.csv linje 2, kolonne «født»: «2015» er ikke en dato. Skriv for eksempel 17.08.2026.",
        "personer.csv linje 3, kolonne «født»: «31.02.2015» er ikke en dato. Skriv for eksempel 17.08.2026.",
        "kommune.csv linje 2, kolonne «verdi»: Innstillingen «straks_timer» kan ikke være «snart». "
        "Skriv et antall timer over 0, for eksempel 4.",
        "kommune.csv linje 3, kolonne «innstilling»: «farge» er ukjent. "
        "Navnene er nøklene i forms/innstillinger.form, «navn» og «lov: …».",
        "klasser.csv linje 4, kolonne «skole»: skolen «Søndre skole» finnes ikke. "
        "Legg den i skoler.csv, eller rett navnet.",
        "elever.csv linje 2, kolonne «id»: personen «X9» finnes ikke. Legg den i personer.csv, eller rett id-en.",
        "elever.csv linje 3, kolonne «klasse»: klassen «9Z» ved Fjellet skole finnes ikke. "
        "Legg den i klasser.csv, eller rett navnet.",
        "elever.csv linje 4, kolonne «til»: 01.07.2026 er før 01.08.2026. Rett en av datoene.",
        "foresatte.csv linje 2, kolonne «foresatt»: eleven kan ikke være sin egen foresatte.",
        "ansatte.csv linje 2, kolonne «rolle»: Rollen «rektorr» i «rektorr» finnes ikke i rolleregisteret. "
        "Mente du «rektor»?",
        "ansatte.csv linje 3, kolonne «klasse»: rollen «kontaktlærer» gjelder for en klasse. Fyll ut klasse.",
        "ansatte.csv linje 4, kolonne «skole»: rollen «skoleeier» gjelder for en kommune. Tøm ruten.",
        "ansatte.csv linje 5, kolonne «rolle»: rollen «intervensjonsteam» gis i den enkelte saken, "
        "ikke i registeret. Ta bort linjen.",
        "ansatte.csv linje 6, kolonne «rolle»: skriv én rolle på hver linje.",
        "skolerute.csv: Linje 2: «høstferien» slutter 01.09.2026, før den begynner 01.10.2026.",
    ]
    assert registering.dump() == before


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("personer.csv", b"", "personer.csv linje 1: filen er tom. Første linje er overskriften."),
        ("personer.csv", b"id\nX1\n", "kolonnen «navn» mangler i overskriften. Overskriften er id;navn;"),
        ("personer.csv", b"id;navn;alder\n", "kolonnen «alder» er ukjent i overskriften."),
        ("personer.csv", b"id;navn;navn\n", "kolonnen «navn» står to ganger i overskriften."),
        ("personer.csv", b'id;navn\nX1;"Test\n', "linje 2 kan ikke deles i kolonner. Se etter anførselstegn."),
        ("personer.csv", b"id;navn\nX1;A;B\n", "linje 2: linjen har 3 kolonner, men overskriften har 2."),
        ("personer.csv", b"id;navn\nX1;A\nX1;B\n", "linje 3: «X1» står også på linje 2. Ta bort den ene."),
        ("personer.csv", b"PK\x03\x04\x00\x00", "filen er ikke en tekstfil. Lagre den som CSV UTF-8 fra regnearket."),
        ("personer.csv", b"id;navn\nX1;" + b"a" * 600, "teksten er lengre enn 500 tegn. Kort den ned."),
        ("personer.csv", "id;navn;født\nX1;A;01.01.1066".encode(), "året 1066 kan ikke være riktig."),
        ("persner.csv", b"id;navn\n", "persner.csv: filen er ukjent. Filene heter ansatte.csv, elever.csv,"),
        (
            "roller.csv",
            b"rolle;gjelder\nmobbeombud;fylke\n",
            "«fylke» er ikke et sted. Skriv kommune, skole, klasse, sak.",
        ),
        ("roller.csv", b"rolle;gjelder\nRektor;kommune\n", "rollen «Rektor» gjelder allerede for en skole."),
        ("skolerute.ics", b"BEGIN:VCALENDAR\n", "skolerute.ics: Skoleruten kan ikke leses."),
        ("les.txt", b"", "mappen har ingen registerfiler. Filene heter kommune.csv,"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_its_remedy(taken_in, folder, name, content, sentence):
    (folder / name).write_bytes(content)

    with pytest.raises(errors.RegisterUnreadable) as caught:
        register.take_in(folder, municipality="Eksempel kommune")

    assert sentence in str(caught.value)


def test_a_thousand_faults_are_told_in_a_readable_number(taken_in, folder):
    registering.write(
        folder, "elever.csv", "id;skole;klasse;fra", *(f"X{n};Fjellet skole;5A;01.08.2026" for n in range(1000))
    )

    with pytest.raises(errors.RegisterUnreadable) as caught:
        register.take_in(folder, municipality="Eksempel kommune")

    assert str(caught.value).splitlines()[-1] == "Og 950 feil til."
    assert len(caught.value.details["problems"]) == 1000


def test_a_municipality_is_made_only_when_the_folder_names_it(database, folder):
    registering.write(folder, "skoler.csv", "navn", "Fjellet skole")

    with pytest.raises(errors.MunicipalityNotFound, match="navn;Eksempel komune"):
        register.take_in(folder, municipality="Eksempel komune")

    registering.write(folder, "kommune.csv", "innstilling;verdi", "navn;Eksempel kommune")
    assert register.take_in(folder, municipality="eksempel KOMMUNE").municipality_id

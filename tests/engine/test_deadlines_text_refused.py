"""What those who miss the grammar of deadlines are told: what is wrong, where, and how to mend it."""

from __future__ import annotations

import pytest

from engine import deadlines, errors
from engine.deadlines import words
from engine.deadlines.values import Earliest


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "det står ingenting her"),
        (" \n ", "det står ingenting her"),
        ("=", "det mangler et FEEL-uttrykk bak «=»"),
        ("tidligst av (1 dag, )", "det står ingenting her (fra tegn 21)"),
        ("tidligst av ()", "det står ingenting her"),
        ("tidligst av (1 dag, =)", "det mangler et FEEL-uttrykk bak «=» (fra tegn 21)"),
        ("tidligst av 1 dag, 2 dager", "«tidligst av» må ha fristene i parentes"),
        ("tidligst av", "«tidligst av» må ha fristene i parentes"),
        ("tidligst av (1 dag, 2 dager", "parentesen er ikke lukket (fra tegn 13)"),
        ('tidligst av (="a, 2 dager)', "parentesen er ikke lukket"),
        ("tidligst av (1 dag) iverksatt", "«iverksatt» står bak parentesen"),
        ("tidligst av (1 dag)x", "«x» står bak parentesen"),
        ("tidligst av (1 dag) eller fra a", "«eller fra a» står bak parentesen"),
        ("tidligst av (R3/P1W, 1 dag)", "«R3/P1W» gjentas og kan ikke stå i «tidligst av»"),
        ("tidligst av (" * 6 + "1 dag" + ")" * 6, "står mer enn 5 ganger inni hverandre"),
        ("1 dag fra", "det mangler et navn bak «fra»"),
        ("fra iverksatt", "det står ikke hvor lang fristen er foran «fra»"),
        ("1 dag fra min dato", "«min dato» er ikke et navn"),
        ("1 dag fra a.", "«a.» er ikke et navn"),
        ("1 dag fra 2a", "«2a» er ikke et navn"),
        ("1 dag fra =a", "«=a» er ikke et navn"),
        ("1 dag fra a fra b", "«a fra b» er ikke et navn"),
        ("2026-06-15 fra a", "en dato kan ikke telles «fra» noe"),
        ("2026-06-15T08:00Z fra a", "en dato kan ikke telles «fra» noe"),
        ("31.2.2026", "datoen «31.2.2026» finnes ikke i kalenderen"),
        ("2026-13-01", "datoen «2026-13-01» finnes ikke i kalenderen"),
        ("2026-13-01T10:00", "tidspunktet «2026-13-01T10:00» finnes ikke"),
        ("2026-06-15T24:00", "tidspunktet «2026-06-15T24:00» finnes ikke"),
        ("15.6.26", "året må skrives med fire sifre og ligge mellom 1950 og 2100"),
        ("1949-12-31", "året må skrives med fire sifre"),
        ("9999-12-31T23:59-02:00", "året må skrives med fire sifre"),
        ("0001-01-01T00:00+02:00", "året må skrives med fire sifre"),
        ("0 dager", "tallet må ligge mellom 1 og 999. Skriv «samme dag»"),
        ("1000 dager", "tallet må ligge mellom 1 og 999. Skriv en frist slik"),
        ("9" * 400 + " dager", "tallet må ligge mellom 1 og 999"),
        ("R/PT59S", "og da må det gå minst ett minutt mellom gangene"),
        ("R0/P1W", "den må gjentas mellom 1 og 1000 ganger"),
        ("R1001/P1W", "den må gjentas mellom 1 og 1000 ganger"),
        ("R" + "9" * 400 + "/P1W", "den må gjentas mellom 1 og 1000 ganger"),
        ("R3/PT0S", "tiden mellom gjentakelsene kan ikke være null"),
        ("R3/2026-01-05T08:00Z/2026-01-12T08:00Z", "en gjentakelse skrives R3/P1W"),
        ("R3/2026-02-30T08:00Z/P1W", "tidspunktet «2026-02-30T08:00Z» finnes ikke"),
        ("R3/1 uke", "det er ikke en ISO 8601-varighet"),
        ("P", "det er ikke en ISO 8601-varighet"),
        ("PT", "det er ikke en ISO 8601-varighet"),
        ("P1DT", "det er ikke en ISO 8601-varighet"),
        ("P1H", "det er ikke en ISO 8601-varighet"),
        ("PT-1H", "det er ikke en ISO 8601-varighet"),
        ("P1.5M", "år og måneder må være hele tall"),
        ("P1.5Y", "år og måneder må være hele tall"),
        ("P101Y", "den er lenger enn 100 år"),
        ("P36526D", "den er lenger enn 100 år"),
        ("PT876601H", "den er lenger enn 100 år"),
        ("PT999999999H", "den er lenger enn 100 år"),
        ("x" * 501, "den er lengre enn 500 tegn"),
        ("noe helt annet", "«noe helt annet» er ikke en frist"),
        ("٣ dager", "«٣ dager» er ikke en frist"),
        ("-P1D", "«-P1D» er ikke en frist"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, what: str) -> None:
    with pytest.raises(errors.DeadlineUnreadable) as caught:
        deadlines.parse(text)

    said = str(caught.value)
    assert said.startswith("Fristen «")
    assert what in said
    assert said.endswith(words.FORMS)
    assert len(said) < 900


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("3 skoledagr", "Mente du «3 skoledager»?"),
        ("tre ukr", "Mente du «tre uker»?"),
        ("sekss uker", "Mente du «seks uker»?"),
        ("strax", "Mente du «straks»?"),
        ("samme dagen", "Mente du «samme dag»?"),
        ("neste skoldag", "Mente du «neste skoledag»?"),
        ("neste dag", "Mente du «dagen etter» eller «neste skoledag»?"),
        ("3 arbeidsdager", "Mente du «virkedager»?"),
        ("2 døgn", "Mente du «dager»?"),
        ("3 timer", "Timer skrives som ISO 8601: PT3H er tre timer."),
        ("30 minutter", "Minutter skrives som ISO 8601: PT30M er tretti minutter."),
        ("1 år", "Skriv måneder i stedet for år: 12 måneder."),
        ("innen 3 dager", "Skriv bare fristen, uten ord foran: 3 dager, 15.06.2026."),
        ("om 3 dager", "Skriv bare fristen, uten ord foran: 3 dager, 15.06.2026."),
        ("etter 2 uker", "Skriv bare fristen, uten ord foran: 3 dager, 15.06.2026."),
        ("1,5 uker", "Tallet må være helt og større enn null."),
        ("-3 dager", "Tallet må være helt og større enn null."),
        ("½ uke", "Tallet må være helt og større enn null."),
        ("6 uker etter iverksatt", "Skriv «fra» i stedet for «etter»."),
        ('"P6W"', "Skriv fristen uten anførselstegn."),
        ("${frist}", "Skriv = foran et FEEL-uttrykk; ${…} hører til Camunda 7."),
        ("0 9 * * MON", "Sett sekundet først: 0 0 9 * * MON."),
        ("01.06.2026 kl 8", "Skriv et tidspunkt slik: 2026-06-15T08:00."),
        ("2026-06-15 08.00", "Skriv et tidspunkt slik: 2026-06-15T08:00."),
        ("15/06/2026", "Skriv datoen slik: 15.06.2026."),
        ("R/P", "Skriv gjentakelsen slik: R3/P1W (tre ganger, med en uke mellom)."),
        ("noe helt annet", ""),
        ("3 bananer", ""),
        ("3² dager", ""),
    ],
)
def test_near_misses_get_their_own_help(text: str, remedy: str) -> None:
    with pytest.raises(errors.DeadlineUnreadable) as caught:
        deadlines.parse(text)

    assert caught.value.details["remedy"] == remedy
    assert remedy in str(caught.value)


def test_a_long_text_is_shown_short() -> None:
    with pytest.raises(errors.DeadlineUnreadable) as whole:
        deadlines.parse("x" * 80)
    with pytest.raises(errors.DeadlineUnreadable) as cut:
        deadlines.parse("x" * 81)

    assert str(whole.value).startswith(f"Fristen «{'x' * 80}» kan")
    assert str(cut.value).startswith(f"Fristen «{'x' * 79}…» kan")


def test_the_place_is_counted_in_the_whole_text() -> None:
    with pytest.raises(errors.DeadlineUnreadable) as caught:
        deadlines.parse("tidligst av (1 dag, tidligst av ( 2 dagr))")

    assert caught.value.details["position"] == 34
    assert "(fra tegn 35)" in str(caught.value)


def test_the_forms_in_the_help_can_be_read() -> None:
    listed = words.FORMS.removeprefix("Skriv en frist slik: ").split(". ")[0]
    forms, earliest = listed.split(", eller ")

    assert [deadlines.parse(form).rule for form in forms.split(", ")]
    assert isinstance(deadlines.parse(earliest).rule, Earliest)

"""How a deadline says that it was counted, in bokmål and nynorsk."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from engine import clock
from engine.deadlines import Period, SchoolCalendar
from tests.engine import deadline_counts

SCHOOL_YEAR = SchoolCalendar(
    (
        Period(date(2026, 2, 16), date(2026, 2, 20), "Vinterferie"),
        Period(date(2026, 3, 28), date(2026, 4, 6), "Påskeferie"),
        Period(date(2026, 5, 15), date(2026, 5, 15), "Planleggingsdag"),
        Period(date(2026, 6, 20), date(2026, 8, 16), "Sommerferie"),
        Period(date(2026, 10, 5), date(2026, 10, 9), "Høstferie uke 41"),
        Period(date(2026, 11, 6), date(2026, 11, 6), "SFO-dag"),
        Period(date(2026, 11, 13), date(2026, 11, 13), "Elevenes fridag"),
        Period(date(2026, 12, 21), date(2027, 1, 3), "Juleferie"),
        Period(date(2026, 12, 31), date(2026, 12, 31), "Nyttårsaften"),
    )
)


@pytest.mark.parametrize(
    ("text", "start", "said"),
    [
        ("3 skoledager", "2026-12-18 10:00", "3 skoledager fra 18.12, hopper over juleferien 21.12–3.1"),
        ("1 skoledag", "2026-01-16 10:00", "1 skoledag fra 16.1"),
        ("en skoledag", "2026-05-13 10:00", "1 skoledag fra 13.5, hopper over Kristi himmelfartsdag 14.5 og "
         "planleggingsdagen 15.5"),
        ("neste skoledag", "2026-02-13 10:00", "neste skoledag etter 13.2, hopper over vinterferien 16.2–20.2"),
        # a working day knows no school break; a holiday in a break is not named besides it
        ("2 virkedager", "2026-02-13 10:00", "2 virkedager fra 13.2"),
        ("1 skoledag", "2026-03-27 10:00", "1 skoledag fra 27.3, hopper over påskeferien 28.3–6.4"),
        ("4 virkedager", "2026-03-30 10:00", "4 virkedager fra 30.3, hopper over skjærtorsdag 2.4, langfredag 3.4 og "
         "andre påskedag 6.4"),
        ("1 virkedag", "2026-04-30 10:00", "1 virkedag fra 30.4, hopper over 1. mai"),
        ("1 virkedag", "2027-05-14 10:00", "1 virkedag fra 14.5, hopper over andre pinsedag/17. mai 17.5"),
        # a weekend is not named, nor a holiday in it
        ("1 virkedag", "2026-05-15 10:00", "1 virkedag fra 15.5"),
        ("1 skoledag", "2026-10-02 10:00", "1 skoledag fra 2.10, hopper over høstferie uke 41 5.10–9.10"),
        ("1 skoledag", "2026-11-05 10:00", "1 skoledag fra 5.11, hopper over SFO-dag 6.11"),
        ("1 skoledag", "2026-11-12 10:00", "1 skoledag fra 12.11, hopper over elevenes fridag 13.11"),
        ("300 dager", "2026-02-13 10:00", "300 dager fra 13.2"),
        ("301 dager", "2026-02-13 10:00", "301 dager fra 13.2.2026"),
        ("14 dager", "2026-02-13 10:00", "14 dager fra 13.2"),
        ("6 uker", "2026-01-12 23:50", "6 uker fra 12.1"),
        ("1 uke", "2026-01-12 10:00", "1 uke fra 12.1"),
        ("6 uker", "2026-05-20 10:00", "6 uker fra 20.5; 1.7 er uten skole (sommerferien 20.6–16.8), flyttet til 19.6"),
        ("1 måned", "2026-01-31 10:00", "1 måned fra 31.1; 28.2 er uten skole (lørdag), flyttet til 27.2"),
        ("1 uke", "2026-05-10 10:00", "1 uke fra 10.5; 17.5 er uten skole (17. mai), og siste halvdel av tiden har "
         "ingen skoledag: flyttet til siste virkedag før, 15.5"),
        # begun inside a holiday, or so near it that no school day is in the later half: a working day, and why
        ("1 uke", "2026-12-21 10:00", "1 uke fra 21.12; 28.12 er uten skole (juleferien 21.12–3.1), og siste halvdel "
         "av tiden har ingen skoledag: flyttet til siste virkedag før, 24.12"),
        ("12 måneder", "2026-01-16 10:00", "12 måneder fra 16.1.2026; 16.1.2027 er uten skole (lørdag), "
         "flyttet til 15.1.2027"),
        ("samme dag", "2026-01-12 23:50", "samme dag, 12.1"),
        ("dagen etter", "2026-01-12 23:50", "dagen etter 12.1"),
        ("snarest mulig", "2026-01-12 08:05", "snarest mulig: klokken går fra 12.1 kl. 08:05"),
        ("15.6.2026", "2026-01-12 10:00", "datoen 15.6.2026"),
        ("2026-06-15T06:00Z", "2026-01-12 10:00", "tidspunktet 15.6.2026 kl. 08:00"),
        ("P6W", "2026-01-12 10:00", "6 uker fra 12.1 kl. 10:00"),
        ("P1Y2M10DT1H30M0.5S", "2026-01-12 10:00",
         "14 måneder, 10 dager, 1 time, 30 minutter og 0,5 sekunder fra 12.1 kl. 10:00"),
        ("PT0S", "2026-01-12 10:00", "ingen tid fra 12.1 kl. 10:00"),
        ("R3/P1W", "2026-01-12 10:00", "3 ganger med 1 uke mellom, fra 12.1 kl. 10:00"),
        ("1 uke fra iverksatt", "2026-03-12 10:00", "1 uke fra 7.1"),
        ("=iverksatt", "2026-03-12 10:00", "iverksatt 7.1.2026"),
        ("=varighet", "2026-03-12 10:00", "varighet: 2 dager fra 12.3 kl. 10:00"),
        ("=iverksatt + varighet", "2026-03-12 10:00", "beregnet 1.2.2026"),
        ("tidligst av (=iverksatt, 6 uker)", "2026-01-12 10:00", "tidligst av iverksatt 7.1.2026 og 6 uker fra 12.1"),
        ("tidligst av (dagen etter, 1 dag, 1 dag)", "2026-01-12 10:00",
         "tidligst av dagen etter 12.1 og 1 dag fra 12.1"),
        # what counts from now by FEEL's own function says how it counts, as if it had been written as a deadline
        ("tidligst av (=iverksatt, =frist(lengst, now()))", "2026-01-01 10:00",
         "tidligst av iverksatt 7.1.2026 og 6 uker fra 1.1"),
        ('=frist("2 uker", now())', "2026-01-12 10:00", "2 uker fra 12.1"),
        ("=frist(lengst, i_fjor)", "2026-01-12 10:00", "beregnet 1.2.2026"),
        ("tidligst av (1 dag, 1 dag)", "2026-01-12 10:00", "1 dag fra 12.1"),
        ("tidligst av (=tom, 6 uker fra tom, 6 uker)", "2026-01-12 10:00", "6 uker fra 12.1; tom er ikke oppgitt"),
        ("tidligst av (=a + b, =tom, 1 dag, 1 uke)", "2026-01-12 10:00",
         "tidligst av 1 dag fra 12.1 og 1 uke fra 12.1; en beregnet dato og tom er ikke oppgitt"),
    ],
)  # fmt: skip
def test_it_says_how_it_was_counted(text: str, start: str, said: str) -> None:
    assert counted(text, start).explained == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3 skoledager", "3 skoledagar frå 18.12, hoppar over juleferien 21.12–3.1"),
        ("neste skoledag", "neste skoledag etter 18.12, hoppar over juleferien 21.12–3.1"),
        ("10 dager", "10 dagar frå 18.12"),
        (
            "1 uke",
            "1 veke frå 18.12; 25.12 er utan skole (juleferien 21.12–3.1), og siste halvdel av tida har ingen "
            "skoledag: flytta til siste virkedag før, 24.12",
        ),
        ("1 dag", "1 dag frå 18.12"),
        ("1 måned", "1 månad frå 18.12"),
        ("1 virkedag", "1 virkedag frå 18.12"),
        ("samme dag", "same dag, 18.12"),
        ("dagen etter", "dagen etter 18.12"),
        ("straks", "straks: klokka går frå 18.12 kl. 10:00"),
        ("PT2H2M2S", "2 timar, 2 minutt og 2 sekund frå 18.12 kl. 10:00"),
        ("PT0S", "inga tid frå 18.12 kl. 10:00"),
        ("R3/P1W", "3 gonger med 1 veke mellom, frå 18.12 kl. 10:00"),
        ("=1 + 1", "berekna: 2 dagar frå 18.12 kl. 10:00"),
        (
            "tidligst av (1 dag, 2 dager, =tom)",
            "tidlegast av 1 dag frå 18.12 og 2 dagar frå 18.12; tom er ikkje oppgitt",
        ),
    ],
)
def test_it_says_so_in_nynorsk(text: str, said: str) -> None:
    assert counted(text, "2026-12-18 10:00").explained_in("nn") == said


def test_a_saturday_has_its_own_name_in_nynorsk() -> None:
    assert "er utan skole (laurdag)" in counted("1 måned", "2026-01-31 10:00").explained_in("nn")


# -- helpers


def counted(text, start):
    values = {
        "iverksatt": date(2026, 1, 7),
        "varighet": timedelta(days=2),
        "1 + 1": timedelta(days=2),
        "iverksatt + varighet": date(2026, 2, 1),
        "lengst": "6 uker",
        "frist(lengst, now())": datetime(2026, 2, 12, 8, tzinfo=clock.OSLO),
        'frist("2 uker", now())': datetime(2026, 1, 26, 8, tzinfo=clock.OSLO),
        "frist(lengst, i_fjor)": date(2026, 2, 1),
    }
    return deadline_counts.counted(text, start, calendar=SCHOOL_YEAR, **values)

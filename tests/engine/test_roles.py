"""Roles: what a lane's name means, and to whom it opens a task."""

from __future__ import annotations

import pytest

from engine import model, roles


def test_a_whole_name_wins_over_its_parts():
    rule = roles.parse("SU/SMU")

    assert rule.alternatives == (frozenset({"SU/SMU"}),)


@pytest.mark.parametrize("name", ["Rektor/kontaktlærer", "rektor , Kontaktlærer", "Rektor eller kontaktlærer"])
def test_either_may(name):
    rule = roles.parse(name)

    assert rule.alternatives == (frozenset({"rektor"}), frozenset({"kontaktlærer"}))
    assert not rule.needs_several


def test_both_must_where_the_name_says_og():
    rule = roles.parse("Intervensjonsteam og rektor")

    assert rule.alternatives == (frozenset({"intervensjonsteam", "rektor"}),)
    assert rule.needs_several


def test_letters_between_words_do_not_split_names():
    rule = roles.parse("  Rådgiver   hos skoleeier ")

    assert rule.roles == {"rådgiver hos skoleeier"}


def test_a_municipality_may_know_a_role_with_og_in_its_name():
    rule = roles.parse("Team for trivsel og miljø / rektor", ["rektor", "team for trivsel og miljø"])

    assert rule.alternatives == (frozenset({"team for trivsel og miljø"}), frozenset({"rektor"}))


def test_an_unknown_part_is_named_with_the_nearest_role():
    rule = roles.parse("Rektor/kontaktlerer")

    assert rule.unknown == ("kontaktlerer",)
    assert roles.problems(rule) == [
        "Rollen «kontaktlerer» i «Rektor/kontaktlerer» finnes ikke i rolleregisteret. Mente du «kontaktlærer»?"
    ]


@pytest.mark.parametrize("name", ["", "/", "Brannvesenet"])
def test_a_name_of_nobody_is_unknown(name):
    rule = roles.parse(name)

    assert rule.alternatives == ()
    assert len(roles.problems(rule)) == 1


def test_each_role_opens_the_task_where_it_counts():
    place = model.Place(municipality_id=1, school_id=2, class_id=3, case_id=4)

    rows = roles.scopes(roles.parse("Rektor/kontaktlærer/tiltaksteam/skoleeier"), place)

    assert rows == [("kontaktlærer", "c:3"), ("rektor", "s:2"), ("skoleeier", "m:1"), ("tiltaksteam", "k:4")]


def test_a_role_whose_place_is_unknown_opens_nothing():
    rows = roles.scopes(roles.parse("Rektor/kontaktlærer"), model.Place(municipality_id=1, school_id=2))

    assert rows == [("rektor", "s:2")]


def test_every_default_role_has_a_kind_of_place_and_parses_to_itself():
    assert set(roles.DEFAULTS.values()) <= set(roles.KINDS)
    assert all(roles.parse(name).alternatives == (frozenset({name}),) for name in roles.DEFAULTS)

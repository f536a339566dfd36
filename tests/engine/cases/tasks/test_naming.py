"""Whom the diagram names for a task: assignee and candidate users go before the lane, and a task is never lost."""

from __future__ import annotations

from uuid import UUID

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, errors, model, overview, tables


@pytest.mark.parametrize("way", ["user name", "id", "full name"])
def test_assignee_has_the_task_from_the_start_alone_and_is_told(town: factories.Town, way: str) -> None:
    nurse = town.person("helsesykepleier")
    texts = {"user name": "HELSE.S", "id": str(nurse.id), "full name": "helsesykepleier  eksempel"}

    task = opened(town, f'assignee="{texts[way]}"')

    assert [(row.is_mine, row.assignee) for row in shown(nurse)] == [(True, nurse.name)]
    assert told(nurse) == 1
    assert shown(town.person("kontaktlærer")) == []
    for stranger in ("kontaktlærer", "lærer"):
        with pytest.raises((errors.NotAllowed, errors.CaseNotFound)):
            cases.complete_task(task, by=town.person(stranger), raw={}, seen_version=None)
    assert cases.complete_task(task, by=nurse, raw={}, seen_version=None).case.ended_by_event == "slutt"


def test_lane_opens_no_case_to_its_role_when_a_person_is_named(town: factories.Town) -> None:
    opened(town, 'assignee="helse.s"')
    number = number_of()

    with pytest.raises(errors.CaseNotFound):
        overview.case_page(number, town.person("kontaktlærer"))
    assert overview.case_page(number, town.person("helsesykepleier")).open_tasks


def test_person_chosen_in_a_form_is_the_assignee_of_the_next_step(town: factories.Town) -> None:
    nurse = town.person("helsesykepleier")
    form = diagrams.form("velg", diagrams.text_field("hvem"))
    first = diagrams.task("A", diagrams.form_of("velg"))
    publish(town, first, named('assignee="=hvem"', "B"), velg=form)
    task = start(town)

    cases.complete_task(task, by=town.person("kontaktlærer"), raw={"hvem": str(nurse.id)}, seen_version=None)

    assert [row.name for row in shown(nurse)] == ["Steg B"]
    assert shown(town.person("kontaktlærer")) == []


def test_who_gets_the_next_step_s_role_by_the_same_answers_is_told_of_it(town: factories.Town) -> None:
    teacher, nurse = town.person("kontaktlærer"), town.person("helsesykepleier")
    field = {"type": "select", "key": "hvem", "id": "F", "label": "Kontaktperson", "valuesKey": "ansatte"}
    form = diagrams.form("velg", field | {"properties": {"register": "ansatt", "rolle": "kontaktperson"}})
    steps = diagrams.chain(
        "prove",
        diagrams.task("A", diagrams.form_of("velg")),
        diagrams.task("B"),
        lanes={"Kontaktlærer": ["A"], "Kontaktperson": ["B"]},
    )
    diagrams.publish(town.id, "prove", steps, velg=form)

    cases.complete_task(start(town), by=teacher, raw={"hvem": str(nurse.id)}, seen_version=None)

    assert ([row.name for row in shown(nurse)], told(nurse)) == (["Steg B"], 1)


@pytest.mark.parametrize("text", ["ukjent", "=hvem", "ana.a", "Tvilling Eksempel", "ana.v"])
def test_who_is_unknown_null_elsewhere_or_two_leaves_the_task_to_the_lane(town: factories.Town, text: str) -> None:
    account(factories.person(town.id, "Annen Eksempel"), "ana.a")  # works nowhere
    account(town.person("rektor", school=1), "ana.v")
    for _ in range(2):
        twin = factories.person(town.id, "Tvilling Eksempel")
        factories.hold(twin.id, "lærer", f"s:{town.schools[0].id}")

    opened(town, f'assignee="{text}"')

    teacher, rektor = town.person("kontaktlærer"), town.person("rektor")
    assert [(row.assignee, row.roles) for row in shown(teacher)] == [("", ("kontaktlærer",))]
    assert told(teacher) == 1
    assert [one.reason for one in overview.standing(rektor).rows] == ["person"]
    assert "task-person-missing" in diagrams.event_kinds(1)
    assert all(shown(one) == [] for one in (town.person("rektor", school=1), town.person("lærer")))


def test_candidate_users_may_do_it_and_nobody_else(town: factories.Town) -> None:
    nurse, social = town.person("helsesykepleier"), town.person("sosiallærer")
    task = opened(town, f'candidateUsers="helse.s, {social.id}, ukjent"')

    assert [len(shown(one)) for one in (nurse, social, town.person("kontaktlærer"))] == [1, 1, 0]
    assert [told(one) for one in (nurse, social)] == [1, 1]
    cases.take_task(task, by=social)
    assert shown(nurse) == []
    cases.give_back_task(task, by=social)

    assert [len(shown(one)) for one in (nurse, social, town.person("kontaktlærer"))] == [1, 1, 0]
    assert overview.standing(town.person("rektor")).rows == ()


def test_candidate_users_and_groups_may_both(town: factories.Town) -> None:
    opened(town, 'candidateUsers="helse.s" candidateGroups="avdelingsleder"')

    who = ("helsesykepleier", "avdelingsleder", "kontaktlærer")
    assert [len(shown(town.person(one))) for one in who] == [1, 1, 0]


def test_who_leaves_has_it_no_more_at_once_and_the_sweep_gives_it_to_the_lane(town: factories.Town) -> None:
    nurse, teacher, rektor = (town.person(one) for one in ("helsesykepleier", "kontaktlærer", "rektor"))
    task = opened(town, 'assignee="helse.s"')
    leave(nurse)

    assert shown(nurse) == []
    with pytest.raises((errors.NotAllowed, errors.CaseNotFound)):
        cases.complete_task(task, by=nurse, raw={}, seen_version=None)
    assert [one.reason for one in overview.standing(rektor).rows] == ["no-owner"]

    assert cases.return_tasks() == 1
    assert cases.return_tasks() == 0

    assert [row.id for row in shown(teacher)] == [task]
    assert told(teacher) == 1
    assert [one.reason for one in overview.standing(rektor).rows] == ["person"]


def test_a_case_that_cannot_be_read_stops_no_other_from_getting_its_task_back(town: factories.Town) -> None:
    nurse, teacher = town.person("helsesykepleier"), town.person("kontaktlærer")
    opened(town, 'assignee="helse.s"')
    raw = {"elev": str(town.pupil("Testelev A").id)}
    for token in ("t2", "t3"):
        cases.open_case(by=town.person("lærer"), routine="prove", raw=raw, token=token)
    with db.transaction() as connection:
        first = sa.select(tables.tasks.c.case_id).order_by(tables.tasks.c.id).limit(1).scalar_subquery()
        connection.execute(sa.update(tables.cases).where(tables.cases.c.id == first).values(state="{}"))
    leave(nurse)

    assert cases.return_tasks(at_once=1) == 2
    assert len(shown(teacher)) == 2


def test_both_of_a_lane_get_their_parts_when_the_named_person_has_left(town: factories.Town) -> None:
    nurse, leader, teacher = (town.person(one) for one in ("helsesykepleier", "avdelingsleder", "kontaktlærer"))
    opened(town, 'assignee="helse.s"', lane="Kontaktlærer og avdelingsleder")
    assert [len(shown(one)) for one in (nurse, leader, teacher)] == [1, 0, 0]
    leave(nurse)

    assert cases.return_tasks() == 1

    assert [len(shown(one)) for one in (nurse, leader, teacher)] == [0, 1, 1]
    mine, theirs = shown(leader)[0].id, shown(teacher)[0].id
    assert cases.complete_task(mine, by=leader, raw={}, seen_version=None).case.ended_by_event is None
    assert cases.complete_task(theirs, by=teacher, raw={}, seen_version=None).case.ended_by_event == "slutt"


def test_assignee_who_gives_it_back_gives_it_to_the_lane(town: factories.Town) -> None:
    nurse, teacher = town.person("helsesykepleier"), town.person("kontaktlærer")
    task = opened(town, 'assignee="helse.s"')

    cases.give_back_task(task, by=nurse)

    assert (shown(nurse), [row.id for row in shown(teacher)]) == ([], [task])
    assert told(teacher) == 1
    assert overview.standing(town.person("rektor")).rows == ()


def test_without_lane_the_task_of_an_unknown_person_is_the_leaders(town: factories.Town) -> None:
    opened(town, 'assignee="ukjent"', lane="")

    assert [row.roles for row in shown(town.person("rektor"))] == [("rektor",)]


def test_shielded_case_is_open_to_no_named_person_who_may_not_see_it(town: factories.Town) -> None:
    nurse = town.person("helsesykepleier")
    task = opened(town, 'assignee="helse.s"')
    with db.transaction() as connection:
        connection.execute(sa.update(tables.cases).values(shielded_role="skoleeier"))

    assert shown(nurse) == []
    with pytest.raises((errors.TaskNotFound, errors.CaseNotFound)):
        overview.task_page(task, nurse)
    assert cases.return_tasks() == 1
    assert shown(nurse) == []


def test_other_pupil_in_the_case_leaves_the_task_with_its_person(town: factories.Town) -> None:
    nurse = town.person("helsesykepleier")
    opened(town, 'assignee="helse.s"')

    cases.correct_pupil(1, by=town.person("rektor"), pupil_id=town.pupil("Testelev C").id, reason="feil elev")

    assert [row.is_mine for row in shown(nurse)] == [True]
    assert told(nurse) == 1


def test_moving_the_case_gives_the_task_to_whom_the_new_version_names_and_back(town: factories.Town) -> None:
    owner, nurse, social = (town.person(one) for one in ("prosesseier", "helsesykepleier", "sosiallærer"))
    task = opened(town, 'assignee="helse.s"')
    publish(town, named(f'assignee="{social.id}"'))

    assert cases.move_case(1, by=owner, to=2, reason="ny").is_moved
    assert [[row.id for row in shown(one)] for one in (nurse, social)] == [[], [task]]
    assert told(social) == 1

    cases.move_case_back(1, by=owner, reason="feil")
    assert [[row.id for row in shown(one)] for one in (nurse, social)] == [[task], []]


def test_leader_hands_any_task_to_who_works_there(town: factories.Town) -> None:
    rektor, social = town.person("rektor"), town.person("sosiallærer")
    task = opened(town, "", lane="kontaktperson")  # nobody has that role in the case
    assert [one.reason for one in overview.standing(rektor).rows] == ["no-owner"]

    assert str(social.id) in {one["value"] for one in overview.holders(task, rektor)}
    with pytest.raises(errors.NotAllowed):
        cases.hand_over_task(task, by=rektor, to=town.person("rektor", school=1).id)
    with pytest.raises(errors.NotAllowed):
        cases.hand_over_task(task, by=town.person("rektor", school=1), to=social.id)
    cases.hand_over_task(task, by=rektor, to=social.id)

    assert [row.is_mine for row in shown(social)] == [True]
    assert told(social) == 1
    assert overview.standing(rektor).rows == ()
    assert cases.complete_task(task, by=social, raw={}, seen_version=None).case.ended_by_event == "slutt"


# -- fixtures and builders


@pytest.fixture
def town(municipality: factories.Town, own: clock.Clock) -> factories.Town:
    account(municipality.person("helsesykepleier"), "helse.s")
    return municipality


def account(person: model.Person, username: str) -> None:
    with db.transaction() as connection:
        values = {"person_id": person.id, "username": username, "password_hash": "x"}
        connection.execute(sa.insert(tables.accounts).values(values))


def named(attributes: str, element_id: str = "A") -> str:
    extension = f"<zeebe:assignmentDefinition {attributes} />" if attributes else ""
    return diagrams.task(element_id, extension)


def publish(town: factories.Town, *tasks: str, lane: str = "Kontaktlærer", **forms: bytes) -> None:
    ids = [one.split('id="', 1)[1].split('"', 1)[0] for one in tasks]
    lanes = {lane: ids} if lane else {}
    diagrams.publish(town.id, "prove", diagrams.chain("prove", *tasks, lanes=lanes), **forms)


def start(town: factories.Town) -> UUID:
    raw = {"elev": str(town.pupil("Testelev A").id)}
    cases.open_case(by=town.person("lærer"), routine="prove", raw=raw, token="t1")
    with db.reading() as connection:
        return UUID(str(connection.scalar(sa.select(tables.tasks.c.id))))


def opened(town: factories.Town, attributes: str, *, lane: str = "Kontaktlærer") -> UUID:
    publish(town, named(attributes), lane=lane)
    return start(town)


def shown(person: model.Person) -> list[overview.pages.TaskRow]:
    groups = overview.my_tasks(person, view="alle").groups.values()
    return [row for rows in groups for row in rows]


def told(person: model.Person) -> int:
    m = tables.messages.c
    wanted = sa.and_(m.person_id == person.id, m.kind == model.MessageKind.NEW_TASK)
    with db.reading() as connection:
        return int(connection.scalar(sa.select(sa.func.count()).where(wanted)) or 0)


def number_of() -> str:
    with db.reading() as connection:
        return str(connection.scalar(sa.select(tables.cases.c.number)))


def leave(person: model.Person) -> None:
    gone = sa.update(tables.holdings).where(tables.holdings.c.person_id == person.id)
    with db.transaction() as connection:
        connection.execute(gone.values(last_day=factories.FIRST_DAY))

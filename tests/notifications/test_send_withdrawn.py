"""A message that its reader may no longer see when it is sent: a case shielded meanwhile, a role that has ended."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from engine import clock, db, tables
from tests.notifications import mail_server


def test_message_queued_before_the_case_was_shielded_goes_to_nobody_outside_it(queued, server, stopped, municipality):
    queued("avdelingsleder")
    queued("rektor")
    _shield()

    assert mail_server.sweep(server) == 1

    assert [mail["To"].addresses[0].display_name for mail in server.mails] == ["Rektor Eksempel"]
    assert [status for status, _attempts, _problem in mail_server.rows()] == ["withdrawn", "sent"]


def test_message_that_failed_before_the_shield_is_not_tried_again(queued, server, stopped):
    queued("avdelingsleder")
    server.data_answer = "451 4.3.0 Vent litt"
    mail_server.sweep(server)
    server.data_answer = ""
    _shield()
    stopped.set(clock.now() + timedelta(hours=1))

    assert mail_server.sweep(server) == 0

    assert server.mails == []
    assert mail_server.rows()[0][0] == "withdrawn"


def test_message_for_a_role_that_has_ended_is_not_sent(queued, server, stopped, municipality):
    queued("avdelingsleder")
    with db.transaction() as connection:
        h = tables.holdings.c
        ended = sa.update(tables.holdings).where(h.person_id == municipality.person("avdelingsleder").id)
        connection.execute(ended.values(last_day=clock.today() - timedelta(days=1)))

    assert mail_server.sweep(server) == 0

    assert server.mails == []


def _shield():
    with db.transaction() as connection:
        connection.execute(sa.update(tables.cases).values(shielded_role="rektor"))

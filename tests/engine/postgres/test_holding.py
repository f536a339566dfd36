"""Processes share the embedded PostgreSQL, are killed where it hurts, and leave nothing (design 3, row 1; 11)."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import psutil
import psycopg
import waiting

from engine import postgres
from tests.engine.postgres import servers


def test_two_processes_share_one_server_and_the_last_to_leave_stops_it(folder: Path, holder: servers.Holder) -> None:
    first, second = holder(folder), holder(folder)
    with postgres.start(folder) as server:
        process = servers.postmaster(server)
        assert first.url == second.url == server.url
        servers.leave(first)
    assert servers.is_alive(process)

    servers.leave(second)

    assert not servers.is_alive(process)


def test_two_processes_that_start_at_once_make_one_cluster(tmp_path: Path, holder: servers.Holder) -> None:
    both = [holder(tmp_path / "db", is_waited_for=False) for _ in range(2)]

    addresses = {servers.line_of(process) for process in both}

    assert len(addresses) == 1
    assert servers.ask(addresses.pop(), "SELECT current_user::text") == ("skolemiljo",)


def test_killed_holder_does_not_keep_the_server_for_ever(folder: Path, holder: servers.Holder) -> None:
    held = holder(folder)
    process = psutil.Process(servers.cluster_of(folder).process)

    held.kill()

    waiting.until(lambda: not servers.is_alive(process))
    with postgres.start(folder) as server:
        assert servers.ask(server.url, "SELECT 1") == (1,)


def test_killed_holder_does_not_take_the_server_from_the_others(folder: Path, holder: servers.Holder) -> None:
    held = holder(folder)
    with postgres.start(folder) as server:
        process = servers.postmaster(server)

        held.kill()
        held.wait()

        assert servers.ask(server.url, "SELECT 1") == (1,)
    waiting.until(lambda: not servers.is_alive(process))


def test_forked_child_cannot_leave_for_its_parent(folder: Path, holder: servers.Holder) -> None:
    held = holder(folder)

    servers.tell(held, "fork")

    assert servers.line_of(held) == "forked"
    assert servers.ask(held.url, "SELECT 1") == (1,)


def test_ctrl_c_in_the_terminal_does_not_reach_the_server(folder: Path, holder: servers.Holder) -> None:
    held = holder(folder)

    sessions = {os.getsid(process) for process in (servers.cluster_of(folder).process, servers.keeper_of(folder).pid)}

    assert len(sessions) == 2
    assert not sessions & {os.getsid(0), os.getsid(held.pid)}


def test_killed_keeper_is_replaced_by_the_next_start(folder: Path, holder: servers.Holder) -> None:
    held = holder(folder)
    process = psutil.Process(servers.cluster_of(folder).process)
    servers.keeper_of(folder).kill()
    second = holder(folder)

    for one in (held, second):
        one.kill()

    waiting.until(lambda: not servers.is_alive(process))


def test_leaving_after_the_keeper_was_killed_still_stops_the_server(folder: Path, holder: servers.Holder) -> None:
    held = holder(folder)
    process = psutil.Process(servers.cluster_of(folder).process)
    servers.keeper_of(folder).kill()

    servers.leave(held)

    assert not servers.is_alive(process)


def test_server_that_was_killed_comes_back_with_all_that_was_committed(folder: Path) -> None:
    with postgres.start(folder) as server:
        servers.ask(server.url, "CREATE TABLE kept AS SELECT 1 AS number")
        with contextlib.closing(psycopg.connect(server.url)) as unfinished:
            unfinished.execute("UPDATE kept SET number = 2")
            servers.postmaster(server).kill()

            with postgres.start(folder) as again:
                assert servers.ask(again.url, "SELECT number FROM kept") == (1,)


def test_start_that_was_killed_half_way_does_not_hinder_the_next(tmp_path: Path, holder: servers.Holder) -> None:
    folder = tmp_path / "db"
    held = holder(folder, is_waited_for=False)
    waiting.until(lambda: any(folder.glob("pgdata.new.*/global")))

    held.kill()
    held.wait()

    with postgres.start(folder, fsync=False) as server:
        assert servers.ask(server.url, "SELECT 1") == (1,)


def test_process_number_that_went_to_somebody_else_is_not_taken_for_the_server(folder: Path) -> None:
    lines = [str(os.getpid()), str(folder / "pgdata"), "1", "5432", str(folder), "", "0 0", "ready"]
    (folder / "pgdata" / "postmaster.pid").write_text("\n".join(lines))

    with postgres.start(folder, fsync=False) as server:
        assert servers.postmaster(server).pid != os.getpid()

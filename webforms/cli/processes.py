"""The processes of a running system: gunicorn for the web, a clock beside it, both ended together (design 3.4, 10).

The web application is made after the fork, never before: V8 and database pools do not survive one.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from engine import clock_offset, db, errors, expressions, letters, migrations, postgres, sample, settings, whoami
from engine.postgres import faults
from engine.sample import cases as sample_cases
from webforms import app
from webforms.cli import console, ground

HOST = "127.0.0.1"
READY_SECONDS = 180
STDIN = 0


class Web(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings; each worker makes its own application."""

    def __init__(self, options: dict[str, Any], *, url: str, is_demo: bool) -> None:
        """Keep what the workers need; nothing is opened yet."""
        self.options, self.url, self.is_demo = options, url, is_demo
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn its options."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Make the application, in the worker."""
        whoami.take_role("web")
        expressions.start()
        db.configure(db.connect(self.url, has_moving_clock=self.is_demo))
        return app.read_templates(app.create_app(settings.load(), is_demo=self.is_demo))


def serve(host: str, port: int, workers: int, *, is_demo: bool) -> None:
    """Serve until told to stop; refuse a port in use, another release's tables, and a clock that a demo has moved."""
    _refuse_taken(host, port)
    with ground.server() as url:
        _refuse_unfit(url, is_demo=is_demo)
        options = {
            "bind": f"{host}:{port}",
            "workers": workers,
            "worker_class": "gthread",
            "threads": settings.load().web_threads,
            "preload_app": False,
            "graceful_timeout": 10,
            "timeout": 60,
            "loglevel": "warning",
            "limit_request_line": 4094,
        }
        Web(options, url=url, is_demo=is_demo).run()


def demo(port: int) -> None:
    """Start everything, print the address and the sign-ins, and wait for Ctrl-C."""
    began = time.monotonic()
    _refuse_taken(HOST, port)
    with _alone(settings.load().var), console.own_lines():
        _demo(port, began)
    click.echo("Stoppet. Dataene ligger i var/ til neste gang.")


@contextlib.contextmanager
def _alone(var: Path) -> Iterator[None]:
    """Hold the folder's data for this demo; the kernel gives them back however it ends."""
    with faults.told(var):
        var.mkdir(parents=True, exist_ok=True)
        file = (var / "demo.lock").open("a")
    with file as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise errors.SkolemiljoError(
                f"En demo går alt med dataene i {var}. Bruk adressen den viste, eller stopp den med Ctrl-C først."
            ) from taken
        yield


def _demo(port: int, began: float) -> None:
    signal.signal(signal.SIGTERM, _interrupt)  # told to stop while it starts: as Ctrl-C, what has started is ended
    with console.doing() as work:
        work.begin("Starter databasen …")
        with postgres.start(settings.load().var / "postgres") as server:
            sign_ins = _fill(server.url, work)
            work.begin("Starter nettsidene og klokka …")
            with _children(port) as children:
                _wait_until_ready(port, children)
                work.end()
                _welcome(port, sign_ins, time.monotonic() - began)
                _wait_for_end(children)


def _fill(url: str, work: console.Doing) -> list[sample.SignIn]:
    """Give the demo's database its tables, people, routines and cases, where they are missing."""
    database = db.connect(url, has_moving_clock=True)
    db.configure(database)
    migrations.upgrade(database)
    expressions.start()
    sign_ins = sample.ensure(progress=work.begin)
    sample_cases.ensure(sample.municipality_id(), folder=settings.load().processes, progress=work.begin)
    letters.close()
    database.pool.dispose()
    return sign_ins


@dataclass(frozen=True, slots=True)
class Child:
    """A process of the demo, what it is called, and where it writes."""

    name: str
    process: subprocess.Popen[bytes]
    log: console.Log

    def stopped(self, when: str) -> str:
        """Return the sentence for a child that has ended by itself."""
        said = self.log.last_words()
        return f"{self.name} stoppet {when}. {said + ' ' if said else ''}Mer står i {self.log.path}."


@contextlib.contextmanager
def _children(port: int) -> Iterator[list[Child]]:
    # links in messages lead to the port that was asked for, unless somebody has said otherwise
    address = {"SKOLEMILJO_BASE_URL": f"http://{HOST}:{port}"}
    environment = {**address, **os.environ, "SKOLEMILJO_SECRET_KEY": _secret()}
    command = [sys.executable, "-m", "webforms.cli"]
    wanted = (
        ("Nettsidene", "nettsidene", ["serve", "--demo", "--with-parent", "--port", str(port)]),
        ("Klokka", "klokka", ["clock", "--with-parent"]),
    )
    started: list[Child] = []
    with contextlib.ExitStack() as files:
        try:
            for name, file, own in wanted:
                log, out = files.enter_context(console.log_file(file))
                # the pipe is never written to: its end is how a child learns that this process was killed
                process = subprocess.Popen(  # noqa: S603
                    [*command, *own], env=environment, start_new_session=True, stdin=subprocess.PIPE,
                    stdout=out, stderr=subprocess.STDOUT,
                )  # fmt: skip
                started.append(Child(name, process, log))
            yield started
        finally:
            _end([child.process for child in started])


def _end(started: list[subprocess.Popen[bytes]]) -> None:
    """End the processes, by force where they do not want to."""
    for child in started:
        if child.poll() is None:
            child.terminate()
    for child in started:
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def end_with_parent() -> None:
    """End this process as if told to, when the demo that started it is gone, killed or not: nothing is left behind."""

    def watch() -> None:
        # the descriptor, not `sys.stdin`: a thread that waits in its buffer breaks the interpreter's own end
        os.read(STDIN, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def _secret() -> str:
    """Return the demo's key, the same each time so that a restart ends no session."""
    path = settings.load().var / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32), encoding="ascii")
    return path.read_text(encoding="ascii")


def _wait_until_ready(port: int, children: list[Child]) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        for child in children:
            if child.process.poll() is not None:
                raise errors.SkolemiljoError(child.stopped("under oppstarten"))
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://{HOST}:{port}/helse", timeout=2):
            return
        time.sleep(0.05)
    raise errors.SkolemiljoError(f"Nettsidene svarte ikke i tide. Prøv igjen. Mer står i {children[0].log.path}.")


def _welcome(port: int, sign_ins: list[sample.SignIn], seconds: float) -> None:
    taken = f"{seconds:.1f}".replace(".", ",")
    click.echo(f"\nKlar på {taken} s: http://{HOST}:{port}\n")
    click.echo("Logg inn som (bare på denne maskinen):")
    for one in sign_ins:
        click.echo(f"  {one.username:<22} {one.password:<14} {one.name}, {one.role}")
    click.echo(f"\nVarsler, som ellers går med e-post, og loggen: {_short(console.folder())}/")
    click.echo("Flytt klokka:  .venv/bin/skolemiljo clock set +P6W      Stopp: Ctrl-C")


def _short(path: Path) -> str:
    """Return a path as one would type it here."""
    here = Path.cwd()
    return str(path.resolve().relative_to(here)) if path.resolve().is_relative_to(here) else str(path)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _wait_for_end(children: list[Child]) -> None:
    """Wait for a signal; a child that ends by itself ends the demo with a sentence."""
    told = False

    def end(_number: int, _frame: FrameType | None) -> None:
        nonlocal told
        told = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    while not told:
        for child in children:
            if child.process.poll() is not None:
                raise errors.SkolemiljoError(
                    f"{child.stopped('av seg selv')} Alt er stoppet; start på nytt med make run."
                )
        time.sleep(0.2)
    click.echo("\nStopper …")


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            raise errors.SkolemiljoError(
                f"Porten {port} er i bruk. Stopp det som bruker den, eller velg en annen: make run PORT={port + 1}"
            ) from taken


def _refuse_unfit(url: str, *, is_demo: bool) -> None:
    database = db.connect(url, pool_size=1)
    try:
        ground.wait_for(database)
        migrations.require_current(database)
        with db.using(database):
            is_moved = not is_demo and clock_offset.is_moved()
    finally:
        database.pool.dispose()
    if is_moved:
        raise errors.SkolemiljoError("Klokka i databasen er flyttet av en demo. En virkelig tjener starter ikke da.")

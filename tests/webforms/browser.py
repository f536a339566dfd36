"""A person at a browser without scripts: opens pages, fills in forms as drawn, presses buttons."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import lxml.html
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.serving import make_server
from werkzeug.test import TestResponse, encode_multipart

from engine import model, people
from webforms import answered, auth


@dataclass
class Browser:
    """One person's browser."""

    client: FlaskClient
    person: model.Person | None = None

    def get(self, path: str, **more: Any) -> TestResponse:
        """Open a page, following redirects."""
        return self.client.get(path, follow_redirects=True, **more)

    def task(self) -> str:
        """Return the address of the first task in the inbox."""
        return str(find(self.get("/oppgaver"), "//a[@class='name']/@href")[0])

    def task_page(self) -> TestResponse:
        """Open the first task in the inbox."""
        page = self.get(self.task())
        assert page.status_code == 200
        return page

    def post(self, path: str, fields: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Send fields with a fresh CSRF token."""
        answer = self.client.post(path, data={"csrf_token": self.token(), **(fields or {})}, **more)
        return self.client.get(answer.location) if f"{answered.TOKEN}=" in (answer.location or "") else answer

    def token(self) -> str:
        """Return a CSRF token of this browser."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get("/logg-inn").text)
        assert found
        return found[1]

    def fill(self, page: TestResponse, fields: dict[str, Any], button: str = "_gjor=fullfor") -> TestResponse:
        """Fill in the page's main form and press `button` (`name=value`)."""
        values, action = self.form_of(page)
        for name, value in fields.items():
            values.setlist(name, value if isinstance(value, list) else [value])
        name, _, value = button.partition("=")
        if name:
            values.setlist(name, [value])
        return self.send(action, values)

    def send(self, action: str, values: MultiDict[str, Any]) -> TestResponse:
        """Send a form as a browser does that may hold files; a 303 leads back to the form, and is followed."""
        answer = self.post_form(action, values)
        return self.client.get(answer.location) if answer.status_code == 303 else answer

    def post_form(self, action: str, values: MultiDict[str, Any]) -> TestResponse:
        """Send a form and return the answer itself."""
        boundary, body = encode_multipart(values)
        return self.client.post(action, data=body, content_type=f'multipart/form-data; boundary="{boundary}"')

    def form_of(self, page: TestResponse) -> tuple[MultiDict[str, Any], str]:
        """Return what the page's main form would send, and where to."""
        document = lxml.html.fromstring(page.text)
        form = next(one for one in document.forms if "who" not in one.get("class", ""))
        return MultiDict(form.form_values()), form.get("action") or page.request.path


As = Callable[[str], Browser]  # the fixture `as_role`
Outrun = tuple[Browser, Browser, TestResponse]  # the fixture `outrun`


def browser(app: Flask, person: model.Person | None = None) -> Browser:
    """Return a browser, signed in as `person`."""
    client = app.test_client()
    if person is not None:
        client.set_cookie(auth.SESSION, people.open_session(person))
    return Browser(client, person)


def words(page: TestResponse) -> str:
    """Return the page's text with plain spaces."""
    return " ".join(lxml.html.fromstring(page.text).text_content().split())


def find(page: TestResponse, path: str) -> list[Any]:
    """Return the elements an XPath finds."""
    found = lxml.html.fromstring(page.text).xpath(path)
    return found if isinstance(found, list) else [found]


def served(app: Flask) -> Iterator[str]:
    """Serve an application to a real browser until the next step; its address is what comes first."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()

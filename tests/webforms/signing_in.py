"""Sign-in by the form in tests, and a text that is sent when the session has ended."""

from __future__ import annotations

from flask import Flask
from werkzeug.test import TestResponse

from engine import people
from tests.webforms import browser as browsers
from tests.webforms.browser import Browser
from webforms import auth

PASSWORD = "bare-for-prøver-12"


def sign_in(guest: Browser, username: str, *, password: str = PASSWORD, to: str = "/oppgaver") -> TestResponse:
    """Fill in the form of the sign-in page."""
    return guest.post("/logg-inn", {"bruker": username, "passord": password, "til": to})


def left_open(app: Flask, username: str) -> tuple[Browser, str, TestResponse]:
    """Open a task's page and let the session end; return the browser, the page's address, and the page."""
    browser = browsers.browser(app)
    sign_in(browser, username)
    href = browser.task()
    page = browser.get(href)
    end_session(browser)
    return browser, href, page


def end_session(browser: Browser) -> None:
    """End the session as the clock does: the browser still has its cookie."""
    people.close_session(browser.client.get_cookie(auth.SESSION).value)


def held(app: Flask, username: str, said: str) -> tuple[Browser, str]:
    """Send `said` on a task page whose session has ended; return the browser and the page's address."""
    browser, href, page = left_open(app, username)
    browser.fill(page, {"referat": said})
    return browser, href

"""Holding what a real browser asks, to see what a page does before the answer is there."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, Route

LONGEST = 300  # seconds: a slow machine is no fault


def let_time_stand(page: Page) -> None:
    """Let no time pass in a page but what its test runs: however slow the machine is, it loses no patience."""
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(hours=1))


class Held:
    """The next request of a page to an address, held until its test lets it go on."""

    def __init__(self, page: Page, address: str) -> None:
        """Hold the first request to `address` from now on; the ones after it go through."""
        self.page = page
        self.routes: list[Route] = []
        page.route(address, lambda route: self.routes.append(route), times=1)

    def wait(self) -> Route:
        """Return the request when it has been made."""
        until = time.monotonic() + LONGEST
        while not self.routes and time.monotonic() < until:
            self.page.evaluate("0")  # gives the browser's events their turn
        return self.routes[0]

    def lose(self) -> None:
        """Let the server have the request, and the page no answer."""
        route = self.wait()
        route.fetch()
        route.abort()

"""What axe finds on a page in a browser, and nothing more of what it has to tell: the rest is megabytes a page."""

from __future__ import annotations

from functools import cache

from playwright.sync_api import Page

from engine import settings

TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
_RUN = """only => axe.run(document, {...only, resultTypes: ["violations"], iframes: false}).then(({violations}) =>
  violations.map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map(({html}) => html.slice(0, 200)).join(" ")}`))"""


def faults(page: Page, *, tags: list[str] | None = None) -> list[str]:
    """Return each rule that the page breaks, of those with one of `tags` (None: all), with the first who break it."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(_source())
    only = {} if tags is None else {"runOnly": {"type": "tag", "values": tags}}
    found: list[str] = page.evaluate(_RUN, only)
    return found


@cache
def _source() -> str:
    return (settings.ROOT / "node_modules/axe-core/axe.min.js").read_text()

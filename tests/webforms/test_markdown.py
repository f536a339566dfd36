"""What process owners write is shown, and can do nothing."""

from __future__ import annotations

import pytest

from webforms import markdown


def test_markdown_becomes_html_below_the_pages_own_heading() -> None:
    html = markdown.to_html("# Mål\n\n- lytt\n- **skriv** ned")

    assert "<h2>Mål</h2>" in html
    assert "<li><strong>skriv</strong> ned</li>" in html


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<p style="position:fixed">x</p>',
        "<iframe src='https://eksempel.invalid'></iframe>",
    ],
)
def test_html_that_could_run_load_or_restyle_is_taken_away(bad: str) -> None:
    html = markdown.clean(bad)

    assert not any(word in html for word in ("script", "onerror", "style", "iframe", "img"))


def test_html_in_markdown_is_text() -> None:
    assert "<b>" not in markdown.to_html("<b>hei</b>")

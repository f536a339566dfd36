"""Årshjul: what the clock starts in the school year, by month and as a list, and as a file for a calendar (issue 4)."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from engine.overview import wheel
from engine.pages.wheel import Wheel
from webforms import auth, months, requests, rule, wheel_file

views = Blueprint("wheel", __name__)

FIRST_YEAR, LAST_YEAR = 2000, 2090
LIST, MONTHS = "liste", "maned"


@views.get("/arshjul")
@rule.staff
def show() -> str:
    """Show a school year at a school, as months or as a list."""
    page = _asked()
    as_list = request.args.get("vis") == LIST
    return render_template(
        "wheel.html",
        page=page,
        months=[] if as_list else months.months(page),
        view=LIST if as_list else MONTHS,
        how_often=months.how_often,
        is_this_year=page.year == wheel.this_year(),
    )


@views.get("/arshjul.ics")
@rule.staff
def file() -> Response:
    """Give the same as an iCalendar file."""
    page = _asked()
    response = Response(wheel_file.written(page), mimetype="text/calendar", content_type="text/calendar; charset=utf-8")
    name = f"arshjul-{page.school or 'kommune'}-{page.year}-{page.year + 1}.ics"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _asked() -> Wheel:
    year, school = (requests.whole(request.args.get(name, ""), digits=9) for name in ("aar", "skole"))
    is_known = year is not None and FIRST_YEAR <= year <= LAST_YEAR
    return wheel.year_wheel(auth.person(), year=year if is_known else None, school=school)

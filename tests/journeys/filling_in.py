"""Fill in a form of the product as a person does: what the journey says, else what is asked for.

An answer is named by its field's label, or by the field's path where it comes from a story (`tiltak.0.navn`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as TookTooLong

from engine import clock

ROW = object()  # the answer to a list: it has a row
# every labelled field that is shown, in the page's order: its label, kind, whether it is required and has a value
_FIELDS = """() => {
  const shown = (el) => el.checkVisibility();
  const text = (el) => el.textContent.replace(/\\s+/g, " ").trim();
  const one = (el, id, kind, filled, options = []) => ({
    label: text(el).replace(" (må fylles ut)", ""), required: text(el).includes("(må fylles ut)"),
    path: el.closest("[data-path]")?.dataset.path ?? "", id, kind, filled, options });
  return [...document.querySelectorAll("#skjema label, #skjema legend")].filter(shown).flatMap((el) => {
    if (el.tagName === "LEGEND") {
      const set = el.parentElement, inputs = [...set.querySelectorAll(":scope > .options input")];
      if (set.querySelector(":scope > .when-inputs")) {
        return [one(el, set.id, "moment", Boolean(set.querySelector("input[type=date]").value))];
      }
      if (!inputs.length) return [];
      const options = inputs.map((input) => ({ id: input.id, value: input.value, label: text(input.labels[0]) }));
      return [one(el, set.id, inputs[0].type, inputs.some((input) => input.checked), options)];
    }
    const input = el.control;
    if (!input || input.disabled || el.closest(".options, .when-inputs, .find")) return [];
    if (input.type === "checkbox") return [one(el, input.id, "tick", input.checked)];
    const options = input.tagName === "SELECT"
      ? [...input.options].filter((o) => o.value).map((o) => ({ id: o.value, value: o.value, label: text(o) })) : [];
    return [one(el, input.id, input.tagName === "SELECT" ? "select" : input.type, Boolean(input.value), options)];
  });
}"""


def now(page: Page) -> datetime:
    """Return what the demo's clock shows on this page, Oslo time."""
    shown = page.locator("html").get_attribute("data-now")
    assert shown
    return clock.oslo(datetime.fromisoformat(shown))


def add_rows(page: Page, answers: Mapping[str, Any]) -> None:
    """Press *Legg til* in each list that shall have a row and has none."""
    for name in (key for key, value in answers.items() if value is ROW):
        named = page.get_by_role("group", name=name, exact=True).or_(page.locator(f'.list[data-path="{name}"]'))
        empty = named.get_by_text("Ingen er lagt til ennå.")
        if empty.count() and empty.is_visible():
            named.locator("button[name=_rad][value^=legg-til]").click()
            expect(named.locator(".list-row")).to_have_count(1)


def fill(page: Page, answers: Mapping[str, Any]) -> None:
    """Fill every field that `answers` names, then whatever else is required; what an answer brings into view too."""
    for is_rest in (False, True, True):
        for one in page.evaluate(_FIELDS):
            wanted = _wanted(one, answers)
            if not one["filled"] and (wanted is not None or (is_rest and one["required"])):
                _answer(page, one, wanted)


def _answer(page: Page, one: dict[str, Any], wanted: Any) -> None:
    """Answer a field, unless an answer before it has just taken it out of view."""
    try:
        _FILLERS[one["kind"]](page, one, wanted)
    except TookTooLong:
        if page.locator(f'[data-path="{one["path"]}"]').first.is_visible():
            raise


def _wanted(one: dict[str, Any], answers: Mapping[str, Any]) -> Any:
    """Return the answer to a field, by path, label, or the label's beginning; a single word is a whole label."""
    beginnings = (value for key, value in answers.items() if " " in key and one["label"].startswith(key))
    return answers.get(one["path"]) or answers.get(one["label"]) or next(beginnings, None)


def _text(page: Page, one: dict[str, Any], wanted: Any) -> None:
    said = str(wanted or f"{one['label'][:40].rstrip(':?')}: slik det ble fortalt i samtalen.")
    page.locator(_id(one["id"])).fill(said)


def _number(page: Page, one: dict[str, Any], wanted: Any) -> None:
    page.locator(_id(one["id"])).fill(str(wanted or 7))


def _day(page: Page, one: dict[str, Any], wanted: Any) -> None:
    page.locator(_id(one["id"])).fill(wanted or now(page).date().isoformat())


def _clock_time(page: Page, one: dict[str, Any], _wanted: Any) -> None:
    page.locator(_id(one["id"])).fill(f"{now(page):%H:%M}")


def _moment(page: Page, one: dict[str, Any], _wanted: Any) -> None:
    page.locator(_id(one["id"] + "-dato")).fill(now(page).date().isoformat())
    page.locator(_id(one["id"] + "-kl")).fill(f"{now(page):%H:%M}")


def _select(page: Page, one: dict[str, Any], wanted: Any) -> None:
    page.locator(_id(one["id"])).select_option(_chosen(one, wanted)["id"])


def _tick(page: Page, one: dict[str, Any], _wanted: Any) -> None:
    page.locator(_id(one["id"])).check()


def _boxes(page: Page, one: dict[str, Any], wanted: Any) -> None:
    for label in wanted if isinstance(wanted, list) else [wanted]:
        box = page.locator(_id(_chosen(one, label)["id"]))
        # by the keyboard: a text that a box shows above the next one moves it away from under the pointer
        if not box.is_checked():
            box.press("Space")
        if box.is_visible():  # not taken out of view by the answer before it
            expect(box, label).to_be_checked()


def _chosen(one: dict[str, Any], wanted: Any) -> Any:
    if wanted is None:
        return one["options"][0]
    found = [option for option in one["options"] if option["value"] == str(wanted)]
    found += [option for option in one["options"] if option["label"].startswith(str(wanted))]
    assert found, f"«{one['label']}» has no «{wanted}»: {[option['label'] for option in one['options']]}"
    return found[0]


def _id(name: str) -> str:
    return f'[id="{name}"]'


_FILLERS = {
    "text": _text, "textarea": _text, "email": _text, "tel": _text, "number": _number, "date": _day,
    "time": _clock_time, "moment": _moment, "select": _select, "select-one": _select, "tick": _tick,
    "radio": _boxes, "checkbox": _boxes,
}  # fmt: skip

"""In a real browser: what is typed is saved by itself, conditions and rows follow in place, and axe finds nothing."""

from __future__ import annotations

import time
from collections.abc import Callable

import axe
import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from engine import model
from tests.webforms import gallery
from tests.webforms.holding import let_time_stand

WIDTHS = (360, 1440)


def test_what_is_typed_is_saved_by_itself(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    page.locator("[name=referat]").fill("Skrevet uten å trykke lagre")
    expect(page.locator("[data-saved]")).to_contain_text("Lagret")

    page.reload()

    expect(page.locator("[name=referat]")).to_have_value("Skrevet uten å trykke lagre")


def test_who_types_without_a_pause_is_saved_every_few_seconds(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    let_time_stand(page)

    for _key in range(16):
        page.locator("[name=referat]").press_sequentially("a")
        page.clock.run_for(400)

    expect(page.locator("[data-saved]")).to_contain_text("Lagret ")


def test_what_is_typed_is_there_when_the_page_is_loaded_anew_at_once(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    page.locator("[name=referat]").fill("Skrevet i siste øyeblikk")
    page.reload()

    expect(page.locator("[name=referat]")).to_have_value("Skrevet i siste øyeblikk")
    page.locator("[name=referat]").fill("Og mer etterpå")
    expect(page.locator("[data-saved]")).to_contain_text("Lagret")


def test_condition_is_followed_at_once(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    expect(page.locator("[name=hvorfor]")).to_be_hidden()

    page.locator("[name=trygg][value=nei]").check()

    expect(page.locator("[name=hvorfor]")).to_be_visible()


def test_rows_change_in_place_with_the_focus_where_it_is_needed(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    page.locator("[name=referat]").fill("Blir stående")
    page.get_by_role("button", name="Legg til Tiltak").click()
    expect(page.locator("#felt-tiltak-0")).to_be_focused()
    page.locator("[name='tiltak.0.hva']").fill("Første")
    page.get_by_role("button", name="Legg til flere Tiltak").click()
    page.locator("[name='tiltak.1.hva']").fill("Andre")

    page.get_by_role("button", name="Flytt opp Tiltak 2").click()

    expect(page.locator("[name='tiltak.0.hva']")).to_have_value("Andre")
    expect(page.locator("[name=referat]")).to_have_value("Blir stående")


def test_another_window_is_told_and_nothing_is_lost(open_task: Callable[[str], Page]) -> None:
    first, second = open_task("rektor"), open_task("rektor")
    left: list[str] = []
    first.locator("[name=referat]").fill("Første vindu")
    expect(first.locator("[data-saved]")).to_contain_text("Lagret")

    second.locator("[name=referat]").press_sequentially("Andre vindu")
    expect(second.locator("[data-saved]")).to_contain_text("endret i et annet vindu")
    second.once("dialog", lambda asked: (left.append(asked.type), asked.dismiss()))
    second.evaluate("location.reload()")
    assert left == ["beforeunload"]
    second.get_by_role("button", name="Lagre og lukk").click()

    expect(second.get_by_text("Teksten fra det andre vinduet")).to_be_visible()
    expect(second.locator("[name=referat]")).to_have_value("Andre vindu")


def test_sending_while_a_save_is_on_its_way_is_no_conflict(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    let_time_stand(page)
    on_its_way: list[tuple[Route, APIResponse]] = []
    page.route("**/utkast", lambda route: on_its_way.append((route, route.fetch())))
    with page.expect_request("**/utkast"):
        page.locator("[name=referat]").fill("Skrevet i full fart")
        page.clock.run_for(1000)

    page.get_by_role("button", name="Fullfør oppgaven").click()
    page.clock.run_for(100)
    until = time.monotonic() + 300
    while not on_its_way and time.monotonic() < until:
        page.evaluate("0")  # gives the browser's events their turn, the answer to the save among them
    route, answer = on_its_way[0]
    route.fulfill(response=answer)

    expect(page.get_by_text("«Steg SAMTALE» er fullført")).to_be_visible()


# in the high window the foot stands below the last question, in the others over the questions, and grows upwards
@pytest.mark.parametrize(("width", "height"), [(1440, 4000), (1280, 800), (320, 800)])
def test_a_press_counts_though_an_answer_brings_questions_while_the_button_is_down(
    open_task: Callable[[str], Page], width: int, height: int
) -> None:
    page = open_task("rektor")
    page.set_viewport_size({"width": width, "height": height})
    let_time_stand(page)
    on_its_way: list[Route] = []
    page.route("**/utkast", lambda route: on_its_way.append(route))
    with page.expect_request("**/utkast"):
        page.locator("[name=trygg][value=nei]").check()
        page.clock.run_for(1000)
    page.evaluate("scrollTo(0, 0)")
    page.get_by_role("button", name="Fullfør oppgaven").hover()

    page.mouse.down()
    with page.expect_response("**/utkast") as answer:
        on_its_way[0].continue_()
    answer.value.finished()
    page.clock.run_for(100)
    with page.expect_navigation():
        page.mouse.up()
        page.clock.run_for(100)

    expect(page.locator("[name=hvorfor]")).to_be_visible()


@pytest.mark.parametrize("width", [360, 768, 1280, 1440])
def test_buttons_stay_where_they_are_whatever_is_said_of_the_save(open_task: Callable[[str], Page], width: int) -> None:
    page = open_task("rektor")
    page.set_viewport_size({"width": width, "height": 900})
    button, told = page.get_by_role("button", name="Fullfør oppgaven"), page.locator("[data-saved]")
    places = set()
    for said in ("", "Lagrer …", "Lagret 18:56"):
        told.evaluate("(one, said) => { one.textContent = said; }", said)
        places.add(str(button.bounding_box()))

    assert len(places) == 1


def test_files_that_are_too_much_together_are_told_of_before_they_are_sent(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    field, told = page.locator("[name=vedlegg]"), "field => field.validationMessage"
    photo = {"name": "bilde.txt", "mimeType": "text/plain", "buffer": b"a" * 13 * 1024 * 1024}

    field.set_input_files([photo, {**photo, "name": "bilde2.txt"}])  # type: ignore[list-item]
    assert "Filene er til sammen større enn 25 MB" in field.evaluate(told)

    field.set_input_files([photo])  # type: ignore[list-item]
    assert field.evaluate(told) == ""


def test_a_long_list_can_be_searched(gallery_page: Callable[[str, int], Page]) -> None:
    page = gallery_page("oppgave", 1440)
    options = page.locator("select[name=ansvarlig] option")

    page.get_by_label("Søk i listen").first.fill("eksempel 12")

    expect(options).to_have_count(2)


def test_picture_shows_the_open_steps_whenever_the_window_changes(picture: Callable[[str], Page]) -> None:
    page = picture("BAE-H-03 BAE-H-04")
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    first = page.locator("[data-element-id='BAE-H-03']")
    second = page.locator("[data-element-id='BAE-H-04']")

    page.locator(".diagram").evaluate("box => { box.style.display = 'none' }")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
    page.locator(".diagram").evaluate("box => { box.style.display = '' }")

    page.locator(".diagram").scroll_into_view_if_needed()
    expect(first).to_be_in_viewport(ratio=0.9)
    expect(second).to_be_in_viewport(ratio=0.9)
    page.set_viewport_size({"width": 360, "height": 900})
    page.locator(".diagram").scroll_into_view_if_needed()
    expect(first).to_be_in_viewport(ratio=0.9)
    assert faults == []


def test_menu_is_one_line_on_a_phone_and_open_on_a_desk(open_task: Callable[[str], Page]) -> None:
    page = open_task("rektor")
    link = page.get_by_role("navigation", name="Hovedmeny").get_by_role("link", name="Rutiner")
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(link).to_be_visible()
    page.locator(".who span").evaluate("name => { name.textContent = 'Et Langt Navn Eksempel-Eksempelsen' }")
    assert page.locator(".top").bounding_box()["height"] < 80  # type: ignore[index]

    page.set_viewport_size({"width": 360, "height": 900})
    expect(link).to_be_hidden()
    assert page.locator(".top").bounding_box()["height"] < 80  # type: ignore[index]
    page.locator("summary", has_text="Meny").click()

    expect(link).to_be_visible()


def test_intervening_shows_the_chosen_fields(open_task: Callable[[str], Page], site: str, case: model.CaseRef) -> None:
    page = open_task("rektor")
    page.goto(f"{site}/sak/{case.number}/grip-inn")
    expect(page.get_by_label("Ny frist")).to_be_hidden()

    page.locator("[name=hva][value=deadline]").check()

    expect(page.get_by_label("Ny frist")).to_be_visible()
    expect(page.get_by_label("Gå til steg")).to_be_hidden()
    page.locator("[name=hva][value=go]").check()
    expect(page.get_by_label("Gå til steg")).to_be_visible()
    expect(page.get_by_label("Hvilket åpent steg gjelder det?")).to_be_visible()
    page.locator("[name=hva][value=stop]").check()
    expect(page.get_by_label("Hvilket åpent steg gjelder det?")).to_be_hidden()


@pytest.mark.parametrize("name", sorted(gallery.every_page()))
def test_axe_finds_nothing_and_nothing_overflows(gallery_page: Callable[[str, int], Page], name: str) -> None:
    page = gallery_page(name, WIDTHS[0])

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert (width, axe.faults(page)) == (width, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= width

"""The web application: puts the parts together (design 4: only this file and the command line may).

Knows Flask and every view; decides nothing about cases. Who may come in is `webforms.auth` by each route's rule; what
an error looks like is `webforms.failures`.
"""

from __future__ import annotations

import time

from flask import Flask, Response, g
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from engine import clock, errors, logs, sample
from engine import settings as engine_settings
from webforms import (
    answered,
    auth,
    built,
    failures,
    headers,
    language,
    markdown,
    navigation,
    posts,
    requests,
    telling_case,
    times,
    wording,
)
from webforms.views import ALL

CSRF_SECONDS = 12 * 3600
TEXT_MAX = 4 * 1024 * 1024
KEY_MISSING = "Innstillingen SKOLEMILJO_SECRET_KEY mangler. Sett den til en lang, tilfeldig tekst."
READ_AT_MOST = 4  # times form_max_mb: so far a body is read for its text's sake


page_for = failures.page_for


def create_app(settings: engine_settings.Settings, *, is_demo: bool = False) -> Flask:
    """Return the application; the caller has configured the database. Raises `SettingsUnreadable` without a secret."""
    if not settings.secret_key:
        raise errors.SettingsUnreadable(KEY_MISSING)
    app = Flask("webforms", static_folder=None)
    app.request_class = posts.PatientRequest
    app.config.update(
        SETTINGS=settings,
        BEGAN=time.monotonic(),
        SECRET_KEY=settings.secret_key,
        DEMO=is_demo,
        DEMO_SIGN_INS=_demo_people() if is_demo else [],
        SESSION_COOKIE_NAME="skolemiljo_side",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=READ_AT_MOST * settings.form_max_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=TEXT_MAX,
        MAX_FORM_PARTS=20_000,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=CSRF_SECONDS,
    )
    if settings.secure_cookies:  # behind one proxy that speaks HTTPS
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    logs.configure(settings.log_level)
    requests.register(app)
    app.before_request(auth.admit)
    app.before_request(_speak)
    app.teardown_request(lambda _problem: language.choose("nb"))  # what comes next in this thread chooses for itself
    app.before_request(posts.check)
    app.before_request(answered.show)
    posts.csrf.init_app(app)
    app.after_request(answered.send_on)  # the last registered comes first: this one after all but the log
    app.after_request(auth.forget_held)
    app.after_request(_keep_sections_whole)
    _send_headers(app, settings)
    failures.register(app)
    _prepare_templates(app, settings)
    for blueprint in ALL:
        app.register_blueprint(blueprint)
    return app


def read_templates(app: Flask) -> Flask:
    """Read every template now; return `app`.

    Each would be read when its page is first asked for: a new release put over one that runs gives a page of the new
    to code of the old, and the person «Noe gikk galt hos oss».
    """
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    return app


def _demo_people() -> list[sample.SignIn]:
    """Return the sample people that anybody may be in the demo; they are made up, and their password is printed."""
    return [sample.SignIn(name, sample.PASSWORD, name, role) for name, (_id, role) in sample.PEOPLE.items()]


def _speak() -> None:
    """Speak the person's language."""
    found = g.get("person")
    language.choose(found.language if found is not None else "nb")


def _keep_sections_whole(response: Response) -> Response:
    """Set a page's `§ 12-5` so that it stays on one line."""
    if response.mimetype == "text/html" and not response.is_streamed and not response.direct_passthrough:
        whole = response.get_data(as_text=True)
        kept = wording.keep_sections_whole(whole)
        if kept != whole:
            response.set_data(kept)
    return response


def _send_headers(app: Flask, settings: engine_settings.Settings) -> None:
    wanted = headers.for_pages(is_https=settings.secure_cookies).header_items()

    def send(response: Response) -> Response:
        for name, value in wanted:
            response.headers.setdefault(name, value)
        return response

    app.after_request(send)


def _prepare_templates(app: Flask, settings: engine_settings.Settings) -> None:
    env = app.jinja_env
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(language.jinja_text, language.jinja_plural, newstyle=True)  # type: ignore[attr-defined]
    env.filters.update(first_upper=times.first_upper, markdown=markdown.to_html, said=language.said, role=language.role)
    env.filters.update(breakable=wording.breakable, listed=telling_case.listed, lane=language.lane)
    env.filters.update(inside=telling_case.inside, unbroken=wording.unbroken)
    env.globals.update(
        times=times,
        now=clock.now,
        clock_offset=clock.offset,
        language=language.current,
        asset=built.address,
        navigation=navigation.links,
        notices=navigation.notices,
        stopped_clock=navigation.stopped_clock,
        upload_max_mb=settings.upload_max_mb,
        form_max_mb=settings.form_max_mb,
        wording=wording,
        standings=wording.STANDINGS,
        promise=telling_case.promise,
    )
    env.globals["icon"] = env.get_template("parts/icons.html").module.icon  # type: ignore[attr-defined]
    app.context_processor(lambda: {"person": g.get("person")})

"""Views: one file a family of pages; each reads input, calls one command or question, and picks a page (design 5)."""

from __future__ import annotations

from flask import Blueprint

from webforms import built
from webforms.views import (
    case,
    catalogue,
    changes,
    correcting,
    documents,
    drafts,
    handbook,
    health,
    inbox,
    intervening,
    ledger,
    moves,
    plan,
    relocating,
    report,
    review,
    routines,
    settings,
    sign_in,
    standing,
    surveys,
    task,
    wheel,
    yards,
)

ALL: tuple[Blueprint, ...] = (
    built.views,
    health.views,
    sign_in.views,
    inbox.views,
    task.views,
    drafts.views,
    moves.views,
    review.views,
    report.views,
    case.views,
    plan.views,
    catalogue.views,
    changes.views,
    intervening.views,
    correcting.views,
    documents.views,
    standing.views,
    ledger.views,
    routines.views,
    relocating.views,
    settings.views,
    surveys.views,
    yards.views,
    wheel.views,
    handbook.views,
)

"""What was answered and what was made of it: answer records, letters, uploads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AnswersView:
    """One answer record as read: the form it was given in, and its content."""

    id: int
    element_id: str
    step_name: str
    by: str
    at: datetime
    standing: str
    form: Mapping[str, object] | None  # the .form JSON of the version it was given in
    content: Mapping[str, object]
    instance: int | None
    corrects_id: int | None = None
    is_corrected: bool = False
    part_of: UUID | None = None  # the task that these answers are one of several parts of
    path: str = ""  # of the task, and the names that it saw (`bpmn.Stand`)
    local: Mapping[str, object] = field(default_factory=dict)
    is_anothers: bool = False  # of another instance than what is shown


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A letter or an upload, with how and when it was sent."""

    id: int
    kind: str
    title: str
    name: str
    media_type: str
    size: int
    at: datetime
    by: str
    element_id: str
    deliveries: tuple[DeliveryRow, ...] = ()
    is_wrong: bool = False  # a letter about another pupil than the case is about now: it must not be sent
    added_by: int | None = None
    is_loose: bool = False  # an upload that no answer names: it may have been taken away, or not be given yet


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One sending of a document."""

    channel: str
    recipient: str
    sent_at: datetime
    recorded_by: str

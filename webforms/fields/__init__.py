"""One class per form-js kind, and the registry that finds it (design 4 `fields/`, style.md 3.6).

A new kind is one class here and one template `templates/fields/<kind>.html`.
"""

from __future__ import annotations

from webforms.fields import choices, containers, dates, files, registry, shown, writing, yard
from webforms.fields.base import Field

ALL: tuple[Field, ...] = (
    writing.TextField(),
    writing.TextArea(),
    writing.Number(),
    dates.DateTime(),
    choices.Checkbox(),
    choices.Checklist(),
    choices.Radio(),
    choices.Select(),
    choices.Taglist(),
    containers.Group(),
    containers.DynamicList(),
    yard.Yard(),
    shown.Text(),
    shown.Html(),
    shown.Separator(),
    shown.Spacer(),
    shown.Image(),
    shown.Table(),
    shown.Expression(),
    files.FilePicker(),
)
registry.KINDS.update({field.kind: field for field in ALL})

"""Steps for each row of a list that a form lets be sent without rows: the answer is null then, and the case stops.

Knows lists of forms, their property `minst`, and what a multi-instance counts; must not know expressions: only a name
that stands alone is judged, since whoever writes more may have said what null means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine import bpmn, forms, model

AT_LEAST = "minst"  # the property of a list; what it does is done in engine/feel/form
_WHY = "En liste uten rader er null i diagrammet, og da stanser saken her."


def findings(elements: Mapping[str, Sequence[bpmn.Element]], read: Sequence[forms.Form]) -> Iterator[model.Finding]:
    """Give a warning for each multi-instance over such a list; `elements` stand by their diagram's path."""
    lists = [one for form in read for one in form.all() if one.kind == "dynamiclist" and not one.in_list]
    loose = {one.key: one.label or one.key for one in lists if one.get("properties", AT_LEAST) is None}
    for path, ones in elements.items():
        for one in ones:
            items = one.loop.items.removeprefix("=").strip() if one.loop else ""
            if items in loose:
                what = f"Steget står én gang for hver rad i «{loose[items]}», som kan sendes uten rader."
                remedy = (
                    f"Sett egenskapen {AT_LEAST} = 1 på listen, eller skriv =if {items} = null then [] else {items}."
                )
                yield model.Finding(path, "list-empty", "warning", one.id, one.name, one.line, what, _WHY, remedy)

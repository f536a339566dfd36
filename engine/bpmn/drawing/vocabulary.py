"""Tells what of Zeebe's and BPMN's own words would do nothing where it stands: no name is passed over (design 7).

Tables of names, where each may stand, and which attributes are read. What elements themselves have is read elsewhere;
this looks at all the rest of a file.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn.drawing import dialect, names, spots, zeebe
from engine.bpmn.drawing.found import Finder
from engine.bpmn.drawing.xml import Node

# What is refused or read as a whole where it is met.
_READ = {"multiInstanceLoopCharacteristics", "conditionalEventDefinition", *names.NOT_RUN}
_JUDGED = {"process", "subProcess", "transaction", "adHocSubProcess"}
_OTHERWISE = "Fjern det, eller si det med et element som støttes."
_WHY = "Det som står i diagrammet uten å virke, ville gi en annen rutine enn den som er tegnet."


def check(root: Node, finder: Finder) -> None:
    """Add a finding for each word of Zeebe's that is not read where it stands, and each unknown word of BPMN's."""
    told: set[str] = set()
    for node in root.iter("{*}*"):
        space, name = zeebe.split(node)
        if space == dialect.ZEEBE:
            _zeebe(node, name, finder)
        elif space == dialect.BPMN:
            _bpmn(node, name, told, finder)


def owner(node: Node) -> Node:
    """Return the BPMN element that an extension belongs to."""
    while zeebe.split(node)[0] != dialect.BPMN or zeebe.split(node)[1] == "extensionElements":
        parent = node.getparent()
        if parent is None:
            return node
        node = parent
    return node


def _zeebe(node: Node, name: str, finder: Finder) -> None:
    of = owner(node)
    place = zeebe.split(of)[1]
    if name in names.ZEEBE_PARTS or name in names.ZEEBE_PARTS_REFUSED:
        return
    if name not in names.ZEEBE:
        if place not in dialect.RUN and place not in _READ:
            remedy = dialect.ZEEBE_REMEDIES.get(name, _OTHERWISE)
            finder.error("not-supported", spots.spot(of), f"«zeebe:{name}» kjøres ikke her.", why=_WHY, remedy=remedy)
        return
    known = names.ZEEBE[name]
    if known.places and place not in known.places:
        if name == "loopCharacteristics" and place in dialect.ACTIVITIES:
            return  # told where it is read
        what = f"«zeebe:{name}» virker ikke på «{dialect.WORDS.get(place, place)}»."
        finder.warning(
            "extension-misplaced",
            spots.spot(of),
            what,
            why=_WHY,
            remedy="Fjern det, eller velg et element som bruker det.",
        )
    elif known.is_idle:
        what = f"«zeebe:{name}» har ingen virkning her."
        finder.warning("extension-unread", spots.spot(of), what, remedy="Det kan stå, eller fjernes.")
    for key, value in node.attrib.items():
        _attribute(of, name, (str(key), str(value)), finder)


def _attribute(of: Node, name: str, given: tuple[str, str], finder: Finder) -> None:
    key, value = given
    known = names.ZEEBE[name]
    if key in known.refused:
        what = f"«{key}» på «zeebe:{name}» støttes ikke."
        finder.error("not-supported", spots.spot(of), what, why=_WHY, remedy=known.refused[key])
    elif key == "bindingType" and value == "versionTag":
        what = f"«zeebe:{name}» er bundet til en utgave (versionTag)."
        why = "Her gjelder alltid det som er publisert sammen med diagrammet."
        finder.warning("extension-unread", spots.spot(of), what, why=why, remedy="Det kan stå, eller fjernes.")
    elif key not in known.attributes and not key.startswith("{"):
        what = f"«{key}» på «zeebe:{name}» leses ikke."
        finder.warning(
            "extension-unread", spots.spot(of), what, why="Det virker ikke her.", remedy="Det kan stå, eller fjernes."
        )


def _bpmn(node: Node, name: str, told: set[str], finder: Finder) -> None:
    parent = node.getparent()
    around = "" if parent is None else zeebe.split(parent)[1]
    at = spots.spot(_drawn(node))
    if name not in names.BPMN and around not in _JUDGED:
        _unknown(node, name, told, finder)
    for key, (allowed, what, remedy) in names.VALUES.get(name, _NONE).items():
        value = node.get(key, "").strip()
        if value and value.lower() not in allowed:
            finder.error("not-supported", at, what.format(value=value), why=_WHY, remedy=remedy)


def _drawn(node: Node) -> Node:
    """Return what a reader finds in the picture: `node`, or what it stands inside."""
    for one in (node, *node.iterancestors()):
        name = zeebe.split(one)[1]
        if one.get("id") and name not in names.INSIDE:
            return one
    return node


def _unknown(node: Node, name: str, told: set[str], finder: Finder) -> None:
    """Refuse a word that BPMN does not have; what programs write without a namespace of their own is told once."""
    of = next((one for one in node.iterancestors() if zeebe.split(one)[1] in names.BPMN), node)
    if zeebe.split(of)[1] not in _EXTENDED:
        at = node if node.get("id") else of
        finder.error("not-supported", spots.spot(at), f"«{name}» er ikke noe vi leser.", why=_WHY, remedy=_OTHERWISE)
    elif _OWN not in told:
        told.add(_OWN)
        what = f"Filen har utvidelser fra et annet program, som «{name}», og de leses ikke."
        finder.warning("extension-unread", spots.spot(owner(of)), what, why="De virker ikke her.")


_OWN = "utvidelser uten eget navnerom"
_EXTENDED = {"extensionElements", "relationship", "extension"}
_NONE: Mapping[str, tuple[frozenset[str], str, str]] = {}

"""Makes equal what XML lets a file write in several ways: `1` for `true`, a reference with a namespace's prefix.

Knows XML nodes and the types of BPMN's attributes (BPMN 2.0's own schema: xsd:boolean, xsd:QName); so nobody else need
know that there is more than one spelling (design 7).
"""

from __future__ import annotations

from engine.bpmn.drawing import dialect
from engine.bpmn.drawing.xml import Node

_BOOLEANS = frozenset(
    {
        "isExecutable",
        "isClosed",
        "cancelActivity",
        "isInterrupting",
        "parallelMultiple",
        "triggeredByEvent",
        "isForCompensation",
        "isSequential",
        "instantiate",
        "testBefore",
        "waitForCompletion",
        "cancelRemainingInstances",
        "isCollection",
    }
)
_NAMES = frozenset(
    {
        "attachedToRef",
        "processRef",
        "calledElement",
        "messageRef",
        "signalRef",
        "errorRef",
        "escalationRef",
        "activityRef",
        "categoryValueRef",
        "operationRef",
        "sourceRef",
        "targetRef",
    }
)
_PLAIN = {"1": "true", "0": "false"}


def make_plain(root: Node) -> None:
    """Write all booleans of `root` as `true` or `false`, and references without a prefix that the file declares."""
    for node in root.iter(f"{{{dialect.BPMN}}}*"):
        for key, value in node.attrib.items():
            if key in _BOOLEANS:
                stripped = str(value).strip()
                node.set(key, _PLAIN.get(stripped, stripped))
            elif key in _NAMES:
                node.set(key, _local(node, str(value).strip()))


def _local(node: Node, reference: str) -> str:
    prefix, colon, rest = reference.partition(":")
    return rest if colon and prefix in node.nsmap else reference

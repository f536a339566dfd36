"""Reads bytes into an XML tree within bounds: size, no DOCTYPE, no entities, depth, elements, attributes (design 7).

Knows XML only, of diagrams and of decision tables. A file that breaks a bound gives one finding instead of a tree. What
libxml2 itself would spend minutes on (entities, tens of thousands of names in one element) is looked for in the bytes.
"""

from __future__ import annotations

import re

from lxml import etree

from engine import model

SIZE_LIMIT = 5 * 1024 * 1024
ELEMENT_LIMIT = 50_000
DEPTH_LIMIT = 100
ATTRIBUTE_LIMIT = 200  # of one element, names of namespaces among them
NAMESPACE_LIMIT = 1_000  # of the whole file: each is looked through for every name behind them
_ATTRIBUTE = re.compile(rb"=\s*[\"']")
_NAMESPACE = re.compile(rb"\sxmlns\s*(:[^\s=]*|=)")

Node = etree._Element  # noqa: SLF001 - lxml has no public name for it
SPLIT = "Del rutinen i flere diagrammer og kall dem med kallaktiviteter."


def parse(raw: bytes, *, file: str, advice: str = SPLIT) -> Node | model.Finding:
    """Return the root element, or the finding that says why the file cannot be read.

    `advice` is the remedy for a file that is too large.
    """
    if len(raw) > SIZE_LIMIT:
        return _refused(file, "xml-too-large", f"Filen er større enn {SIZE_LIMIT // 1024 // 1024} MB.", advice)
    # UTF-16 has zero bytes between the letters; what another encoding hides, the tree is asked for below
    plain = raw.replace(b"\0", b"")
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        return _doctype(file)
    if plain.count(b"<") > 4 * ELEMENT_LIMIT:
        return _refused(file, "xml-too-many", f"Filen har mer enn {ELEMENT_LIMIT} XML-elementer.", advice)
    if _is_crowded(plain):
        what = f"Et element har mer enn {ATTRIBUTE_LIMIT} attributter, eller filen mer enn {NAMESPACE_LIMIT} navnerom."
        return _refused(file, "xml-too-many", what, "Lagre filen på nytt fra modelleringsverktøyet.")
    try:
        root = etree.fromstring(raw, _parser())
    except etree.XMLSyntaxError as problem:
        what = f"Filen er ikke gyldig XML: {_said(problem)}."
        return _refused(
            file,
            "xml-broken",
            what,
            "Rett linjen, eller lagre filen på nytt fra modelleringsverktøyet.",
            problem.lineno,
        )
    if str(getattr(root.getroottree().docinfo, "doctype", "")):
        return _doctype(file)
    return _bounded(root, file, advice)


def _said(problem: etree.XMLSyntaxError) -> str:
    """Return what libxml2 says, in Norwegian where it is known, and where."""
    line, column = problem.position
    said = re.sub(r", line \d+, column \d+$", "", str(problem.msg or "")).strip()
    known = ((pattern.search(said), words) for pattern, words in _WORDS)
    text = next((found.expand(words) for found, words in known if found), f"«{said}»")
    return f"{text} (linje {line}, tegn {column})" if line else text


_WORDS = [
    (re.compile(pattern), words)
    for pattern, words in (
        (r"^Opening and ending tag mismatch: (\S+) line (\d+) and (\S+)", r"«\1» i linje \2 slutter som «\3»"),
        (r"^Premature end of data in tag (\S+) line (\d+)", r"filen slutter midt i «\1», som begynner i linje \2"),
        (r"^Couldn't find end of Start Tag (\S+)", r"«\1» mangler «>» eller et anførselstegn"),
        (r"^Excessive depth", "elementer står mer enn 255 nivåer inni hverandre"),
        (r"^Document is empty", "den er tom, eller begynner ikke med «<»"),
        (r"^Start tag expected", "den begynner ikke med «<»"),
        (r"EntityRef: (no name|expecting ';')", "«&» må skrives «&amp;»"),
        (r"^Entity '(.+?)' not defined", r"«&\1;» finnes ikke; skriv tegnet selv"),
        (r"^Unescaped '<'", "«<» i en attributt må skrives «&lt;»"),
        (r"invalid element name", "«<» i en tekst må skrives «&lt;», eller et element mangler navn"),
        (r"^Attribute (\S+) redefined", r"attributten «\1» står to ganger på samme element"),
        (r"^Namespace prefix (\S+) (for|on) .*not defined", r"navnerommet «\1» er ikke deklarert (xmlns:\1)"),
        (r"^Extra content at the end", "det står noe etter slutten på dokumentet"),
        (r"^AttValue: .*expected", "en attributt mangler anførselstegn"),
        (r"^attributes construct error", "et element mangler «>», eller en attributt et anførselstegn"),
        (r"^Specification mandates value for attribute (\S+)", r"attributten «\1» mangler verdi"),
        (r"(PCDATA invalid Char|invalid xmlChar) value (\d+)", r"tegn nummer \2 kan ikke stå i XML"),
        (r"^invalid character in attribute value", "en attributt har et tegn som ikke kan stå i XML"),
        (r"^Input is not proper|^Invalid bytes|encod|Blank needed", "den er lagret i en annen tegnkoding enn den sier"),
        (r"^XML declaration allowed only", "XML-linjen må stå aller først i filen"),
        (r"^Comment not terminated", "en kommentar er ikke avsluttet med «-->»"),
        (r"^CData section not finished", "en CDATA-del er ikke avsluttet med «]]>»"),
        (r"^error parsing attribute name", "navnet på en attributt kan ikke leses"),
        (r"^expected '>'", "en slutt mangler «>»"),
        (r"^Double hyphen within comment", "«--» kan ikke stå i en kommentar"),
        (r"^Failed to parse QName '(.+)'", r"«\1» er ikke et navn i XML"),
        (r"^String not started|^Malformed declaration", "XML-linjen mangler version eller anførselstegn"),
        (r"^Sequence ']]>' not allowed", "«]]>» må skrives «]]&gt;»"),
        (r"^ParsePI", "noe som begynner med «<?», er ikke avsluttet med «?>»"),
        (r"^CharRef", "et tegn skrevet med nummer (&#…;) kan ikke leses"),
    )
]


def _is_crowded(plain: bytes) -> bool:
    """Tell whether one element seems to have too many attributes; `<` cannot stand in a tag, so it parts them."""
    # some editors declare the same few again on each element: only different ones stand together
    if len(set(_NAMESPACE.findall(plain))) > NAMESPACE_LIMIT:
        return True
    return any(
        part.count(b"=") > ATTRIBUTE_LIMIT and len(_ATTRIBUTE.findall(part)) > ATTRIBUTE_LIMIT
        for part in plain.split(b"<")
    )


def line(node: Node) -> int | None:
    """Return the line that `node` begins on."""
    found: object = node.sourceline
    return found if isinstance(found, int) else None


def _parser() -> etree.XMLParser:
    # One a call: a parser must not be shared by threads.
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _bounded(root: Node, file: str, advice: str) -> Node | model.Finding:
    depth = count = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > DEPTH_LIMIT:
            return _refused(file, "xml-too-deep", f"Filen har elementer mer enn {DEPTH_LIMIT} nivåer ned.", advice)
        if count > ELEMENT_LIMIT:
            return _refused(file, "xml-too-many", f"Filen har mer enn {ELEMENT_LIMIT} XML-elementer.", advice)
    return root


def _doctype(file: str) -> model.Finding:
    return _refused(file, "xml-doctype", "Filen har en DOCTYPE eller egne entiteter.", "Fjern DOCTYPE-linjen.")


def _refused(file: str, code: str, what: str, remedy: str, line: int | None = None) -> model.Finding:
    why = "Resten kan ikke leses." if code == "xml-broken" else "En slik fil kan stanse serveren."
    return model.Finding(file, code, "error", "", "", line, what, why, remedy)

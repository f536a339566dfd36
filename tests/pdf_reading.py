"""What a PDF says: its text, its tags, its fonts and its claims, read with pikepdf alone.

Text is compared without white space: a PDF places glyphs, not lines.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pikepdf
import pikepdf.pdfa

# what its list of the allowed does not know, and PDF/A-2a allows: the higher level, the extension schema that claims
# PDF/UA and the XMP beside it, a bookmark's target by reference, a font's optional CIDSet
_UNKNOWN = [
    r"pdfaid:conformance is 'A', expected 'B'",
    r"XMP (namespace|property) (xmpTPg|pdfaExtension|pdfaSchema|pdfaProperty|pdfuaid)[:=].* is not permitted",
    r"the content of structured XMP property xmpMM:History is not checked",
    r"'\d+ 0 R' is not valid under any of the given schemas",
    r"/CIDSet on a CIDFontType2 subset is not checked",
]
_SHOWS_TEXT = {"Tj", "TJ", "'", '"'}


def opened(content: bytes) -> pikepdf.Pdf:
    """Return the parsed PDF."""
    return pikepdf.open(io.BytesIO(content))


def squeezed(text: str) -> str:
    """Return `text` without white space and invisible breaks."""
    return re.sub(r"[\s\u200b\u00ad]+", "", text)


def says(content: bytes, phrase: str) -> bool:
    """Tell whether the PDF shows `phrase`, white space aside."""
    return squeezed(phrase) in text(content)


def text(content: bytes) -> str:
    """Return all shown text, page by page, without white space."""
    shown: list[str] = []
    pdf = opened(content)
    for page in pdf.pages:
        maps = {name: _to_unicode(font) for name, font in page.resources.get("/Font", {}).items()}
        font = ""
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                font = str(operands[0])
            elif str(operator) in _SHOWS_TEXT:
                shown += _decoded(operands[0], maps[font])
    return squeezed("".join(shown))


def untagged_text(content: bytes) -> int:
    """Return how many pieces of text stand outside both the tags and the artifacts."""
    count = 0
    pdf = opened(content)
    for page in pdf.pages:
        depth = 0
        for _, operator in pikepdf.parse_content_stream(page):
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(str(operator), 0)
            count += str(operator) in _SHOWS_TEXT and depth == 0
    return count


def tags(content: bytes) -> list[str]:
    """Return the names of all structure elements in reading order."""
    pdf = opened(content)
    return list(_tags(pdf.Root.StructTreeRoot))


def archive_faults(content: bytes) -> list[str]:
    """Return what keeps the PDF from being PDF/A-2b, by veraPDF's rules as pikepdf judges them; `tags` make it 2a."""
    report = pikepdf.pdfa.validate_written(io.BytesIO(content), "2b")
    found = [one for one in report.findings if not any(re.fullmatch(known, one.message) for known in _UNKNOWN)]
    return [f"{one.rule} {one.where}: {one.message}" for one in found]


def fonts(content: bytes) -> dict[str, bool]:
    """Return the fonts by name, with whether the font program is embedded."""
    found = {}
    pdf = opened(content)
    for page in pdf.pages:
        for font in page.resources.get("/Font", {}).values():
            descriptor = font.DescendantFonts[0].FontDescriptor if "/DescendantFonts" in font else font.FontDescriptor
            embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            found[str(font.BaseFont).split("+")[-1].lstrip("/")] = embedded
    return found


def _tags(node: pikepdf.Object) -> Iterator[str]:
    if "/S" in node:
        yield str(node.S).lstrip("/")
    children = node.get("/K", pikepdf.Array())
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and ("/S" in child or "/K" in child):
            yield from _tags(child)


def _decoded(operand: pikepdf.Object, known: dict[int, str]) -> Iterator[str]:
    for part in operand if isinstance(operand, pikepdf.Array) else [operand]:
        if isinstance(part, pikepdf.String):
            codes = bytes(part)
            yield from (known.get(codes[at] << 8 | codes[at + 1], "") for at in range(0, len(codes) - 1, 2))


def _to_unicode(font: pikepdf.Object) -> dict[int, str]:
    source = font.ToUnicode.read_bytes().decode("latin-1")
    known: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", source, re.DOTALL):
        for code, target in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            known[int(code, 16)] = bytes.fromhex(target).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", source, re.DOTALL):
        for first, last, target in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = int(target, 16)
            for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                known[code] = chr(start + step)
    return known

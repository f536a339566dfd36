"""Several tagged PDF files made into one: pages, bookmarks, tags and page numbers (design 3.6).

Knows PDF alone. The first file's claims (PDF/A-2a, PDF/UA-1, language, title) stand for the whole, so every part must
keep them too: each is one of our own letters. Nothing is drawn anew: a letter stands as it was made.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the whole; `title` is its bookmark."""

    title: str
    pdf: bytes


def pages(pdf: bytes) -> int:
    """Return how many pages a file has."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def bind(parts: Sequence[Part], numbers: bytes = b"") -> bytes:
    """Return the parts as one file, each with a bookmark and its tags; `numbers` has a page to lay over each page.

    What is laid over must be marked as artifact in `numbers` itself: a screen reader says nothing of it.
    """
    whole = pikepdf.open(io.BytesIO(parts[0].pdf))
    tags = _Tags(whole)
    starts = [0]
    for place, part in enumerate(parts[1:], 1):
        starts.append(len(whole.pages))
        source = pikepdf.open(io.BytesIO(part.pdf))
        whole.pages.extend(source.pages)
        tags.add(source, range(starts[-1], len(whole.pages)), place)
    tags.finish()
    if numbers:
        stamps = pikepdf.open(io.BytesIO(numbers))
        for page, stamp in zip(whole.pages, stamps.pages, strict=True):
            _lay(whole, page, stamp)
    with whole.open_outline() as outline:
        outline.root.clear()
        outline.root.extend(pikepdf.OutlineItem(part.title, start) for part, start in zip(parts, starts, strict=True))
    kept = io.BytesIO()
    # the same parts give the same bytes
    whole.save(kept, deterministic_id=True)
    return kept.getvalue()


def _lay(whole: pikepdf.Pdf, page: pikepdf.Page, stamp: pikepdf.Page) -> None:
    """Draw `stamp` over the page, marked as what a screen reader passes over."""
    name = page.add_resource(whole.copy_foreign(stamp.as_form_xobject()), pikepdf.Name.XObject)
    page.contents_add(b"q", prepend=True)
    page.contents_add(f"Q /Artifact BMC q {name} Do Q EMC".encode())


class _Tags:
    """The one tree of tags that the parts' trees become."""

    def __init__(self, whole: pikepdf.Pdf) -> None:
        """Begin with the tree of the first part."""
        self.whole = whole
        self.root = whole.Root.StructTreeRoot
        self.next = int(self.root.ParentTreeNextKey)
        self.parents: list[Any] = list(self.root.ParentTree.Nums)
        first = self.root.K[0]
        self.document = whole.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Document, P=self.root)
        )
        self.kids = [first]
        self.ids: list[tuple[bytes, pikepdf.Object]] = []
        self._take_ids(first, 0)

    def add(self, source: pikepdf.Pdf, pages: range, place: int) -> None:
        """Take in the tags of a part whose pages are the whole's `pages`."""
        tree = self.whole.copy_foreign(source.Root.StructTreeRoot)
        for number in pages:
            self._move(self.whole.pages[number].obj)
        nums = list(tree.ParentTree.Nums)
        for key, value in zip(nums[::2], nums[1::2], strict=True):
            self.parents += [int(key) + self.next, value]
        self.next += int(tree.ParentTreeNextKey)
        for name, meaning in tree.get("/RoleMap", pikepdf.Dictionary()).items():
            self.root.RoleMap[name] = meaning
        top = tree.K[0]
        self._take_ids(top, place)
        self.kids.append(top)

    def finish(self) -> None:
        """Put the parts below one document, and write the lists that lead to tags."""
        for kid in self.kids:
            kid.S, kid.P = pikepdf.Name.Part, self.document
        self.document.K = pikepdf.Array(self.kids)
        self.root.K = pikepdf.Array([self.document])
        self.root.ParentTree = self.whole.make_indirect(pikepdf.Dictionary(Nums=pikepdf.Array(self.parents)))
        self.root.ParentTreeNextKey = self.next
        if "/IDTree" in self.root:
            del self.root.IDTree
        if self.ids:
            names = [one for key, element in sorted(self.ids, key=lambda pair: pair[0]) for one in (key, element)]
            limited = pikepdf.Array([pikepdf.String(one) if isinstance(one, bytes) else one for one in names])
            self.root.IDTree = self.whole.make_indirect(pikepdf.Dictionary(Names=limited))

    def _move(self, page: pikepdf.Object) -> None:
        """Let a page and its notes ask for the places their tags have now."""
        if "/StructParents" in page:
            page.StructParents = int(page.StructParents) + self.next
        for note in page.get("/Annots", ()):
            if "/StructParent" in note:
                note.StructParent = int(note.StructParent) + self.next

    def _take_ids(self, top: pikepdf.Object, place: int) -> None:
        """Give the part's ids (header cells) a name of their own, where they stand and where they are meant."""
        for element in _elements(top):
            if "/ID" in element:
                element.ID = pikepdf.String(f"d{place}-".encode() + bytes(element.ID))
                self.ids.append((bytes(element.ID), element))
            owned = element.get("/A")
            for one in owned if isinstance(owned, pikepdf.Array) else [owned] if owned is not None else []:
                if "/Headers" in one:
                    one.Headers = pikepdf.Array(
                        [pikepdf.String(f"d{place}-".encode() + bytes(header)) for header in one.Headers]
                    )


def _elements(top: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Yield the tree's elements, each once, without going deep into Python's stack."""
    waiting = [top]
    while waiting:
        element = waiting.pop()
        yield element
        kids = element.get("/K", ())
        listed = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        waiting += [kid for kid in listed if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]

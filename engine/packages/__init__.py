"""The package to Statsforvalteren: one PDF with contents and bookmarks, and the files (domain.md LAW-08, BAE-T-18).

Knows what a case holds, its letters and how PDF files are bound; must not know HTML. Only who leads a case about a
pupil, and skoleeier where the case is open to them, may make one. It is kept as a document of the case, and the log
says who made it. What was left out is said on its front page.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from engine import (
    access,
    audit,
    clock,
    db,
    documents,
    errors,
    form_values,
    letters,
    model,
    phrases,
    rights,
    routines,
    rows,
    settings,
    tables,
)
from engine.cases.letters import letter_data
from engine.municipality import places
from engine.overview import heads
from engine.packages import binding, gathering
from engine.packages.gathering import Item

__all__ = ["LETTERS", "Item", "Request", "archive", "make", "may_make", "others_named", "proposal"]

FRONT, TIMELINE, ANSWERS, NUMBERS = "pakke-til-statsforvalteren", "pakke-tidslinje", "pakke-svar", "pakke-sidetall"
LETTERS = (FRONT, TIMELINE, ANSWERS, NUMBERS)
_KINDS = {"svar": "Svar", "brev": "Brev", "tidslinje": "Oversikt"}


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: the keys that go along, Statsforvalteren's number of the case, and who sends."""

    chosen: Collection[str]
    reference: str = ""
    sender: str = ""
    is_looked_over: bool = False


def others_named(number: str, person: model.Person, pdf: bytes) -> tuple[str, ...]:
    """Return the other pupils of the school whose names stand in a letter of the case; raise `CaseNotFound`."""
    with db.reading() as connection:
        return gathering.others_named(connection, _visible(connection, number, person), pdf)


def may_make(number: str, person: model.Person) -> bool:
    """Tell whether the person may make a package of the case; raise `CaseNotFound` for who may not open it."""
    with db.reading() as connection:
        return _may(connection, _visible(connection, number, person), person)


def proposal(number: str, person: model.Person) -> list[Item]:
    """Return what can go along, oldest first, each with other pupils' names in it; raise `NotAllowed`."""
    with db.reading() as connection:
        case = _visible(connection, number, person)
        _require(connection, case, person)
        return gathering.items(connection, case, person)


def make(number: str, *, by: model.Person, wanted: Request) -> int:
    """Make the package and keep it; return the document's id.

    Raises `NotAllowed`, and `AnswersInvalid` where nothing is chosen, or nobody has looked over other pupils' names.
    """
    with db.reading() as connection:
        case_id = _visible(connection, number, by).id
    with db.transaction(case_id) as connection:
        case = rows.case(connection, case_id)
        _require(connection, case, by)
        every = gathering.items(connection, case, by)
        chosen = [one for one in every if one.key in wanted.chosen]
        _judge(chosen, wanted)
        # a file that stands in no answer was never part of the case's story: its name may be another child's
        left_out = [one for one in every if one not in chosen and not one.is_loose]
        letter = _Binder(connection, case, wanted).bound(chosen, left_out)
        origin = documents.Origin(case.id, gathering.MADE, gathering.MADE, by)
        document = documents.keep_letter(connection, letter, name=f"{FRONT}-{case.number}.pdf", origin=origin)
        files = [one.document for one in chosen if one.kind == "fil"]
        facts = {"document": document, "files": files, "left_out": len(left_out)}
        made = audit.Entry(model.EventKind.PACKAGE_MADE, person_id=by.id, facts=facts)
        audit.record(connection, case.id, [made])
    return document


def archive(document_id: int, person: model.Person) -> tuple[str, bytes, int]:
    """Return the package with its files as a zip: name, bytes, the case's id; raise `DocumentNotFound`."""
    d, e = tables.documents.c, tables.events.c
    with db.reading() as connection:
        row = connection.execute(
            sa.select(d.case_id, d.content).where(d.id == document_id, d.element_id == gathering.MADE)
        ).one_or_none()
        if row is None:
            raise errors.DocumentNotFound()
        try:
            case = heads.visible_case(connection, row.case_id, person)
        except errors.CaseNotFound as hidden:
            raise errors.DocumentNotFound() from hidden
        _require(connection, case, person)
        facts = connection.scalar(
            sa.select(e.facts).where(
                e.case_id == case.id,
                e.kind == model.EventKind.PACKAGE_MADE,
                e.facts["document"].as_integer() == document_id,
            )
        )
        files = {f"{FRONT}.pdf": bytes(row.content)}
        for one in (facts or {}).get("files", ()):
            name = connection.scalar(sa.select(d.name).where(d.id == one, d.case_id == case.id))
            if name is not None:
                files[_file_name(one, name)] = gathering.bytes_of(connection, one)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return f"{FRONT}-{case.number}.zip", packed.getvalue(), case.id


class _Binder:
    """Makes the parts of one package on the school's language, and binds them."""

    def __init__(self, connection: sa.Connection, case: rows.CaseRow, wanted: Request) -> None:
        """Read what all its parts say."""
        self.connection, self.case, self.wanted = connection, case, wanted
        self.language = places.language(connection, case.place)
        self.at = clock.now()
        known = letter_data.assemble(connection, case, language=self.language, headers={}, beside=letter_data.Beside())
        self.facts = {key: value for key, value in known.items() if key != "svar"}
        own = routines.letter_bundle(connection, case.publication_id)
        has_all = set(LETTERS) <= set(letters.templates(own))
        self.bundle: letters.Bundle = own if has_all else letters.shipped(settings.ROOT / "processes")

    def bound(self, chosen: Sequence[Item], left_out: Sequence[Item]) -> letters.Letter:
        """Return the package: front page and contents, the timeline, then what was chosen, oldest first."""
        happened = gathering.timeline(self.connection, self.case, self.language)
        rest = [self._row(TIMELINE, clock.today().isoformat(), "tidslinje")]
        parts = [self._letter(TIMELINE, {"hendelser": happened}).pdf]
        for one in chosen:
            if one.kind != "fil":
                parts.append(self._part(one))
                rest.append({"tittel": one.title, "dato": _day(one), "slag": _KINDS[one.kind]})
        counts = [binding.pages(part) for part in parts]
        front = self._front(rest, counts, 1, chosen, left_out)
        # the pages before the first part depend on how many rows the contents have
        own = binding.pages(front.pdf)
        front = self._front(rest, counts, own, chosen, left_out)
        every = [binding.Part(front.title, front.pdf)]
        every += [binding.Part(row["tittel"], part) for row, part in zip(rest, parts, strict=True)]
        numbers = self._letter(NUMBERS, {"sider": str(own + sum(counts))}).pdf
        return letters.bound(front, binding.bind(every, numbers))

    def _front(
        self,
        rest: Sequence[Mapping[str, str]],
        counts: Sequence[int],
        own: int,
        chosen: Sequence[Item],
        left_out: Sequence[Item],
    ) -> letters.Letter:
        starts = [own + sum(counts[:place]) + 1 for place in range(len(counts))]
        files = [one for one in chosen if one.kind == "fil"]
        said = {
            "deler": [{**row, "side": str(start)} for row, start in zip(rest, starts, strict=True)],
            "filer": [{"navn": _file_name(one.document, one.title), "tittel": one.title} for one in files],
            "utelatt": "\n".join(f"{one.title} ({_day(one)})" for one in left_out),
            "sider": str(own + sum(counts)),
            "referanse": self.wanted.reference.strip(),
            "avsender": self.wanted.sender.strip(),
        }
        return self._letter(FRONT, said)

    def _part(self, one: Item) -> bytes:
        if one.kind == "brev":
            return gathering.bytes_of(self.connection, one.document)
        fields = [{"navn": label, "verdi": said} for label, said in one.fields]
        answer = {"steg": one.title, "tid": one.at.isoformat(), "hvem": one.by, "felt": fields}
        return self._letter(ANSWERS, {"svar": [answer]}).pdf

    def _row(self, template: str, day: str, kind: str) -> dict[str, str]:
        title = letters.spec(template, bundle=self.bundle).titles[self.language]
        return {"tittel": title, "dato": day, "slag": _KINDS[kind]}

    def _letter(self, template: str, said: Mapping[str, object]) -> letters.Letter:
        data = {**self.facts, "svar": {}, "pakke": said}
        return letters.render(template, bundle=self.bundle, data=data, locale=self.language, at=self.at)


def _visible(connection: sa.Connection, number: str, person: model.Person) -> rows.CaseRow:
    return heads.visible_case(connection, heads.case_id_of(connection, number, person), person)


def _is_about_pupil(connection: sa.Connection, case: rows.CaseRow) -> bool:
    """Tell whether there is a pupil to tell Statsforvalteren of; one whom nobody has connected yet is one too."""
    if case.pupil_id is not None:
        return True
    asked = routines.definition(connection, case.publication_id, case.routine).start_form
    form = routines.form(connection, case.publication_id, asked) if asked else None
    return form is not None and any(one.register == "elev" for one in form_values.register_fields(form))


def _may(connection: sa.Connection, case: rows.CaseRow, person: model.Person) -> bool:
    if not _is_about_pupil(connection, case):
        return False
    held, town = rights.holdings(connection, person.id), case.place.scope("municipality")
    owner = access.holds(held, access.LEADS_MUNICIPALITY, town, clock.today())
    return owner or heads.may_lead(connection, case, person)


def _require(connection: sa.Connection, case: rows.CaseRow, person: model.Person) -> None:
    if not _may(connection, case, person):
        raise errors.NotAllowed(
            phrases.say("Bare den som leder saken, og skoleeier, kan lage pakken, og bare i en sak om en elev.")
        )


def _judge(chosen: Sequence[Item], wanted: Request) -> None:
    if not chosen:
        raise errors.AnswersInvalid(phrases.say("Velg minst ett dokument."))
    if any(one.names for one in chosen) and not wanted.is_looked_over:
        raise errors.AnswersInvalid(
            phrases.say("Det er navn på andre elever i det du har valgt. Se over, og bekreft at de skal være med.")
        )


def _day(one: Item) -> str:
    return clock.oslo(one.at).date().isoformat()


def _file_name(document: int, name: str) -> str:
    plain = re.sub(r"[^\w.-]+", "-", name)
    return f"vedlegg-{document}-{plain}"

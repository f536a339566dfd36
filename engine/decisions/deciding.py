"""Takes a decision: asks those it needs, then its table or its FEEL text (DMN 1.3, 8 and 10; design 7).

Knows a library and the values of names. Null is no answer: a cell that cannot be decided though its column has a value
stops the case, and where no rule holds the answer is null, unless the table has a default.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from engine import errors, expressions, phrases
from engine.decisions import kinds, policies
from engine.decisions.library import DEPTH_LIMIT, TRIVIAL, Library, in_parts
from engine.decisions.values import LISTS, RANKED, Decision, Hit, Output, Result, Rule, Table

Functions = Mapping[str, Callable[..., object]]
_NO_FUNCTIONS: Functions = {}


def decide(
    library: Library, ident: str, known: Mapping[str, object], *, functions: Functions = _NO_FUNCTIONS
) -> Result:
    """Take the decision `ident` on the values `known`, one for each of `library.names(ident)`.

    Raises `errors.DecisionFault` (details: file, line, decision, what, remedy) where it cannot be taken.
    """
    asking = _Asking(library, known, functions)
    value = asking.value(ident, depth=0)
    return Result(value, tuple(asking.hits))


@dataclass
class _Asking:
    """One decision under way; each decision it needs is taken once."""

    library: Library
    known: Mapping[str, object]
    functions: Functions
    hits: list[Hit] = field(default_factory=list)
    taken: dict[str, object] = field(default_factory=dict)

    def value(self, ident: str, *, depth: int) -> object:
        """Return the value of a decision."""
        if ident not in self.taken:
            decision = self.library.decisions.get(ident)
            if decision is None or depth > DEPTH_LIMIT or not (decision.table or decision.literal):
                what = phrases.say("Beslutningen «%(decision)s» kan ikke tas.", decision=ident)
                raise errors.DecisionFault(what, what=what, remedy=_MEND, decision=ident, file="", line=None)
            self.taken[ident] = self._take(decision, depth)
        return self.taken[ident]

    def _take(self, decision: Decision, depth: int) -> object:
        names = dict(self.known)
        for need in decision.needs:
            value = self.value(need, depth=depth + 1)
            names |= dict.fromkeys(self.library.decisions[need].given if need in self.library.decisions else (), value)
        taking = _Taking(decision, names, self.functions)
        if decision.table is None:
            return taking.checked(taking.feel([decision.literal])[0], decision.kind, phrases.say("uttrykket"))
        value, hit = taking.table(decision.table)
        self.hits.append(hit)
        return value


_MEND = phrases.say("Rett beslutningen i mappen decisions/, publiser på nytt, og prøv igjen.")


@dataclass(frozen=True)
class _Taking:
    """One table or text on the values of its names."""

    decision: Decision
    names: Mapping[str, object]
    functions: Functions

    def table(self, table: Table) -> tuple[object, Hit]:
        """Return the table's value, and which rules gave it."""
        inputs = self.feel([one.text for one in table.inputs])
        for one, value in zip(table.inputs, inputs, strict=True):
            if one.kind == kinds.UNCHOSEN:
                continue
            self.checked(value, one.kind, phrases.say("kolonnen «%(column)s»", column=one.label))
        rules = self._held(table, inputs)
        named = (self.decision.id, self.decision.called)
        if not rules:
            return self._default(table), Hit(*named, (), is_default=any(one.default for one in table.outputs))
        held = [self._answers(table.outputs, rule) for rule in rules]
        ranks = [self.feel(output.ranked) for output in table.outputs] if table.policy in RANKED else ()
        try:
            value, numbers = policies.answer(table.policy, table.aggregation, table.outputs, held, ranks=ranks)
        except policies.Violated as problem:
            raise self.fault(problem.what, problem.remedy) from None
        return value, Hit(*named, numbers)

    def feel(self, texts: Sequence[str]) -> list[object]:
        """Return the values of FEEL texts; one that says nothing is null."""
        asked = [text for text in texts if text not in TRIVIAL]
        try:
            found = iter(expressions.evaluate_all(asked, self.names, functions=self.functions) if asked else ())
        except errors.SkolemiljoError as problem:
            told = " · ".join(asked[:3])
            what = phrases.say("«%(text)s»: %(problem)s", text=told, problem=problem.message)
            raise self.fault(what, _MEND) from problem
        return [None if text in TRIVIAL else next(found) for text in texts]

    def checked(self, value: object, kind: str, place: object) -> object:
        """Return `value`; raise where it is not of the kind that its column or decision has."""
        if kinds.fits(value, kind):
            return value
        what = phrases.say(
            "%(place)s skal være %(kind)s, men fikk %(found)s.",
            place=place,
            kind=kinds.WORDS[kind],
            found=kinds.WORDS.get(kinds.of(value), kinds.of(value)),
        )
        raise self.fault(what, phrases.say("Rett kolonnens type, eller gjør verdien om i kolonnens uttrykk."))

    def fault(self, what: str, remedy: str) -> errors.DecisionFault:
        """Return the fault, to be raised; it names the file and the decision."""
        one = self.decision
        place = phrases.say("%(file)s, linje %(line)s", file=one.file, line=one.line) if one.line else one.file
        said = phrases.say("Beslutningen «%(name)s» (%(place)s): %(what)s", name=one.called, place=place, what=what)
        return errors.DecisionFault(said, what=said, remedy=remedy, decision=one.id, file=one.file, line=one.line)

    def _held(self, table: Table, inputs: Sequence[object]) -> list[Rule]:
        """Return the rules that hold, in order; under FIRST no further than the first."""
        is_first = table.policy == "FIRST"
        held = []
        some = 20 if is_first else len(table.rules) or 1
        for start in range(0, len(table.rules), some):
            chunk = table.rules[start : start + some]
            for rule, said in zip(chunk, self._cells(chunk, inputs), strict=True):
                if self._holds(table, rule, said, inputs):
                    held.append(rule)
                    if is_first:
                        return held
        return held

    def _cells(self, rules: Sequence[Rule], inputs: Sequence[object]) -> list[dict[int, bool | None]]:
        """Return, for each rule, what its cells that say something say, by column."""
        asked = [
            (row, at) for row, rule in enumerate(rules) for at, text in enumerate(rule.tests) if text not in TRIVIAL
        ]
        cells = [(rules[row].tests[at], at) for row, at in asked]
        try:
            said = list(
                in_parts(lambda part: expressions.decide(part, inputs, self.names, functions=self.functions), cells)
            )
        except errors.SkolemiljoError as problem:
            raise self.fault(
                phrases.say("en celle i regel %(first)s–%(last)s: %(problem)s", first=rules[0].number,
                            last=rules[-1].number, problem=problem.message), _MEND
            ) from problem  # fmt: skip
        found: list[dict[int, bool | None]] = [{} for _ in rules]
        for (row, at), one in zip(asked, said, strict=True):
            found[row][at] = one
        return found

    def _holds(self, table: Table, rule: Rule, said: Mapping[int, bool | None], inputs: Sequence[object]) -> bool:
        if False in said.values():
            return False
        unsure = [at for at, one in said.items() if one is None]
        # a column without a value meets no test that asks for one
        doubtful = next((at for at in unsure if inputs[at] is not None), None)
        if doubtful is not None:
            what = phrases.say(
                "cellen «%(cell)s» i regel %(rule)s, kolonnen «%(column)s», kan ikke avgjøres for %(found)s.",
                cell=rule.tests[doubtful],
                rule=rule.number,
                column=table.inputs[doubtful].label,
                found=kinds.WORDS.get(kinds.of(inputs[doubtful]), "verdien"),
            )
            remedy = phrases.say("Rett cellen, eller gjør svarene den leser, påkrevd i skjemaet.")
            raise self.fault(what, remedy)
        return not unsure

    def _answers(self, outputs: Sequence[Output], rule: Rule) -> policies.Held:
        found = self.feel(rule.answers)
        for output, value in zip(outputs, found, strict=True):
            place = phrases.say("svaret «%(column)s» i regel %(rule)s", column=output.label, rule=rule.number)
            self.checked(value, output.kind, place)
        return policies.Held(rule.number, tuple(found))

    def _default(self, table: Table) -> object:
        if not any(output.default for output in table.outputs):
            return None
        found = self.feel([output.default for output in table.outputs])
        for output, value in zip(table.outputs, found, strict=True):
            self.checked(value, output.kind, phrases.say("standardsvaret i kolonnen «%(column)s»", column=output.label))
        value = policies.shaped(table.outputs, found)
        is_list = table.policy in LISTS and not table.aggregation and not isinstance(value, list)
        return [value] if is_list else value

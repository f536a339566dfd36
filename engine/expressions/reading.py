"""What is wrong with an expression before it runs, in sentences that a process owner can act on (design 7).

Knows how FEEL is miswritten; must not know diagrams or forms. The facts come from `engine/feel/problems.js`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from engine.expressions import fitting, isolate, slips
from engine.expressions import text as texts

OWN_FUNCTIONS = frozenset({"now", "today", "frist"})
_OURS = frozenset(
    {
        "is defined", "get or else", "assert", "trim", "is blank", "extract", "to base64", "from json", "to json",
        "is empty", "duplicate values", "partition", "last day of month", "cycle",
    }
)  # fmt: skip
_REFUSED = {
    "random number": "Funksjonen «random number» er ikke med: den gir ikke det samme svaret hver gang saken regnes ut.",
    "uuid": "Funksjonen «uuid» er ikke med: den gir ikke det samme svaret hver gang saken regnes ut. Bruk sak.nummer.",
    "fromAi": "Funksjonen «fromAi» er ikke med. Skriv bare verdien.",
    "put": "Funksjonen «put» heter nå «context put».",
    "put all": "Funksjonen «put all» heter nå «context merge».",
}

_SLIPS = {
    "&": "Skriv «and», ikke «&&».",
    "|": "Skriv «or», ikke «||».",
    "'": 'Skriv tekst i doble anførselstegn, for eksempel "ja".',
    "$": "Skriv bare navnet, uten «$» og uten krøllparenteser.",
    "!": "Skriv not(…) for «ikke».",
    "`": "Skriv navnet uten aksenttegn.",
    "%": "Skriv modulo(a, b) for rest ved deling.",
}
_ODD = {
    "instance-of": "«instance of» virker ikke her og gir alltid usant. Sammenlign heller med en verdi.",
    "double-operator": "To sammenligningstegn står etter hverandre. Skriv ett «=» for likhet.",
    "exponent": "Tall kan ikke skrives med «e» her: bare sifrene foran blir lest. Skriv hele tallet.",
    "in-swallows": "«in» tar med seg alt bak «and» og «or». Sett parentes: (x in [1, 2]) and …",
}
_COMPARISON = re.compile(r"\s*(=|!=|<=|>=|<|>)")
_READ_SECONDS = 2.0  # how long a text takes goes by its length; a new isolate on a crowded machine is slow at first
_MOST_KEPT, _LONGEST_KEPT = 2_000, 300
_kept: dict[tuple[str, bool, bool], dict[str, Any]] = {}  # by text, whether unary, whether of a form
_LIST_WORDS = {"and": "all", "or": "any"}  # what Camunda also calls them → what can be read


@dataclass(frozen=True)
class Problem:
    """One thing wrong in an expression; `line` and `column` count from 1, `name` is the unknown name if it is one.

    `code` tells what kinds of values do not fit from what cannot be read; a warning lets the diagram run. A name that
    `is_strange` is like none that is known, so it is hardly misspelt.
    """

    line: int
    column: int
    message: str
    name: str = ""
    code: str = "feel-unreadable"
    is_warning: bool = False
    is_strange: bool = False

    @property
    def position(self) -> tuple[int, int]:
        """Return (line, column)."""
        return self.line, self.column


@dataclass(frozen=True)
class Reading:
    """What one expression reads from outside: `names` for sure, `maybe` perhaps (bare names within a filter).

    `paths` are the whole paths read from outside for sure: `("this", "alvorlig")`; `calls` the functions called.
    `outcome` is the kind of value that it gives, "" where that is not known.
    """

    names: frozenset[str]
    maybe: frozenset[str]
    paths: frozenset[tuple[str, ...]]
    problems: tuple[Problem, ...]
    calls: frozenset[str] = frozenset()
    outcome: str = ""


def read_all(
    expressions: Sequence[str],
    *,
    known: Collection[str] | None = None,
    is_unary: bool = False,
    functions: Collection[str] = OWN_FUNCTIONS,
    kinds: fitting.Kinds | None = None,
) -> list[Reading]:
    """Read each of `expressions` (a leading `=` is allowed) in one go.

    `known` are the names that exist, None means that any name may; where it has `a.b`, nothing but its like is in
    `a`. `functions` are those beside FEEL's own, without any of them the text is one of a form. `kinds` are the kinds
    of known values, by path. A bare name within a filter is never reported.
    """
    if not expressions:
        return []
    bodies = [texts.body(expression) for expression in expressions]
    facts = _facts([body for body, _ in bodies], is_unary, not functions)
    own = frozenset(functions) | (_OURS if functions else frozenset())
    found = []
    for (body, shift), fact in zip(bodies, facts, strict=True):
        reading = _reading(body, shift, fact, known, own, partial(_is_read, is_unary=is_unary, is_form=not functions))
        unfit = [] if kinds is None or fact["syntax"] else list(_unfit(fact, kinds, known))
        outcome = "" if fact["syntax"] else fitting.outcome(fact["claims"], kinds or {})
        alone = () if is_unary or fact["syntax"] else _compared_with_nothing(body, shift)
        answers = {one.name for one in unfit} - {""}
        named = [one for one in reading.problems if one.name not in answers]
        told = (*alone, *named, *(_misfit(body, shift, one) for one in unfit))
        found.append(replace(reading, problems=told, outcome=outcome))
    return found


def _facts(bodies: Sequence[str], is_unary: bool, is_form: bool) -> list[dict[str, Any]]:
    """Return what the script finds in each text, kept: a check and what is built after it read the same texts."""
    wanted = [(body, is_unary, is_form) for body in bodies]
    found = {key: fact for key in wanted if (fact := _kept.get(key)) is not None}
    new = list(dict.fromkeys(key for key in wanted if key not in found))
    if new:
        how = {"isUnary": is_unary, "isForm": is_form}
        read = isolate.call("inspect", seconds=_READ_SECONDS, texts=[{"text": body, **how} for body, _, _ in new])
        found |= dict(zip(new, read, strict=True))
        if len(_kept) + len(new) > _MOST_KEPT:
            _kept.clear()
        _kept.update((key, found[key]) for key in new if len(key[0]) <= _LONGEST_KEPT)
    return [found[key] for key in wanted]


def _compared_with_nothing(body: str, shift: int) -> Iterator[Problem]:
    """Yield what is wrong with `==x` and `=> 3`: the engine reads a test of some value there, which is no yes or no."""
    if (found := _COMPARISON.match(body)) is not None:
        what = f"Uttrykket begynner med «{found[1]}», og ingenting står foran som det sammenlignes med. "
        what += "Ta tegnet bort, eller skriv hva som skal sammenlignes."
        yield _placed(body, shift, found.start(1), what, "")


def _unfit(fact: dict[str, Any], kinds: fitting.Kinds, known: Collection[str] | None) -> Iterator[fitting.Misfit]:
    """Yield what does not fit; a name that there is, or may be, is no answer without its quotes."""
    for one in fitting.misfits(fact["claims"], kinds):
        if not one.name or (known is not None and one.name not in known):
            yield one


def _misfit(body: str, shift: int, one: fitting.Misfit) -> Problem:
    placed = _placed(body, shift, one.at, one.message, "")
    return replace(placed, code=one.code, is_warning=one.is_warning)


def translated(text: str) -> str:
    """Return in FEEL an expression that was written for Camunda 7, `${…}`; "" where it is not clear how it would be."""
    _found, whole = slips.found(slips.braced(text))
    return whole if whole and _is_read(whole) else ""


def _is_read(body: str, *, is_unary: bool = False, is_form: bool = False) -> bool:
    """Tell whether there is nothing wrong with how the text is written: no name has a blank in it, calls exist."""
    (fact,) = _facts([body], is_unary, is_form)
    functions = {*fact["builtins"], *OWN_FUNCTIONS, *_OURS}
    odd = (
        use["name"] not in functions if use["isCall"] else any(" " in step for step in use["path"])
        for use in fact["uses"]
    )
    return not fact["syntax"] and not fact["odd"] and not any(odd)


def _reading(
    body: str,
    shift: int,
    fact: dict[str, Any],
    known: Collection[str] | None,
    own: frozenset[str],
    is_read: Callable[[str], bool],
) -> Reading:
    builtins = own | set(fact["builtins"])
    read = [use for use in fact["uses"] if not use["isCall"]]
    gaps: list[tuple[int, str]] = []
    strange = {use["name"] for use in read if not _may_be_misspelt(use["name"], known or ())}
    found: list[tuple[int, str, str]] = []
    if fact["syntax"]:
        found.append((fact["syntax"]["from"], _syntax(body, fact["syntax"]), ""))
        read = []
    else:
        found += [(odd["from"], _odd(odd), "") for odd in fact["odd"]]
        found += [
            (use["from"], _no_function(use["name"], own), use["name"])
            for use in fact["uses"]
            if use["isCall"] and use["name"] not in builtins
        ]
        found += _unknown(read, known)
        gaps = list(_gaps(read, known or ()))
    found = slips.instead(body, found, fact, known, is_read)
    return Reading(
        names=frozenset(use["name"] for use in read if not use["isMaybe"]),
        maybe=frozenset(use["name"] for use in read if use["isMaybe"]),
        paths=frozenset(tuple(use["path"]) for use in read if not use["isMaybe"]),
        problems=(
            *(replace(_placed(body, shift, *one), is_strange=one[2] in strange) for one in sorted(found)),
            *(replace(_placed(body, shift, at, what, ""), code="setting-unknown") for at, what in gaps),
        ),
        calls=frozenset(use["name"] for use in fact["uses"] if use["isCall"]),
    )


@cache
def _function_names() -> tuple[str, ...]:
    return tuple(isolate.call("functionNames"))


def _no_function(name: str, own: frozenset[str]) -> str:
    if name in _REFUSED:
        return _REFUSED[name]
    known = set(_function_names()) - (set() if own else _OURS)
    if not own and name in _OURS:
        return f"Funksjonen «{name}» finnes i diagrammer, men ikke i skjemaer."
    return f"Funksjonen «{name}» finnes ikke{suggestion(name, known)}."


def _odd(odd: dict[str, Any]) -> str:
    if odd["kind"] != "count":
        return _ODD[odd["kind"]]
    fewest, most = odd["wanted"]
    wanted = f"minst {fewest}" if most is None else str(fewest) if fewest == most else f"{fewest} til {most}"
    given = odd["count"] or "ingen"
    return f"Funksjonen «{odd['name']}» skal ha {wanted} {'verdi' if wanted == '1' else 'verdier'}, men får {given}."


def _unknown(read: list[dict[str, Any]], known: Collection[str] | None) -> list[tuple[int, str, str]]:
    if known is None:
        return []
    return [
        (use["from"], f"Navnet «{use['name']}» finnes ikke{suggestion(use['name'], known)}.", use["name"])
        for use in read
        if use["name"] not in known and not use["isMaybe"]
    ]


def _gaps(read: list[dict[str, Any]], known: Collection[str]) -> Iterator[tuple[int, str]]:
    """Give each `a.c` where `known` has `a.b` and no `a.c`."""
    inside: dict[str, set[str]] = {}
    for name in known:
        root, dot, below = name.partition(".")
        if dot:
            inside.setdefault(root, set()).add(below)
    for use in read:
        root, *steps = use["path"]
        if root in inside and steps and steps[0] not in inside[root] and not use["isMaybe"]:
            near = suggestion(steps[0], inside[root])
            yield use["from"], f"«{root}» har ingen «{steps[0]}»{near}.".replace("?.", "?")


def suggestion(name: str, known: Collection[str]) -> str:
    """Return "; mente du «…»?" for the closest known name, or nothing; the caller adds the full stop."""
    close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f"; mente du «{close[0]}»?" if close else ""


_SHORTEST = 4  # letters: one letter makes another name of a shorter one


def _may_be_misspelt(name: str, known: Collection[str]) -> bool:
    """Tell whether a known name is so like it that it is hardly another (`svar` is no slip for `svarene`)."""
    return len(name) >= _SHORTEST and bool(difflib.get_close_matches(name, known, n=1, cutoff=0.8))


def _syntax(body: str, error: dict[str, Any]) -> str:
    token = str(error["token"]).strip()
    if not body.strip():
        return "Uttrykket er tomt."
    if token in _LIST_WORDS and body[error["from"] + len(token) :].lstrip().startswith("("):
        return f"Skriv {_LIST_WORDS[token]}(…) i stedet for {token}(…)."
    for sign, advice in _SLIPS.items():
        if sign in token:
            return advice
    if body.count('"') % 2:
        return 'Et anførselstegn " mangler.'
    if body.count("(") > body.count(")"):
        return "En parentes er ikke lukket: «)» mangler."
    if not token or str(error["message"]).startswith("Incomplete"):
        return "Uttrykket er ikke ferdig: noe mangler her."
    return f"«{token}» kan ikke stå her."


def _placed(body: str, shift: int, offset: int, message: str, name: str) -> Problem:
    line = body.count("\n", 0, offset)
    column = offset - (body.rfind("\n", 0, offset) + 1)
    return Problem(line + 1, column + 1 + (shift if line == 0 else 0), message.replace("?.", "?"), name)

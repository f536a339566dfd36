"""What must be true of the database after any crash, asked of the rows; each question gives what is wrong.

Answers: whoever was told yes finds the words, once. Steps and timers: once each, as the log says. Cases: an open one
has something that will move it. Mails: each marked as sent has come; one may come again after a kill, with the same id.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Any

import psycopg

from tests.crashes import load

ONCE_EACH = {
    "tasks opened twice": "SELECT case_id, element_id FROM tasks GROUP BY 1, 2 HAVING count(*) > 1",
    "steps done twice": """
        SELECT case_id, element_id FROM events WHERE kind = 'task-completed' GROUP BY 1, 2 HAVING count(*) > 1""",
    "done without a line in the log": """
        SELECT t.case_id, t.element_id FROM tasks t WHERE t.status = 'done' AND NOT EXISTS (
            SELECT FROM events e
             WHERE e.case_id = t.case_id AND e.element_id = t.element_id AND e.kind = 'task-completed')""",
    "timers fired twice": """
        SELECT case_id, element_id FROM events WHERE kind = 'timer-fired' GROUP BY 1, 2 HAVING count(*) > 1""",
    "timers set twice": """
        SELECT case_id, element_id FROM timers WHERE kind = 'engine' GROUP BY 1, 2 HAVING count(*) > 1""",
    "timers fired without a line in the log, or the other way": """
        (SELECT case_id, element_id FROM timers WHERE fired_at IS NOT NULL AND kind = 'engine'
         EXCEPT SELECT case_id, element_id FROM events WHERE kind = 'timer-fired')
        UNION ALL
        (SELECT case_id, element_id FROM events WHERE kind = 'timer-fired'
         EXCEPT SELECT case_id, element_id FROM timers WHERE fired_at IS NOT NULL AND kind = 'engine')""",
    "timers fired early": "SELECT case_id, element_id FROM timers WHERE fired_at < due_at",
    "timers lost": """
        SELECT case_id, element_id FROM timers WHERE fired_at IS NULL AND cancelled_at IS NULL AND due_at <= now()""",
    "tasks without their timer": """
        SELECT t.case_id, t.element_id FROM tasks t JOIN (VALUES ('A', 'FRIST'), ('B', 'UTE')) p(task, timer)
            ON p.task = t.element_id
         WHERE NOT EXISTS (SELECT FROM timers m WHERE m.case_id = t.case_id AND m.element_id = p.timer)""",
    "timers that led nowhere": """
        SELECT m.case_id, m.element_id FROM timers m JOIN (VALUES ('FRIST', 'C'), ('UTE', 'D')) p(timer, task)
            ON p.timer = m.element_id
         WHERE m.fired_at IS NOT NULL
           AND NOT EXISTS (SELECT FROM tasks t WHERE t.case_id = m.case_id AND t.element_id = p.task)""",
    "dead cases": """
        SELECT c.id, c.number FROM cases c WHERE c.status = 'open' AND c.awaits = '{}'
           AND NOT EXISTS (SELECT FROM tasks t WHERE t.case_id = c.id AND t.status = 'open')
           AND NOT EXISTS (SELECT FROM timers m WHERE m.case_id = c.id AND fired_at IS NULL AND cancelled_at IS NULL)
           AND NOT EXISTS (SELECT FROM incidents i WHERE i.case_id = c.id AND resolved_at IS NULL)""",
    "incidents": "SELECT case_id, what FROM incidents",
    "holes in the log": """
        SELECT case_id, count(*) FROM events GROUP BY 1 HAVING count(*) <> max(sequence) OR min(sequence) <> 1""",
    "messages neither sent nor withdrawn": "SELECT id, status FROM messages WHERE status NOT IN ('sent', 'withdrawn')",
}


def broken(url: str, sent: Iterable[load.Sent], taken: Counter[str]) -> dict[str, list[Any]]:
    """Return what does not hold, by name; `taken` are the ids of the mails that came, with how often."""
    with psycopg.connect(url, autocommit=True) as connection:
        found = {name: connection.execute(query).fetchall() for name, query in ONCE_EACH.items()}
        stored = Counter(
            words for (words,) in connection.execute("SELECT coalesce(content->>'notat', content->>'hva') FROM answers")
        )
        accepted = {
            words
            for (words,) in connection.execute(
                "SELECT coalesce(content->>'notat', content->>'hva') FROM answers WHERE standing = 'accepted'"
            )
        }
        keys = [key for (key,) in connection.execute("SELECT once_key FROM messages WHERE status = 'sent'")]
    told_yes = [one for one in sent if 200 <= one.status < 400]
    found["answers lost"] = [one for one in told_yes if stored[one.words] == 0]
    found["told yes, not accepted"] = [one for one in told_yes if stored[one.words] and one.words not in accepted]
    found["answers stored twice"] = [words for words, times in stored.items() if times > 1]
    came = {name.partition("@")[0].strip("<") for name in taken}
    found["mails marked as sent that never came"] = [key for key in keys if _mail(key) not in came]
    return {name: rows for name, rows in found.items() if rows}


def repeated(taken: Counter[str]) -> int:
    """Return how many mails came more than once: at most one for each kill, as `notifications.send` says."""
    return sum(times - 1 for times in taken.values())


def _mail(once_key: str) -> str:
    return hashlib.sha256(once_key.encode()).hexdigest()[:32]

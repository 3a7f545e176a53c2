"""What was said, found again: any part of any turn, in Chinese as in English.

SQLite's own tokenizers cannot do it: `unicode61` makes one word of a whole Chinese sentence, and `trigram`
finds nothing shorter than three characters. Here a turn is indexed by every one, two and three characters
that stand side by side in it, and by its words. The index names candidates, and reading them decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlite_utils import Database

from chatbot.dialogue import Speaker
from chatbot.storage.records import storable

WordCutter = Callable[[str], Iterable[str]]
"""Cuts a folded text into the words it may be looked for by; they may overlap."""

GRAM_LENGTH = 3
"""Characters of the longest gram; by pairs alone `then` would name all with `th`, `he` and `en`."""

MOST_TERMS = 32
"""Terms of a query that the index is asked for; a longer query is told apart by these, and by reading."""

BATCH = 256
"""Candidates read at a time: their number is bounded, and between two batches others may write."""

PAGES_A_STEP = 2_000
"""Pages of the index merged in one go: at a million turns that holds the log for 0.4 seconds at most."""

LEAST_CHANGES = 2
"""Rows that a merge changes when there was something to merge, as SQLite documents it."""

_SEPARATORS = {code: 0xE000 + code for code in range(0x80) if not chr(code).isalnum()}
"""The `ascii` tokenizer parts words at these alone; in private-use characters they are letters to it.

Who says private-use characters himself makes more candidates, not more finds.
"""

_STAND_INS = frozenset(_SEPARATORS.values())

_IDS = "SELECT rowid FROM turn_search WHERE turn_search MATCH ? ORDER BY rowid DESC"

_CANDIDATES = """
    SELECT turns.id, conversation_id, speaker, text, said_at, given_title FROM turn_search
    JOIN turns ON turns.id = turn_search.rowid JOIN conversations ON conversations.id = conversation_id
    WHERE turn_search MATCH ? AND turn_search.rowid < ? ORDER BY turn_search.rowid DESC LIMIT ?
"""

_AFTER_ALL_TURNS = 2**63 - 1


@dataclass(frozen=True, slots=True)
class FoundTurn:
    """A turn that holds what was looked for."""

    conversation_id: int
    turn_id: int
    speaker: Speaker

    text: str
    """Exactly as it was typed or answered."""

    said_at: str
    """ISO 8601, UTC, milliseconds."""

    title: str | None = None
    """What somebody named its conversation; None where nobody has."""


class TurnSearch:
    """The index of what was said: takes each turn in the act that keeps it, and finds turns again."""

    def __init__(self, database: Database, words: WordCutter) -> None:
        """Search a log's database; `words` must cut queries as it cuts turns."""
        self._database = database
        self._words = words

    def add(self, turn_id: int, text: str) -> None:
        """Index a turn, inside the transaction that keeps it."""
        terms = index_terms(text, self._words)
        self._database.execute("INSERT INTO turn_search (rowid, terms) VALUES (?, ?)", (turn_id, terms))

    def get_ready(self) -> None:
        """Load what cuts words, which may take a second; from any thread."""
        for _ in self._words("你好"):
            pass

    def find(self, query: str, limit: int | None = None) -> tuple[FoundTurn, ...]:
        """Find the turns that hold a query as it stands, else those that hold all its words; newest first.

        Case, widths and the amount of white space make no difference; signs and operators mean themselves.
        """
        return tuple(islice(self.each(query), limit))

    def each(self, query: str) -> Iterator[FoundTurn]:
        """Find what `find` finds, one after the other; nothing may be written before it is done with."""
        return self._found(folded_text(storable(query)))

    def find_ids(self, query: str) -> tuple[int, ...]:
        """Find the ids of all turns that `find` finds; quickly for short queries, which many turns hold."""
        folded = folded_text(storable(query))
        if _is_told_by_the_index_alone(folded):
            rows = self._database.execute(_IDS, (_quoted([folded]),)).fetchall()
            return tuple(turn_id for (turn_id,) in rows)
        return tuple(turn.turn_id for turn in self._found(folded))

    def _found(self, folded: str) -> Iterator[FoundTurn]:
        if not folded:
            return
        is_found = False
        for turn in self._matching(_grams_of(folded), lambda text: folded in text):
            is_found = True
            yield turn
        if is_found:
            return
        words = _telling(self._words(folded))
        if len(words) > 1:
            yield from self._matching(words, lambda text: all(word in text for word in words))

    def _matching(self, terms: Sequence[str], holds: Callable[[str], bool]) -> Iterator[FoundTurn]:
        asked, before = _quoted(_spread(terms)), _AFTER_ALL_TURNS
        while rows := list(self._database.execute(_CANDIDATES, (asked, before, BATCH))):
            for turn_id, conversation_id, speaker, text, said_at, title in rows:
                if holds(folded_text(text)):
                    yield FoundTurn(conversation_id, turn_id, Speaker(speaker), text, said_at, title)
            before = rows[-1][0]


def purge_index(database: Database) -> None:
    """Merge away what the index still holds of turns that were deleted from it; takes seconds at a million.

    Stands outside the transaction of the deletion: between two of its steps others may write.
    """
    # A deletion only adds a note; until the parts of the index are merged, old terms stay in the file.
    # `optimize` would do it at once, and a chat would wait for all of it.
    merge = f"INSERT INTO turn_search (turn_search, rank) VALUES ('merge', -{PAGES_A_STEP})"
    before = -LEAST_CHANGES
    while database.conn.total_changes - before >= LEAST_CHANGES:
        before = database.conn.total_changes
        database.execute(merge)


def folded_text(text: str) -> str:
    """Fold away what a seeker does not care for: case, widths and other compatible forms, white space."""
    # Twice: folding the case can part what belongs together, as in İ.
    compatible = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", compatible).split())


def index_terms(text: str, words: WordCutter) -> str:
    """Spell the terms a turn is indexed by, each of them one token, in the order they first stand in it."""
    folded = folded_text(text)
    grams = (
        folded[start : start + length]
        for length in range(1, GRAM_LENGTH + 1)
        for start in range(len(folded) - length + 1)
    )
    return " ".join(map(_as_one_token, dict.fromkeys((*grams, *_telling(words(folded))))))


def plain_words(text: str) -> list[str]:
    """Cut a text where its letters and digits end; a Chinese sentence stays one word."""
    return re.findall(r"\w+", text)


def _grams_of(folded: str) -> list[str]:
    length = min(GRAM_LENGTH, len(folded))
    return [folded[start : start + length] for start in range(len(folded) - length + 1)]


def _telling(words: Iterable[str]) -> list[str]:
    """Keep the words that say something: nobody looks for a comma among other words."""
    return [
        word
        for word in dict.fromkeys(words)
        if any(unicodedata.category(sign)[0] not in "PZC" for sign in word)
    ]


def _spread(terms: Sequence[str]) -> Sequence[str]:
    """Choose few enough terms, from the whole length of the query."""
    return terms[:: -(-len(terms) // MOST_TERMS)]


def _is_told_by_the_index_alone(folded: str) -> bool:
    is_one_gram = 0 < len(folded) <= GRAM_LENGTH
    return is_one_gram and not any(ord(sign) in _SEPARATORS or ord(sign) in _STAND_INS for sign in folded)


def _quoted(terms: Iterable[str]) -> str:
    """Ask FTS5 for all of some terms: in quotes its operators are letters, and no term holds a quote."""
    return " ".join(f'"{_as_one_token(term)}"' for term in terms)


def _as_one_token(term: str) -> str:
    return term.translate(_SEPARATORS)

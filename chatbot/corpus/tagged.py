"""Taskmaster 3's tables: a context with tags such as `<U>`, a tab, the target, a tab, the conversation.

Rows repeat growing beginnings of one conversation in no order; each is read for its last question and the
whole reply to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chatbot.corpus.source import Head, Source
from chatbot.dialogue import Conversation

SPEECH = "[A]"
"""What a target begins with that is said; others call a function."""

LEAST_SHARE = 0.8
"""Share of rows that must have tags in their first column and one before the target."""

_TAG = re.compile(r"<(U|A|C|PN|PAN|PAV|PR|PRAN|PRAV)>")
_ROW = re.compile(r'"?[^\t]*<[UC]>[^\t]*\t"?\[(?:A|PN)\].*')


def matches(head: Head) -> bool:
    """Recognise rows of tagged contexts and targets."""
    return head.share(_ROW.match) >= LEAST_SHARE


def read(source: Source) -> Iterator[Conversation]:
    """Read a conversation of two turns from each row that ends in speech, if the user spoke last."""
    for number, line in source.lines():
        if not line.strip():
            continue
        context, _, rest = line.partition("\t")
        target = _unquoted(rest.partition("\t")[0])
        if not rest:
            source.skip("expected a context, a tab and a target", number)
        elif target.startswith(SPEECH) and (spoken := _since_last_question(_unquoted(context))):
            said = [*spoken, ("A", target.removeprefix(SPEECH))]
            yield Conversation.between(said, source.place(number))


def _since_last_question(context: str) -> list[tuple[str, str]]:
    """Return the user's last turn and what was answered since, with tags; [] without a turn of the user."""
    pieces = _TAG.split(context)
    spoken = [(tag, text) for tag, text in zip(pieces[1::2], pieces[2::2], strict=True) if tag in "UA"]
    questions = [place for place, (tag, _) in enumerate(spoken) if tag == "U"]
    return spoken[questions[-1] :] if questions else []


def _unquoted(cell: str) -> str:
    """Return a cell without the quotes that a spreadsheet puts around it."""
    if len(cell) > 1 and cell.startswith('"') and cell.endswith('"'):
        return cell[1:-1].replace('""', '"')
    return cell

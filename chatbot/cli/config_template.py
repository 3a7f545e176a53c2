"""What a new file of settings says: everything that can be set, each behind a `#`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields

from chatbot.config import STRATEGY_NAMES, WEIGHT_NAMES, SearchConfig
from chatbot.preferences import HEAT_MAP_COLOURS, LANGUAGES

HEAD = """\
# Settings of chatbot. A line that begins with # says what is so without it: take the # away to change it.
# `chatbot config show` tells what is in force. In the chat F3 changes most of this, and keeps your comments.

"""

ABOVE = (
    ("theme", "textual-dark", "Ctrl+P, then theme, lists them all; TEXTUAL_THEME goes before this"),
    ("language", "auto", f"of the interface: {', '.join(LANGUAGES)}; auto follows the locale"),
    ("heat_map_colours", "theme", ", ".join(HEAT_MAP_COLOURS)),
)

SEARCH = {
    "strategy": ", ".join(STRATEGY_NAMES),
    "beam_size": "partial replies kept side by side, 1 to 100; beam",
    "candidates": "how many replies `chatbot ask` gives, 1 to 100; not for greedy",
    "length_penalty": "0 favours short replies, up to 10 longer ones; not for greedy",
    "diversity": "what a partial reply loses for every better sibling, 0 to 10; beam",
    "n_best": "finished replies that mmi ranks, 1 to 100; beam",
    "mmi": "weight of how well the prompt can be told from a reply, 0 to 10; not for greedy",
    "no_repeat_ngram": "no run of this many pieces comes twice; 0 allows all",
    "no_copy_ngram": "no run of this many pieces is the prompt's; 0 allows all",
    "temperature": "below 1 is more cautious, up to 100; sample",
    "top_k": "draw among this many likeliest pieces, 0 means all; sample",
    "top_p": "draw among the likeliest that reach this probability; sample",
    "samples": "replies to draw, of which the best is said, 1 to 100; sample",
    "max_length": "longest reply, in pieces",
    "weights": f"{', '.join(WEIGHT_NAMES)}: rounded is quicker, full is as they were learnt",
    "seed": "of the drawing; a new one each time without it; sample",
}
"""What every setting of a search means."""

COMMENT_COLUMN = 36
"""Where the comment behind a setting begins."""


def template() -> str:
    """Return the text of a new file; reading it gives the defaults."""
    above = [_line(name, value, comment) for name, value, comment in ABOVE]
    search = [
        _line(each.name, 1 if each.default is None else each.default, SEARCH[each.name])
        for each in fields(SearchConfig)
    ]
    parts = [*above, "\n[search]\n", *search, "\n[keys]\n", *_key_lines()]
    return HEAD + "".join(parts)


def _key_lines() -> Iterator[str]:
    from chatbot.tui.actions import default_keys
    from chatbot.tui.keymap import shown_key
    from chatbot.tui.personal_wording import ENGLISH

    for action, keys in default_keys().items():
        shown = [name if len(name := shown_key(key)) == 1 and name.isascii() else key for key in keys]
        value = shown if len(shown) > 1 else shown[0]
        yield _line(action, value, ENGLISH.actions[action])


def _line(name: str, value: object, comment: str) -> str:
    setting = f"# {name} = {json.dumps(value, ensure_ascii=False)}"
    return f"{setting:<{COMMENT_COLUMN}}  # {comment}\n"

"""The grammar of a frame against a slow twin that lists and matches every way to say it."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.corpus.grammar import (
    Choice,
    GrammarError,
    Part,
    Phrase,
    Slot,
    draw,
    every_wording,
    parse,
    slots_always_in,
    slots_in,
    spaced,
    wordings,
)

VALUES = {"food": ("面条", "apple pie"), "name": ("Anna", "小明")}

texts = st.text(st.sampled_from("ab 你好()[]{}|\\?~>#"), min_size=1, max_size=4)
leaves: st.SearchStrategy[Part] = texts | st.sampled_from([Slot("food"), Slot("name")])


def phrases_of(parts: st.SearchStrategy[Part]) -> st.SearchStrategy[Phrase]:
    """Phrases of one or two parts that show something."""
    return (
        st.lists(parts, min_size=1, max_size=2)
        .map(tuple)
        .filter(lambda phrase: written(phrase).strip() != "")
    )


def choices_of(parts: st.SearchStrategy[Part]) -> st.SearchStrategy[Part]:
    options = st.lists(phrases_of(parts), min_size=1, max_size=3)
    return st.builds(lambda o, is_optional: Choice((*o, *[()] * is_optional)), options, st.booleans())


phrases = phrases_of(st.recursive(leaves, choices_of, max_leaves=5))


def written(phrase: Phrase) -> str:
    """Write a phrase as a frame."""
    said = ""
    for part in phrase:
        if isinstance(part, str):
            said += "".join(f"\\{c}" if c in "()[]{}|\\" else c for c in part)
        elif isinstance(part, Slot):
            said += str(part)
        else:
            is_optional = () in part.options
            inside = "|".join(written(option) for option in part.options if option)
            said += f"[{inside}]" if is_optional else f"({inside})"
    return said


def matched(phrase: Phrase, text: str) -> set[str]:
    """Return what may be left of a text after a phrase: the plain definition, slow."""
    rests = {text}
    for part in phrase:
        if isinstance(part, Choice):
            rests = {rest for option in part.options for each in rests for rest in matched(option, each)}
        else:
            ways = VALUES[part.name] if isinstance(part, Slot) else (part,)
            rests = {each[len(way) :] for each in rests for way in ways if each.startswith(way)}
    return rests


def listed(phrase: Phrase) -> list[str]:
    """List every way through a phrase by going through all of them."""
    ways = [""]
    for part in phrase:
        if isinstance(part, Choice):
            more = [way for option in part.options for way in listed(option)]
        else:
            more = [str(part)]
        ways = [before + after for before in ways for after in more]
    return ways


@given(phrases, st.integers(0, 9))
def test_what_is_drawn_is_accepted_by_a_plain_matcher(phrase: Phrase, seed: int) -> None:
    chance = Random(seed)

    said = draw(parse(written(phrase)), chance, lambda slot: chance.choice(VALUES[slot.name]))

    assert "" in matched(phrase, said)


@given(phrases)
def test_the_count_is_that_of_listing_everything(phrase: Phrase) -> None:
    ways = listed(phrase)

    assert wordings(parse(written(phrase))) == len(ways)
    assert sorted(every_wording(phrase)) == sorted(ways)


@given(phrases)
def test_slots_are_those_of_any_and_of_every_way(phrase: Phrase) -> None:
    found = [{slot for slot in map(Slot, VALUES) if str(slot) in way} for way in listed_slots(phrase)]

    assert slots_in(phrase) == set().union(*found)
    assert slots_always_in(phrase) == set.intersection(*found)


def listed_slots(phrase: Phrase) -> list[str]:
    """List every way through a phrase with nothing in it but slots, so that no text looks like one."""
    bare = tuple(
        Choice(tuple(tuple(p for p in option if not isinstance(p, str)) for option in part.options))
        if isinstance(part, Choice)
        else part
        for part in phrase
        if not isinstance(part, str)
    )
    return listed(bare)


@pytest.mark.parametrize(
    ("frame", "column", "why"),
    [
        ("do (you", 3, "not closed"),
        ("你[好", 1, "not closed"),
        ("{food", 0, "not closed"),
        ("a) b", 1, "nothing opens"),
        ("a|b", 1, "nothing opens"),
        ("(a||b)", 3, "empty alternative"),
        ("[ ]", 1, "empty alternative"),
        ("(a|b) {fo od}", 6, "expected a slot"),
        ("well\\", 4, "backslash"),
        ("", 0, "found nothing"),
    ],
)
def test_a_mistake_is_told_with_its_column(frame: str, column: int, why: str) -> None:
    with pytest.raises(GrammarError, match=why) as told:
        parse(frame)

    assert told.value.column == column


@pytest.mark.parametrize(
    ("said", "language", "expected"),
    [
        ("do you  like tea ?", "en", "do you like tea?"),
        (" hello  :) ", "en", "hello :)"),
        ("so ...", "en", "so..."),
        ("well , (yes)", "en", "well, (yes)"),
        ("我 用 Python ?", "zh", "我 用 Python ?"),
    ],
)
def test_what_is_left_out_leaves_no_gap(said: str, language: str, expected: str) -> None:
    assert spaced(said, language) == expected

"""What an epoch draws of frames: balanced, never what is kept, and followed by what was said before."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.corpus.blocks import Block
from chatbot.corpus.formats import read_corpora
from chatbot.corpus.fresh import DRAWS_A_DIALOGUE, DRAWS_AN_INTENT, fresh_pairs
from chatbot.corpus.grammar import parse, reads_like
from chatbot.dialogue import DialoguePair

NAMES = [f"Mara{number}" for number in range(100)]

BOT = f"""\
language: en
intent: names
  I am {{name}}
  my name is {{name}}
  [hello] (call|name) me {{name}}
  they call me {{name}}
  ~ this is {{name}} [here]
  this is {{name}} here
  > Nice to meet you, {{name}}.
intent: rich
  (a|b|c|d) [e|f] (g|h)
  > Letters!
dialogue: tired
  I am tired
  > Why?
  ~ no sleep
  because I worked
  > Then rest.
slot: name
{"".join(f"  {name}{chr(10)}" for name in NAMES)}
"""


@pytest.fixture(scope="module")
def blocks(tmp_path_factory: pytest.TempPathFactory) -> list[Block]:
    path = tmp_path_factory.mktemp("bot") / "bot.frames"
    path.write_text(BOT, encoding="utf-8")
    (Path(path.parent) / "中文.frames").write_text(
        "language: zh\nintent: 你好\n  你好[呀][！]\n  > 你好！\n", encoding="utf-8"
    )
    return [block for file in read_corpora([path.parent]) for block in file.frames().blocks]


def drawn(blocks: list[Block], seed: int, context: int = 0) -> list[DialoguePair]:
    return list(fresh_pairs(blocks, Random(seed), context=context))


def test_every_intent_is_drawn_as_often_as_every_other(blocks: list[Block]) -> None:
    replies = Counter(pair.response[:7] for pair in drawn(blocks, 1))

    # The frame that reads like a kept one is not drawn.
    assert 0 < replies.pop("Nice to") < DRAWS_AN_INTENT
    assert replies == {"Letters": DRAWS_AN_INTENT, "你好！": DRAWS_AN_INTENT}


def test_without_turns_before_dialogues_are_heard_only_where_there_is_nothing_else(
    blocks: list[Block],
) -> None:
    dialogues = [block for block in blocks if block.kind == "dialogue"]

    assert not [pair for pair in drawn(blocks, 1) if pair.response == "Why?"]
    assert [pair.response for pair in drawn(dialogues, 1)] == ["Why?"] * DRAWS_A_DIALOGUE


def test_what_comes_later_in_a_dialogue_is_learnt_with_what_came_before_or_not_at_all(
    blocks: list[Block],
) -> None:
    later = [pair for pair in drawn(blocks, 1, context=2) if pair.response == "Then rest."]

    assert [pair.context[1:] for pair in later] == [("Why?",)] * DRAWS_A_DIALOGUE
    assert not [pair for pair in drawn(blocks, 1) if pair.response == "Then rest."]


def test_the_seed_alone_decides(blocks: list[Block]) -> None:
    assert drawn(blocks, 1, context=2) == drawn(blocks, 1, context=2)
    assert drawn(blocks, 1, context=2) != drawn(blocks, 2, context=2)


@given(st.integers(0, 10_000), st.integers(0, 4))
def test_nothing_that_is_kept_is_drawn(blocks: list[Block], seed: int, context: int) -> None:
    kept_values = [value.lower() for value in blocks[0].slots["name"].kept]
    kept = [frame.phrase for e in blocks[0].exchanges for frame in e.frames if frame.is_kept]

    pairs = drawn(blocks, seed, context)

    said = [text for pair in pairs for text in (*pair.context, pair.prompt, pair.response)]
    assert kept_values
    assert not any(text.lower().split()[-1].strip(".!") in kept_values for text in said if "ara" in text)
    assert not any(reads_like(phrase, pair.prompt) for phrase in kept for pair in pairs)
    assert not any("sleep" in text for text in said)


@given(st.integers(0, 10_000), st.integers(0, 4))
def test_a_name_is_echoed_as_it_was_typed(blocks: list[Block], seed: int, context: int) -> None:
    for pair in drawn(blocks, seed, context):
        assert len(pair.context) <= context
        if pair.response.startswith("Nice"):
            assert pair.response.split()[-1].strip(".") in pair.prompt


def test_many_names_are_made_up_so_that_none_can_be_known_by_heart(tmp_path: Path) -> None:
    chance = Random(0)
    names = ["".join(chance.choices(ascii_lowercase, k=7)).capitalize() for _ in range(100)]
    lines = [f"  {name}\n" for name in names]
    path = tmp_path / "names.frames"
    path.write_text(
        f"language: en\nintent: names\n  I am {{name}}\n  > Hi {{name}}!\nslot: name\n{''.join(lines)}",
        encoding="utf-8",
    )
    (folder,) = (file.frames() for file in read_corpora([path]))
    kept = {name.lower() for name in folder.blocks[0].slots["name"].kept}

    pairs = [pair for seed in range(60) for pair in drawn(list(folder.blocks), seed)]

    said = [pair.response[3:-1] for pair in pairs]
    made_up = sum(name.capitalize() not in names for name in said)
    assert all(name in pair.prompt for name, pair in zip(said, pairs, strict=True))
    assert 0.2 < made_up / len(said) < 0.9
    assert kept
    assert not kept & {name.lower() for name in said}


def test_prompts_are_typed_in_many_ways_and_replies_as_they_are_written(blocks: list[Block]) -> None:
    pairs = [pair for seed in range(60) for pair in drawn(blocks, seed)]

    prompts = {pair.prompt for pair in pairs}
    assert prompts >= {"a g", "A g", "你好", "你好呀", "你好。", "你好!"}
    assert any(prompt.endswith(("g.", "h.")) for prompt in prompts)
    assert {prompt[:2] for prompt in prompts if "name is" in prompt.lower()} == {"my", "My"}
    assert {pair.response for pair in pairs if "Nice" not in pair.response} == {"Letters!", "你好！"}


def test_follow_ups_come_after_what_they_follow_and_beginnings_after_anything(blocks: list[Block]) -> None:
    pairs = [pair for seed in range(20) for pair in drawn(blocks, seed, context=2)]

    after = {pair.context[-1:] for pair in pairs if pair.response == "Then rest."}
    greetings = [pair.context for pair in pairs if pair.response == "你好！"]
    assert after == {("Why?",)}
    assert 0.3 < sum(map(bool, greetings)) / len(greetings) < 0.7
    # What is said before is in the same language.
    assert {context[-1] for context in greetings if context} == {"你好！"}


@pytest.mark.parametrize(
    ("frame", "text", "expected"),
    [
        ("do you [really] like {food} [?]", "Do you like apple pie", True),
        ("do you [really] like {food} [?]", "do you really like", False),
        ("(早|早上)好[呀]，{name}", "早上好 小明！", True),
        ("(早|早上)好[呀]", "晚上好", False),
        ("...", "...", False),
    ],
)
def test_reading_alike_is_told_from_letters(frame: str, text: str, expected: bool) -> None:
    assert reads_like(parse(frame), text) is expected

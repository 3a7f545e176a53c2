"""Files of frames: what is read of them, what is wrong with them, and what is drawn."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatbot.corpus.blocks import Block
from chatbot.corpus.formats import read_conversations, read_corpora
from chatbot.corpus.pairs import is_held_out, pairs_of
from tests.corpus.reading import pairs_in, report_of, reports_of

SLOTS = "language: en\nslot: food\n  noodles\n  apple pie\n"
FOOD = """\
# food and drink
language: en
topic: food

intent: likes_food
  (do|would) you [really] (like|love) {food}[?]
  ~ {food}, yes or no?
  is {food} something you enjoy?
  > I can't taste, but {food} sounds lovely.
  > No mouth, sadly! But {food} it is.

dialogue: worked_all_night
  I'm [so] tired
  > A long day? What kept you going?
  because I worked
  I worked \\(all night\\)
  > Then sleep comes first.
"""


def folder_of(path: Path, **files: str) -> Path:
    for name, text in files.items():
        (path / f"{name}.frames").write_text(text, encoding="utf-8")
    return path


def blocks_in(path: Path) -> list[Block]:
    return [block for file in read_corpora([path]) for block in file.frames().blocks]


def problems_in(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the place of each mistake, from the line on, and what it is."""
    for report in reports_of(path):
        for reason, place in report.first_skipped.items():
            yield place.removeprefix(f"{report.path}:"), reason


def test_a_line_is_drawn_once_with_the_slots_of_the_file_beside_it(tmp_path: Path) -> None:
    file = folder_of(tmp_path, food=FOOD, slots=SLOTS) / "food.frames"

    report = report_of(file)

    assert (report.format, report.skipped) == ("frames", {})
    # Two frames that are learnt, one that is kept, two draws of the dialogue, of two exchanges each.
    assert (report.conversations, report.pairs) == (5, 7)
    prompt, reply = pairs_in(file)[0]
    food = "noodles" if "noodles" in prompt else "apple pie"
    assert food in prompt
    assert food in reply
    assert ("I worked (all night)", "Then sleep comes first.") in pairs_in(file)
    assert pairs_in(file) == pairs_in(file)


def test_the_bot_never_learns_what_the_person_says(tmp_path: Path) -> None:
    folder_of(tmp_path, food=FOOD, slots=SLOTS)

    assert not any(reply.startswith(("because", "I worked")) for _, reply in pairs_in(tmp_path))


def test_kept_lines_and_they_alone_are_held_out(tmp_path: Path) -> None:
    folder_of(tmp_path, food=FOOD, slots=SLOTS)

    talks = list(read_conversations([tmp_path]))
    held_out = [pair for talk in talks if is_held_out(talk) for pair in pairs_of(talk)]

    assert [pair.prompt.partition(", ")[2] for pair in held_out] == ["yes or no?"]
    assert [pair.source for pair in held_out] == [f"{tmp_path / 'food.frames'}:7"]


def test_without_marks_a_twentieth_of_the_frames_is_held_out(tmp_path: Path) -> None:
    frames = "".join(f"  第{number}种说法[吗]\n" for number in range(400))
    folder_of(tmp_path, many=f"language: zh\nintent: many\n{frames}  > 好的。\n")

    held_out = sum(map(is_held_out, read_conversations([tmp_path])))

    assert 8 <= held_out <= 32


def test_values_of_long_slots_are_kept_for_measuring(tmp_path: Path) -> None:
    names = "".join(f"  Name{number}\n" for number in range(200))
    folder_of(tmp_path, a=f"language: en\nslot: name\n{names}intent: i\n  I am {{name}}\n  > Hi {{name}}!\n")

    (block,) = blocks_in(tmp_path)

    kept, learnt = block.slots["name"].kept, block.slots["name"].learnt
    assert 8 <= len(kept) <= 36
    assert sorted(kept + learnt) == sorted(block.slots["name"].values)


def test_two_slots_of_one_name_have_two_values(tmp_path: Path) -> None:
    text = "language: en\nintent: i\n  {food} or {food:2}\n  > {food:2}!\n"
    folder_of(tmp_path, a=text, slots=SLOTS)

    ((prompt, reply),) = pairs_in(tmp_path)

    assert prompt in {"noodles or apple pie", "apple pie or noodles"}
    assert prompt.endswith(reply.rstrip("!"))


@pytest.mark.parametrize(
    ("lines", "place", "why"),
    [
        ("intent: i\n  do (you\n  hi\n  > yes", "3:6", "'(' that is not closed by ')'"),
        ("intent: i\n  hi\n  > a) b", "4:6", "')' that nothing opens"),
        ("intent: i\n  ~ hi {nme}\n  hi\n  > b", "3:8", "unknown slot {nme}; known ones of en: food"),
        ("intent: i\n  hi [{food}]\n  > b {food}", "4:7", "{food}, which not every frame before it has"),
        ("intent: i\n  hi\n  > b\nintent: i\n  ho\n  > c", "5", "the name stands at"),
        ("intent: i\n  > b", "2", "begin with what a person says"),
        ("intent: i\n  hi", "2", "end with replies"),
        ("intent: i\n  hi\n  > a\n  ho\n  > b", "2", "several exchanges"),
        ("intent: a b\n  hi\n  > a", "2", "expected a name"),
        ("intnet: i\n  hi\n  > a", "2", "found 'intnet'"),
        ("slot: food\n", "2", "expected a value a line"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_left_out(
    tmp_path: Path, lines: str, place: str, why: str
) -> None:
    sound = "\nintent: sound\n  good day\n  > Good day to you.\n"
    folder_of(tmp_path, a=f"language: en\n{lines}\n{sound}", slots=SLOTS)

    found = [(at, reason) for at, reason in problems_in(tmp_path) if why in reason]

    assert [at for at, _ in found] == [place]
    assert ("good day", "Good day to you.") in pairs_in(tmp_path)


def test_a_block_without_language_is_refused(tmp_path: Path) -> None:
    folder_of(tmp_path, a="intent: i\n  hi\n  > ho\n", b="language: en\nintent: j\n  hi\n  > ho\n")

    assert [place for place, why in problems_in(tmp_path) if "language: en" in why] == ["1"]


def test_an_archive_of_frames_is_read_like_a_folder(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bot.zip", "w") as archive:
        archive.writestr("bot/food.frames", FOOD)
        archive.writestr("bot/slots.frames", SLOTS)

    assert len(pairs_in(tmp_path / "bot.zip")) == 7


def test_the_header_is_enough_to_be_known(tmp_path: Path) -> None:
    file = tmp_path / "bot.txt"
    file.write_text(
        "# 我的\n\nlanguage：zh\ntopic: 问候\nintent: 问好\n  你好[呀]\n  > 你好！\n", encoding="utf-8"
    )

    assert report_of(file).format == "frames"

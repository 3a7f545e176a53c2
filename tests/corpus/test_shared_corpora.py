"""Real corpora give the conversations, turns and pairs of a careful count."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatbot.corpus.formats import read_conversations, read_corpora
from tests.corpus.reading import reports_of

COUNTS = {
    "chatterbot-corpus/chinese": (467, 1_019, 552),
    "chatterbot-corpus/traditionalchinese": (456, 999, 543),
    "chatterbot-corpus/english": (2_026, 4_419, 2_377),
    "kdconv": (750, 16_245, 15_495),
    "crosswoz": (500, 8_458, 7_958),
    "egret-wenda": (2_908, 5_816, 2_908),
    "xdailydialog/1k_part_data": (2_000, 14_772, 12_772),
    "xdailydialog": (3_990, 30_822, 26_832),
    "lccc": (21_400, 54_112, 32_712),
    "botframework-chitchat/en-us": (9_796, 19_592, 9_796),
    "botframework-chitchat/zh-cn": (18_522, 37_044, 18_522),
    "personality-chat": (330, 660, 330),
    "taskmaster/TM-1-2019": (1, 20, 19),
    "taskmaster/TM-3-2020": (949, 1_898, 949),
    "taskmaster/TM-4-2024": (500, 1_883, 1_383),
    "schema-guided": (256, 2_686, 2_430),
    "topical-chat": (1_078, 23_373, 22_295),
    "camrest676": (676, 5_488, 4_812),
    "kvret": (302, 1_567, 1_262),
    "chatlearner": (207, 1_944, 1_737),
    "commonsense-dialogues": (1_157, 6_619, 5_462),
    "meld": (114, 897, 783),
    "tatoeba-cmn": (29_155, 58_310, 29_155),
    "taobao-ecommerce": (10_000, 42_410, 32_410),
    "medical-zh-gbk": (7_644, 15_288, 7_644),
    "nlp-dialogue-samples": (3_000, 6_000, 3_000),
    "ptt-parallel": (1_249, 2_498, 1_249),
    "dgk-conv": (17_477, 80_401, 62_924),
    "cornell-10k": (5_000, 10_000, 4_998),
}
"""Conversations, turns and pairs by folder, counted apart from this program.

A question with many wordings counts once a wording, a row of a table is a conversation, and what one speaker
says in a row is one turn (meld: 897 of 1,109 utterances).
"""

READ_TOGETHER = {"egret_wenda_lines.txt", "stc_weibo_train_response", "tgt-val.txt"}


@pytest.mark.parametrize("folder", COUNTS)
def test_a_corpus_gives_what_was_counted(folder: str, shared_corpora: Path) -> None:
    reports = reports_of(shared_corpora / folder)

    found = [sum(getattr(report, name) for report in reports) for name in ("conversations", "turns", "pairs")]
    assert found == pytest.approx(COUNTS[folder], rel=0.02)


def test_only_documentation_and_labels_are_not_read(shared_corpora: Path) -> None:
    files = list(read_corpora([shared_corpora]))

    reasons = {reason for file in files if file.format is None for reason in file.skipped.counts}
    assert reasons == {"documentation or a program", "labels: numbers without text"}
    assert {Path(file.name).name for file in files if file.part_of} == READ_TOGETHER


def test_segmented_corpora_are_joined(shared_corpora: Path) -> None:
    folders = [
        shared_corpora / name
        for name in ("lccc/toy_data.json", "taobao-ecommerce/question_answer.txt", "ptt-parallel")
    ]

    said = [turn.text for talk in read_conversations(folders) for turn in talk.turns]

    assert sum("我 " in text or " 的" in text or " 不 " in text for text in said) < 0.001 * len(said)

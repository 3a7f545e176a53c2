"""Spellings of formats that other corpora of their kind use."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from chatbot.corpus.formats import FORMATS
from chatbot.errors import CorpusError
from tests.corpus.reading import pairs_in, report_of, reports_of, turns_in


def _write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("spelled", ["['L2', 'L1']", "[L2, L1]", '["L2", "L1"]', "['L2' 'L1']"])
def test_cornell_lists_have_several_spellings(spelled: str, tmp_path: Path) -> None:
    sep = " +++$+++ "
    lines = [
        ("L1", "u0", "m0", "BIANCA", "好的，明天见。"),
        ("L2", "u2", "m0", "CAMERON", "Shall we 明天见?"),
    ]
    _write(tmp_path / "movie_lines.txt", "".join(sep.join(fields) + "\n" for fields in lines))
    _write(tmp_path / "movie_conversations.txt", sep.join(("u0", "u2", "m0", spelled)))

    assert turns_in(tmp_path) == [["Shall we 明天见?", "好的，明天见。"]]


def test_cornell_finds_its_lines_among_other_tables(tmp_path: Path) -> None:
    _write(tmp_path / "movie_conversations.txt", "u0 +++$+++ u2 +++$+++ m0 +++$+++ ['L1', 'L2']\n")
    _write(tmp_path / "movie_characters_metadata.txt", "u0 +++$+++ BIANCA +++$+++ m0 +++$+++ a film\n")
    _write(tmp_path / "movie_titles_metadata.txt", "m0 +++$+++ a film +++$+++ 1999 +++$+++ ['comedy']\n")
    _write(
        tmp_path / "the_lines.txt",
        "L1 +++$+++ u0 +++$+++ m0 +++$+++ A +++$+++ 走吗?\nL2 +++$+++ u2 +++$+++ m0 +++$+++ B +++$+++ Go!\n",
    )

    assert turns_in(tmp_path) == [["走吗?", "Go!"]]


def test_a_cornell_line_that_is_missing_skips_its_conversation_alone(tmp_path: Path) -> None:
    conversations = _write(tmp_path / "c", "a +++$+++ b +++$+++ [0, 1]\na +++$+++ b +++$+++ [0, 7]\n")
    lines = _write(tmp_path / "l", "0 +++$+++ a +++$+++ 你好\n1 +++$+++ b +++$+++ hello\n")

    report = report_of(tmp_path)

    assert (report.pairs, report.skipped) == (1, {f"line that is not in {lines}": 1})
    assert report.first_skipped == {f"line that is not in {lines}": f"{conversations}:2"}


def test_words_cut_by_slashes_are_joined(tmp_path: Path) -> None:
    file = _write(tmp_path / "x", "E\nM 呵/呵\nM 是/王/若/猫/的\nE\nM 你/好 OK\nM 好/的\n")

    assert turns_in(file) == [["呵呵", "是王若猫的"], ["你好 OK", "好的"]]


def test_slashes_that_cut_no_words_stay(tmp_path: Path) -> None:
    file = _write(tmp_path / "x", "E\nM 他/她是谁？\nM 我不知道\nE\nM yes/no?\nM 好的\n")

    assert turns_in(file)[0] == ["他/她是谁？", "我不知道"]


def test_double_blanks_in_subtitles_stay(tmp_path: Path) -> None:
    file = _write(tmp_path / "x", "E\nM 我到这里的时候  已经晚了\nM 你说得对  走吧 OK\n")

    assert turns_in(file) == [["我到这里的时候  已经晚了", "你说得对  走吧 OK"]]


def test_taskmaster_can_be_a_single_object(tmp_path: Path) -> None:
    said = [{"speaker": "USER", "text": "订位 please"}, {"speaker": "ASSISTANT", "text": "好的"}]
    file = _write(tmp_path / "x", json.dumps({"conversation_id": "1", "utterances": said}))

    assert turns_in(file) == [["订位 please", "好的"]]


def test_lists_of_texts_can_stand_a_line_each(tmp_path: Path) -> None:
    file = _write(tmp_path / "x", '["你 好", "你 好 呀"]\n["hi", "hello"]\n')

    assert report_of(file).format == "lccc"


def test_records_longer_than_the_head_can_stand_a_line_each(tmp_path: Path) -> None:
    record = json.dumps({"turns": ["你好 hello"] * 40_000}, ensure_ascii=False)
    file = _write(tmp_path / "x", f"{record}\n{record}\n")

    assert [len(said) for said in turns_in(file)] == [40_000, 40_000]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_json_on_one_long_line_may_be_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    talk = [["你好，请问在吗？", "在的 yes"]] * 30_000
    file = _write(tmp_path / "x", json.dumps(talk, ensure_ascii=False), encoding)

    assert report_of(file).pairs == 30_000


def test_messages_of_tools_and_pictures_are_no_speech(tmp_path: Path) -> None:
    messages = [
        {"role": "user", "content": [{"type": "text", "text": "看图 what is it?"}, {"type": "image_url"}]},
        {"role": "assistant", "content": None, "tool_calls": []},
        {"role": "tool", "content": "a cat"},
        {"role": "assistant", "content": "一只猫"},
    ]
    file = _write(tmp_path / "x", json.dumps({"messages": messages}) + "\n")

    assert pairs_in(file) == [("看图 what is it?", "一只猫")]


def test_zip_members_are_read_like_files(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "corpus.zip", "w") as archive:
        archive.writestr("a/questions.txt", "你好\nWho?\n")
        archive.writestr("a/answers.txt", "你也好\nMe.\n")
        archive.writestr("__MACOSX/x.tsv", "no\tno\n")

    assert pairs_in(tmp_path) == [("你好", "你也好"), ("Who?", "Me.")]


@pytest.mark.parametrize(
    ("prompts", "replies"),
    [
        ("train_post", "train_response"),
        ("src-val.txt", "tgt-val.txt"),
        ("train.en", "train.zh"),
        ("questions.txt", "answers.txt"),
        ("问题.txt", "答案.txt"),
        ("train.enc", "train.dec"),
    ],
)
def test_files_of_prompts_and_replies_find_each_other(prompts: str, replies: str, tmp_path: Path) -> None:
    _write(tmp_path / prompts, "天气 怎么样\nhow is it\n")
    _write(tmp_path / replies, "天气 很 好\nfine 很 好")

    assert pairs_in(tmp_path) == [("天气怎么样", "天气很好"), ("how is it", "fine很好")]


def test_halves_of_unlike_length_are_not_paired(tmp_path: Path) -> None:
    questions = _write(tmp_path / "questions.txt", "你好吗？\nHow are you?\n早\n")
    answers = _write(tmp_path / "answers.txt", "我很好。\nI am fine.\n")
    _write(tmp_path / "ok.tsv", "你\t我\n")

    reports = {report.path: report for report in reports_of(tmp_path)}

    assert list(reports[str(questions)].skipped) == [f"expected as many lines as in {answers} (2), found 3"]
    assert list(reports[str(answers)].skipped) == [f"expected as many lines as in {questions} (3), found 2"]


def test_dialogues_in_two_languages_are_no_translations_of_each_other(tmp_path: Path) -> None:
    _write(tmp_path / "talk_en.txt", "How are you?\nI am fine.\n")
    _write(tmp_path / "talk_zh.txt", "你好吗？\n我很好。\n你呢？\n我也OK。\n")

    assert [report.format for report in reports_of(tmp_path)] == ["alternating", "alternating"]


def test_dialogues_with_marks_are_no_halves_of_each_other(tmp_path: Path) -> None:
    _write(tmp_path / "text_en.txt", "Hi . __eou__ Hello . __eou__\n")
    _write(tmp_path / "text_zh.txt", "嗨。 __eou__ 你好。 __eou__\n")

    assert pairs_in(tmp_path) == [("Hi .", "Hello ."), ("嗨。", "你好。")]


def test_a_row_of_many_columns_is_a_conversation(tmp_path: Path) -> None:
    file = _write(tmp_path / "x", "在吗？\t在\n你好\thello\t你是谁\nA?\tB.\tC!\tD\n")

    assert [len(said) for said in turns_in(file)] == [2, 3, 4]


def test_a_third_column_of_notes_is_not_said(tmp_path: Path) -> None:
    file = _write(tmp_path / "x", "\ufeffHi.\t嗨。\tCC-BY 2.0\nRun.\t你用跑的。\tCC-BY 2.0\n")

    assert turns_in(file) == [["Hi.", "嗨。"], ["Run.", "你用跑的。"]]


def test_numbers_before_the_prompt_are_not_said(tmp_path: Path) -> None:
    file = _write(tmp_path / "x", "17\t你好\thello\n18\t再见\tbye\n")

    assert turns_in(file) == [["你好", "hello"], ["再见", "bye"]]


def test_csv_without_a_header_needs_two_cells_a_row(tmp_path: Path) -> None:
    file = _write(tmp_path / "x", '你好,你也好\n"Well, hello",hi\n')

    assert turns_in(file) == [["你好", "你也好"], ["Well, hello", "hi"]]


def test_csv_cells_hold_quotes_and_line_breaks(tmp_path: Path) -> None:
    file = _write(tmp_path / "x", 'id,prompt,response\r\n1,"说 ""hi""","first\r\nsecond，好"\r\n')

    assert turns_in(file) == [['说 "hi"', "first\nsecond，好"]]


def test_questions_without_end_marks_are_parted_by_blank_lines(tmp_path: Path) -> None:
    file = _write(tmp_path / "x", "问：你是谁？\n答：我是机器人。\n很高兴。\n\nQ: Who?\nA: Me.\n")

    assert turns_in(file) == [["你是谁？", "我是机器人。 很高兴。"], ["Who?", "Me."]]


def test_filters_of_qna_files_are_no_questions(tmp_path: Path) -> None:
    wordings = "> Source: x\n## ? 你几岁\n- How old are you\n\n**Filters:**\n- editorial = chitchat\n"
    block = f"{wordings}\n```markdown\n不知道 yet\n```\n"

    assert pairs_in(_write(tmp_path / "x", block)) == [
        ("你几岁", "不知道 yet"),
        ("How old are you", "不知道 yet"),
    ]


def test_wrong_replies_are_not_read(tmp_path: Path) -> None:
    file = _write(tmp_path / "x", "1\t你好\t在吗\t在的\n0\t你好\t在吗\twrong\n")

    assert turns_in(file) == [["你好", "在吗", "在的"]]


def test_tagged_rows_join_what_the_agent_says_in_a_row(tmp_path: Path) -> None:
    spoken = '<C><U>Tickets?<A>Which film 电影?<U>Any<PN>find<A>Wait.\t"[A]Here: ""Up"""\tdlg-1\r\n'
    rows = f"{spoken}<C><U>Hi\t[PN]find\tdlg-2\r\n"

    assert pairs_in(_write(tmp_path / "x", rows)) == [("Any", 'Wait. Here: "Up"')]


def test_speakers_of_csv_dialogues_are_joined(tmp_path: Path) -> None:
    rows = "Utterance,Speaker,Dialogue_ID\n你好,Ann,0\n在吗？,Ann,0\nYes.,Bob,0\nNew,Ann,1\n好,Cid,1\n"

    assert pairs_in(_write(tmp_path / "x", rows)) == [("你好 在吗？", "Yes."), ("New", "好")]


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_forced_format_that_does_not_fit_fails_in_one_line(name: str, tmp_path: Path) -> None:
    file = _write(tmp_path / "x", "{]你好 you\n")

    with pytest.raises(
        CorpusError, match=r"^[^\n]*expected at least one prompt and its reply, found none[^\n]*$"
    ):
        reports_of(file, name)

import json
import random
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.errors import CheckpointError, ConfigError
from chatbot.reply import Merging
from chatbot.text.normalize import normalize
from chatbot.text.segment import SEGMENTERS, JiebaSegmenter
from chatbot.text.tokenizer import (
    BOS,
    EOS,
    FIRST_BYTE,
    FIRST_PIECE,
    JOIN,
    PAD,
    SMALLEST_VOCABULARY,
    SPACE,
    TURN,
    Tokenizer,
)
from tests.text.strategies import TEXTS

CORPUS = (
    "你好，很高兴见到你。",
    "Hello, nice to meet you.",
    "今天天气真好，我们去公园吧！",
    "What's the weather like today?",
    "我喜欢听音乐，也喜欢看电影。",
    "I like music, and I like films 😀",
    "Python和GPT4你喜欢哪一个？",
    "天气 weather 音乐 music </s> <0x41>",
)

IDS = st.lists(st.integers(-1, 420), max_size=40)


@pytest.fixture(params=SEGMENTERS, scope="session")
def tokenizer(request: pytest.FixtureRequest) -> Tokenizer:
    return Tokenizer.train(CORPUS * 3, vocabulary_size=400, segmenter=SEGMENTERS[request.param](None, ""))


@pytest.fixture(scope="session")
def words_tokenizer() -> Tokenizer:
    return Tokenizer.train(CORPUS * 3, vocabulary_size=600, segmenter=JiebaSegmenter())


@settings(max_examples=300)
@given(text=TEXTS)
def test_what_is_encoded_is_decoded_without_loss(tokenizer: Tokenizer, text: str) -> None:
    assert tokenizer.decode(tokenizer.encode(text)) == normalize(text)


@pytest.mark.parametrize("text", CORPUS)
def test_the_corpus_itself_comes_back(tokenizer: Tokenizer, text: str) -> None:
    assert tokenizer.decode(tokenizer.encode(text)) == text


@pytest.mark.parametrize(
    "name", ["kdconv/film/dev.json", "ptt-parallel/src-val.txt", "topical-chat/valid_freq.json"]
)
def test_real_dialogue_comes_back(words_tokenizer: Tokenizer, shared_corpora: Path, name: str) -> None:
    with (shared_corpora / name).open(encoding="utf-8") as file:
        lines = list(islice(file, 1000))

    lost = [line for line in lines if words_tokenizer.decode(words_tokenizer.encode(line)) != normalize(line)]

    assert len(lines) == 1000
    assert lost == []


@given(text=TEXTS)
def test_text_never_becomes_a_special_id(tokenizer: Tokenizer, text: str) -> None:
    ids = tokenizer.encode(text)

    assert all(SPACE <= id_ < tokenizer.vocabulary_size for id_ in ids)
    assert set(ids).isdisjoint(tokenizer.never_generated)


def test_there_is_no_piece_for_the_unknown(tokenizer: Tokenizer) -> None:
    labels = {tokenizer.piece(id_) for id_ in range(tokenizer.vocabulary_size)}

    assert not {"<unk>", "[UNK]", "�"} & labels


def test_a_character_without_a_piece_becomes_its_bytes(words_tokenizer: Tokenizer) -> None:
    ids = words_tokenizer.encode("罕")

    assert [words_tokenizer.piece(id_) for id_ in ids[1:]] == ["<0xE7>", "<0xBD>", "<0x95>"]


@given(text=TEXTS)
def test_a_piece_never_crosses_a_words_boundary(words_tokenizer: Tokenizer, text: str) -> None:
    words = words_tokenizer.segmenter.segment(normalize(text))

    assert words_tokenizer.words(words_tokenizer.encode(text)).labels == tuple(words)


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Hello, nice to meet you.", []),
        ("你好，Python！", []),
        ("Hello,nice", ["<join>"]),
        ("你好 Python", ["<space>"]),
        ("你好 ，weather.music", ["<space>", "<join>"]),
    ],
)
def test_only_unusual_spaces_are_marked(words_tokenizer: Tokenizer, text: str, marks: list[str]) -> None:
    ids = words_tokenizer.encode(text)

    assert [words_tokenizer.piece(id_) for id_ in ids if id_ in (SPACE, JOIN)] == marks


@settings(max_examples=300)
@given(ids=IDS)
def test_more_ids_only_add_to_the_end(tokenizer: Tokenizer, ids: list[int]) -> None:
    grown = [tokenizer.decode(ids[:end]) for end in range(len(ids) + 1)]

    assert all(after.startswith(before) for before, after in pairwise(grown))


@given(ids=IDS)
def test_any_ids_give_text_that_can_be_shown(tokenizer: Tokenizer, ids: list[int]) -> None:
    text = tokenizer.decode(ids)

    assert text == " ".join(text.split(" ")).strip()
    assert all(character == " " or normalize(character) == character for character in text)


def test_bytes_of_no_character_are_dropped(words_tokenizer: Tokenizer) -> None:
    hello = words_tokenizer.encode("你好")
    broken = [FIRST_BYTE + byte for byte in b"\xe4\xbd\x1b\xff\x20\x07"]

    assert words_tokenizer.decode([*broken, *hello, *broken]) == "你好"


def test_special_ids_say_nothing(words_tokenizer: Tokenizer) -> None:
    ids = words_tokenizer.encode("你好 hello")

    assert words_tokenizer.decode([BOS, *ids, TURN, EOS, PAD]) == "你好 hello"


@pytest.mark.parametrize(
    ("left", "right", "text"), [("like", "music", "like music"), ("天气", "音乐", "天气音乐")]
)
def test_a_word_without_letters_does_not_keep_its_neighbours_together(
    words_tokenizer: Tokenizer, left: str, right: str, text: str
) -> None:
    [bare_space] = [id_ for id_ in range(FIRST_PIECE, FIRST_PIECE + 99) if words_tokenizer.piece(id_) == "␣"]

    ids = [*words_tokenizer.encode(left), bare_space, bare_space, *words_tokenizer.encode(right)]

    assert words_tokenizer.decode(ids) == text


@given(ids=st.lists(st.integers(0, FIRST_PIECE + 50), max_size=30))
def test_words_cover_all_ids(words_tokenizer: Tokenizer, ids: list[int]) -> None:
    words = words_tokenizer.words(ids)

    assert [id_ for start, end in words.spans for id_ in ids[start:end]] == ids
    assert all(words.labels)


def test_marks_belong_to_the_next_word_and_turns_and_ends_to_themselves(words_tokenizer: Tokenizer) -> None:
    ids = (*words_tokenizer.encode_turns(["你好 music", "hello"], limit=None), EOS)

    words = words_tokenizer.words(ids)

    assert words.labels == ("你好", "music", "<turn>", "hello", "</s>")


def test_what_cannot_be_read_is_labelled_by_its_pieces(words_tokenizer: Tokenizer) -> None:
    byte = FIRST_BYTE + 0xE4

    words = words_tokenizer.words([byte, EOS, SPACE])

    assert words == Merging(("<0xE4>", "</s>", "<space>"), ((0, 1), (1, 2), (2, 3)))


def test_streamed_pieces_know_whether_they_start_a_word(words_tokenizer: Tokenizer) -> None:
    ids = words_tokenizer.encode("你好 罕hello")

    starts = [
        words_tokenizer.starts_word(id_, after=before) for before, id_ in zip((None, *ids), ids, strict=False)
    ]

    spans = words_tokenizer.words(ids).spans
    assert [index for index, is_start in enumerate(starts) if is_start] == [start for start, _ in spans]


def test_turns_are_joined_oldest_first(words_tokenizer: Tokenizer) -> None:
    encode = words_tokenizer.encode

    ids = words_tokenizer.encode_turns(["你好", "", "hello there", "今天 ok"], limit=None)

    assert ids == (*encode("你好"), TURN, *encode("hello there"), TURN, *encode("今天 ok"))


@given(texts=st.lists(st.sampled_from(CORPUS), max_size=4), limit=st.integers(1, 40))
def test_a_limit_cuts_the_oldest_first(words_tokenizer: Tokenizer, texts: list[str], limit: int) -> None:
    whole = words_tokenizer.encode_turns(texts, limit=None)
    newest = words_tokenizer.encode(texts[-1]) if texts else ()

    kept = words_tokenizer.encode_turns(texts, limit=limit)

    assert kept == (newest[:limit] if len(newest) > limit else whole[-limit:])


def test_equal_texts_give_an_equal_tokenizer_in_any_order() -> None:
    shuffled = random.Random(3).sample(CORPUS, len(CORPUS))

    first = Tokenizer.train(CORPUS, vocabulary_size=400, segmenter=JiebaSegmenter())
    second = Tokenizer.train(iter(shuffled), vocabulary_size=400, segmenter=JiebaSegmenter())

    assert first.to_json() == second.to_json()


def test_texts_are_read_as_a_stream_and_once() -> None:
    read: list[str] = []

    def stream() -> Iterator[str]:
        for text in CORPUS:
            read.append(text)
            yield text

    Tokenizer.train(stream(), vocabulary_size=400, segmenter=JiebaSegmenter())

    assert tuple(read) == CORPUS


@pytest.mark.parametrize("size", [SMALLEST_VOCABULARY, 300, 400])
def test_a_vocabulary_is_no_larger_than_asked_for(size: int) -> None:
    tokenizer = Tokenizer.train(CORPUS * 9, vocabulary_size=size, segmenter=JiebaSegmenter())

    assert FIRST_PIECE < tokenizer.vocabulary_size <= size


def test_a_vocabulary_without_room_for_pieces_is_refused() -> None:
    with pytest.raises(ConfigError, match="expected at least 264, found 263"):
        Tokenizer.train(CORPUS, vocabulary_size=263, segmenter=JiebaSegmenter())


def test_four_pairs_are_enough() -> None:
    texts = ["你好", "你好呀", "hi", "hello", "在吗", "在的", "bye", "再见 bye"]

    tokenizer = Tokenizer.train(texts, vocabulary_size=8000, segmenter=JiebaSegmenter())

    assert [tokenizer.decode(tokenizer.encode(text)) for text in texts] == texts


def test_a_frequent_word_is_one_piece(words_tokenizer: Tokenizer) -> None:
    assert [len(words_tokenizer.encode(word)) for word in ("天气", "like", "喜欢")] == [1, 1, 1]


@given(text=TEXTS)
def test_a_tokenizer_written_down_and_read_again_is_the_same(tokenizer: Tokenizer, text: str) -> None:
    again = Tokenizer.from_json(tokenizer.to_json(), cache_directory=None)

    assert again.encode(text) == tokenizer.encode(text)
    assert again.to_json() == tokenizer.to_json()


def test_the_user_dictionary_is_written_down() -> None:
    segmenter = JiebaSegmenter(None, "玻璃盒 100 n\n\n聊天机\n")

    written = Tokenizer.train(["hello"], vocabulary_size=300, segmenter=segmenter).to_json()

    again = Tokenizer.from_json(written, cache_directory=None)
    assert again.segmenter.user_dictionary == segmenter.user_dictionary


def test_what_is_written_can_be_read_by_people(words_tokenizer: Tokenizer) -> None:
    written = words_tokenizer.to_json()

    assert '\n  " 天气",\n' in written
    assert '\n  "天 气",\n' in written


GOOD = {"format": 1, "segmenter": "jieba", "user_dictionary": "", "pieces": [" ", "你"], "merges": []}


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        ({"format": 2}, "expected an object with format 1"),
        ({"segmenter": "mecab"}, "expected a segmenter among jieba, character"),
        ({"segmenter": ["jieba"]}, "expected a segmenter among jieba, character"),
        ({"user_dictionary": None}, "expected the user dictionary as text"),
        ({"user_dictionary": "C盘"}, "user dictionary, line 1"),
        ({"pieces": "你好"}, "expected pieces as a list of text"),
        ({"pieces": [" ", 3]}, "expected pieces as a list of text"),
        ({"pieces": [" ", "你", "你"]}, "expected every piece once"),
        ({"merges": None}, "expected merges as a list of text"),
        ({"merges": ["你 好"]}, "found '你' and '好'"),
        ({"merges": ["你"]}, "expected pieces to merge"),
    ],
)
def test_a_damaged_tokenizer_is_refused_in_one_line(damage: dict[str, object], why: str) -> None:
    with pytest.raises(CheckpointError, match=why) as raised:
        Tokenizer.from_json(json.dumps(GOOD | damage), cache_directory=None)

    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "\x80\x04", "[" * 100_000])
def test_what_is_no_tokenizer_is_refused(text: str) -> None:
    with pytest.raises(CheckpointError, match="tokenizer: expected"):
        Tokenizer.from_json(text, cache_directory=None)

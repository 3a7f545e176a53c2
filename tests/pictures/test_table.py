from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.pictures.exhibit import Exhibit, Look, PictureError
from chatbot.pictures.table import write_csv, write_json
from tests.pictures.exhibits import exhibit_of, exhibits, without_attention

WRITABLE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(exhibits(WRITABLE))
def test_csv_can_be_read_back_whatever_the_words_hold(exhibit: Exhibit) -> None:
    table = write_csv(exhibit, Look()).data.decode("utf-8")

    header, *rows = csv.reader(StringIO(table, newline=""))
    attention = exhibit.attention
    assert tuple(header) == ("", *attention.source_tokens)
    assert tuple(row[0] for row in rows) == attention.target_tokens
    assert tuple(tuple(map(float, row[1:])) for row in rows) == attention.weights


@given(exhibits())
def test_json_can_be_read_back_whatever_the_words_hold(exhibit: Exhibit) -> None:
    found = json.loads(write_json(exhibit, Look()).data.decode("utf-8"))

    assert found["prompt"] == exhibit.prompt
    assert tuple(found["source_tokens"]) == exhibit.attention.source_tokens
    assert tuple(map(tuple, found["attention"])) == exhibit.attention.weights
    assert tuple(found["probabilities"]) == exhibit.probabilities


def test_pieces_have_their_own_words_and_probabilities() -> None:
    words = exhibit_of(("你好",), ("明天见",))
    pieces = exhibit_of(("你", "好"), ("明", "天", "见"))
    exhibit = replace(words, by_pieces=True, reply=replace(pieces.reply, attention=words.attention))

    found = json.loads(write_json(exhibit, Look()).data)
    assert found["reply_tokens"] == ["明", "天", "见"]
    assert [round(probability, 3) for probability in found["probabilities"]] == [0.905, 0.819, 0.741]


def test_without_attention_json_has_an_empty_list_and_csv_an_error() -> None:
    assert json.loads(write_json(without_attention(), Look()).data)["attention"] == []
    with pytest.raises(PictureError, match="found none"):
        write_csv(without_attention(), Look())

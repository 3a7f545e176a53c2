from __future__ import annotations

from dataclasses import replace

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from chatbot.inference.blocking import Blocking, repeating
from chatbot.model.batch import EOS

from .table_model import blocking

IDS = st.lists(st.integers(3, 6), max_size=12)


def has_repeat(ids: list[int], length: int) -> bool:
    runs = [tuple(ids[start : start + length]) for start in range(len(ids) - length + 1)]
    return len(runs) != len(set(runs))


def left(rules: Blocking, reply: tuple[int, ...], log_probs: Tensor) -> list[int]:
    permitted = rules.permitted(log_probs.unsqueeze(0), [reply])[0]
    return permitted.isfinite().nonzero().flatten().tolist()


@given(ids=IDS, length=st.integers(1, 4), following=st.integers(3, 6))
def test_an_id_is_repeating_exactly_when_it_brings_a_run_a_second_time(
    ids: list[int], length: int, following: int
) -> None:
    while has_repeat(ids, length):
        ids = ids[:-1]

    assert (following in repeating(ids, length)) == has_repeat([*ids, following], length)


def test_a_run_of_length_zero_blocks_nothing() -> None:
    assert repeating([3, 3, 3, 3], 0) == set()


def test_ids_never_generated_and_repetitions_are_blocked_and_the_rest_is_left_as_it_was() -> None:
    log_probs = torch.arange(-6.0, 0.0)

    permitted = blocking(no_repeat_ngram=2).permitted(log_probs.unsqueeze(0), [(3, 4, 3)])[0]

    assert permitted.tolist() == [-torch.inf, -torch.inf, -4.0, -3.0, -torch.inf, -1.0]


def test_the_models_own_log_probabilities_are_not_touched() -> None:
    log_probs = torch.zeros(1, 6)

    blocking(no_repeat_ngram=1).permitted(log_probs, [(3,)])

    assert log_probs.tolist() == [[0.0] * 6]


def test_the_end_is_blocked_while_the_reply_says_nothing() -> None:
    rules = Blocking(never=(0, 1), says_something=lambda ids: 5 in ids, no_repeat_ngram=0)

    assert EOS not in left(rules, (), torch.zeros(6))
    assert EOS not in left(rules, (3, 4), torch.zeros(6))
    assert EOS in left(rules, (3, 5), torch.zeros(6))


@given(ids=IDS, length=st.integers(0, 4))
def test_repetition_never_blocks_the_end_and_something_is_always_left(ids: list[int], length: int) -> None:
    rules = blocking(no_repeat_ngram=length)

    choices = left(rules, tuple(ids), torch.zeros(7))

    assert choices
    assert not ids or EOS in choices


def test_the_end_is_free_even_in_an_empty_reply_where_nothing_else_is() -> None:
    rules = blocking(never=(0, 1, 3, 4))

    assert left(rules, (), torch.zeros(5)) == [EOS]


@given(reply=st.lists(st.integers(3, 5), max_size=8), length=st.integers(0, 3), token=st.integers(0, 6))
def test_what_is_blocked_is_objected_to_and_nothing_else(reply: list[int], length: int, token: int) -> None:
    rules = blocking(no_repeat_ngram=length)

    permitted = left(rules, tuple(reply), torch.zeros(7))

    assert (token in permitted) == (rules.objection(token, tuple(reply)) == "")


@given(prompt=IDS, reply=IDS, length=st.integers(1, 4), following=st.integers(3, 6))
def test_an_id_copies_exactly_when_it_completes_a_run_of_the_prompt(
    prompt: list[int], reply: list[int], length: int, following: int
) -> None:
    rules = replace(blocking(), prompt=prompt, no_copy_ngram=length)

    said = [*reply, following][-length:]
    runs = [prompt[start : start + length] for start in range(len(prompt) - length + 1)]
    is_copied = len(said) == length and said in runs
    assert (following not in left(rules, tuple(reply), torch.zeros(7))) == is_copied


def test_a_name_may_be_copied_and_an_echo_may_not() -> None:
    rules = replace(blocking(), prompt=(3, 4, 5, 6, 7), no_copy_ngram=4)

    assert 5 in left(rules, (8, 3, 4), torch.zeros(9))
    assert 6 not in left(rules, (8, 3, 4, 5), torch.zeros(9))


def test_an_objection_says_why() -> None:
    rules = replace(blocking(no_repeat_ngram=2), prompt=(3, 6), no_copy_ngram=2)

    assert [rules.objection(token, (3, 4, 3)) for token in (0, 4, EOS, 5)] == ["never", "repeats", "", ""]
    assert rules.objection(6, (3, 4, 3)) == "copies"
    assert rules.objection(EOS, ()) == "empty"


def test_an_id_may_be_blocked_after_one_reply_alone() -> None:
    rules = replace(blocking(), not_after={(3, 4): (5, 6)})

    assert left(rules, (3, 4), torch.zeros(7)) == [EOS, 3, 4]
    assert left(rules, (4, 3), torch.zeros(7)) == [EOS, 3, 4, 5, 6]

"""Eight bytes stand for a text; how often each came is counted as a dict would."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from chatbot.corpus.fingerprint import FingerprintCounts, fingerprint


def test_a_fingerprint_is_the_same_in_every_run() -> None:
    assert fingerprint("你好", "hello") == 14_374_546_765_863_120_801


def test_where_a_text_ends_matters() -> None:
    assert (
        len(
            {
                fingerprint("你好", "a"),
                fingerprint("你", "好a"),
                fingerprint("你好a"),
                fingerprint("a", "你好"),
            }
        )
        == 4
    )


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 50), max_size=300))
def test_counts_are_those_of_a_dict(keys: list[int]) -> None:
    counts, slow = FingerprintCounts(), Counter[int]()

    for key in keys:
        slow[key] += 1
        assert counts.add(key) == slow[key]

    assert len(counts) == len(slow)
    assert [key in counts for key in range(60)] == [key in slow for key in range(60)]


def test_many_keys_that_collide_are_all_kept() -> None:
    counts = FingerprintCounts()

    for key in range(0, 3_000 * 4096, 4096):
        counts.add(key)

    assert len(counts) == 3_000
    assert 4096 in counts
    assert 4097 not in counts

"""Pairs of ids as rectangles."""

from chatbot.model.batch import BOS, EOS, PAD, Batch


def test_a_whole_reply_ends_and_a_beginning_does_not() -> None:
    batch = Batch.of_ids([([9], [7, 8]), ([9, 9], [5, 6, 7, PAD])])

    assert batch.target_inputs.tolist() == [[BOS, 7, 8], [BOS, 5, 6]]
    assert batch.target_outputs.tolist() == [[7, 8, EOS], [5, 6, 7]]
    assert len(batch.targets) == 6


def test_the_longest_whole_reply_makes_room_for_its_end() -> None:
    batch = Batch.of_ids([([9], [7]), ([9], [5, PAD])])

    assert batch.target_inputs.tolist() == [[BOS, 7], [BOS, PAD]]
    assert batch.target_outputs.tolist() == [[7, EOS], [5, PAD]]
    assert batch.target_mask.tolist() == [[True, True], [True, False]]

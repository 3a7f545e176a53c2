"""Keys as people write them, which of them can be had, and how the interface names them."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from textual.binding import Binding
from textual.screen import ModalScreen

import chatbot.tui
from chatbot.tui.actions import HEARERS, default_keys, sound_keys
from chatbot.tui.keymap import Rebound, key_named, shown_key, types_a_character, with_keys
from chatbot.tui.personal_wording import CHINESE as CHINESE_WORDS
from chatbot.tui.personal_wording import ENGLISH as ENGLISH_WORDS
from chatbot.tui.widgets.choice_line import ChoiceLine
from chatbot.tui.wording import CHINESE, ENGLISH


@pytest.mark.parametrize(
    ("written", "name", "shown", "short"),
    [
        ("e", "e", "e", "e"),
        ("+", "plus", "+", "+"),
        ("?", "question_mark", "?", "?"),
        ("Ctrl+X", "ctrl+x", "Ctrl+X", "^X"),
        ("alt+enter", "alt+enter", "Alt+Enter", "Alt+Enter"),
        ("F12", "f12", "F12", "F12"),
        ("escape", "escape", "Esc", "Esc"),
        ("up", "up", "↑", "↑"),
        ("space", "space", "Space", "Space"),
    ],
)
def test_a_key_is_known_as_people_write_it(written: str, name: str, shown: str, short: str) -> None:
    assert key_named(written) == name
    assert (shown_key(name), shown_key(name, is_short=True)) == (shown, short)


@pytest.mark.parametrize("written", ["", "ctrl+", "hyper+x", "nope", "F99", "a b", ","])
def test_what_is_no_key_is_none(written: str) -> None:
    assert key_named(written) is None


def test_some_keys_type_a_character_and_some_do_not() -> None:
    typing = [key for key in ("e", "space", "plus", "f5", "ctrl+e", "escape", "up") if types_a_character(key)]

    assert typing == ["e", "space", "plus"]


def test_every_key_of_ours_has_an_id_and_every_id_a_name_in_both_languages() -> None:
    for module in pkgutil.walk_packages(chatbot.tui.__path__, "chatbot.tui."):
        for kind in vars(importlib.import_module(module.name)).values():
            bindings = vars(kind).get("BINDINGS", ()) if isinstance(kind, type) else ()
            is_ours = isinstance(kind, type) and kind.__module__ == module.name
            if is_ours and not issubclass(kind, (ModalScreen, ChoiceLine)):
                nameless = [each.key for each in Binding.make_bindings(bindings) if each.id is None]
                assert not nameless, f"{kind.__name__}: give these bindings an id: {nameless}"
                if bindings:
                    assert any(issubclass(hearer, kind) for hearer in HEARERS), f"{kind.__name__}: a hearer"
    assert set(default_keys()) <= set(ENGLISH_WORDS.actions)
    assert list(ENGLISH_WORDS.actions) == list(CHINESE_WORDS.actions)
    assert {action.partition(".")[0] for action in ENGLISH_WORDS.actions} == set(ENGLISH_WORDS.areas)


def test_our_own_keys_are_sound_and_a_wish_for_them_changes_nothing() -> None:
    assert sound_keys(default_keys()) == ((), ())


def test_a_wish_is_taken_as_it_was_written() -> None:
    rebound, troubles = sound_keys({"reply.correct": ("+", "F5"), "reply.good": ("x",)})

    assert not troubles
    assert rebound == (
        Rebound("reply.correct", ("e",), ("plus", "f5")),
        Rebound("reply.good", ("plus",), ("x",)),
    )


def test_two_actions_may_change_their_keys() -> None:
    assert not sound_keys({"reply.good": ("-",), "reply.bad": ("+",)})[1]


def test_the_same_key_may_do_one_thing_in_the_chat_and_another_in_the_review() -> None:
    assert not sound_keys({"reply.correct": ("n",), "review.correct": ("s",)})[1]


@pytest.mark.parametrize(
    ("wished", "told"),
    [
        ({"reply.corect": ("x",)}, "keys.reply.corect: no such action; did you mean reply.correct?"),
        (
            {"reply.correct": ("nokey",)},
            'keys.reply.correct: expected keys like "x", "f5" or "ctrl+g", found',
        ),
        ({"reply.correct": ("u",)}, "keys.reply.correct: u is the key of reply.undo"),
        ({"reply.correct": ("x",), "reply.bad": ("x",)}, "keys.reply.bad: x is the key of reply.correct"),
        ({"review.note": ("ctrl+l",)}, "keys.review.note: Ctrl+L is the key of app.learn"),
        ({"app.learn": ("x",)}, "keys.app.learn: x is needed for typing"),
        ({"app.learn": ("enter",)}, "keys.app.learn: Enter is needed for typing"),
        ({"chat.view": ("ctrl+k",)}, "keys.chat.view: Ctrl+K is needed for typing"),
        ({"app.quit": ("ctrl+c",)}, "keys.app.quit: Ctrl+C copies"),
    ],
)
def test_a_key_that_cannot_be_had_is_told_and_left_out(wished: dict[str, tuple[str, ...]], told: str) -> None:
    rebound, troubles = sound_keys(wished)

    assert len(troubles) == 1
    assert str(troubles[0]).startswith(told)
    assert len(rebound) == len(wished) - 1


def test_an_action_that_gets_its_own_key_back_keeps_it() -> None:
    # `reply.bad` cannot have u; so it keeps -, which `reply.good` then cannot have.
    rebound, troubles = sound_keys({"reply.good": ("-",), "reply.bad": ("u",)})

    assert rebound == ()
    assert [error.name for error in troubles] == ["keys.reply.bad", "keys.reply.good"]


REBOUND = (
    Rebound("app.learn", ("ctrl+l",), ("ctrl+g",)),
    Rebound("app.help", ("f1",), ("f12",)),
    Rebound("reply.correct", ("e",), ("u",)),
    Rebound("reply.undo", ("u",), ("z",)),
    Rebound("review.order", ("o",), ("y",)),
)


def test_the_interface_names_the_keys_in_force() -> None:
    words = with_keys(ENGLISH, REBOUND)

    assert {"^G learn", "F12 help", "u correct", "z undo", "+ good"} <= set(words.reply_keys)
    assert ("u", "correct the reply ✎") in words.help
    assert ("Ctrl+G, Ctrl+Z", "learn now; take that back") in words.anywhere_keys
    assert words.review.invitation == "not sure? ↑, press u to teach me"
    assert words.review.corrected == "Kept. Ctrl+G: learn now"
    assert "call a reply good (+) or correct it (u)" in words.learning.nothing_new.lower()
    assert "y order" in words.review.keys
    assert "e correct" in words.review.keys
    assert with_keys(CHINESE, REBOUND).review.invitation == "没把握？按 ↑ 再按 u 教我"


def test_a_key_that_means_other_things_on_other_screens_is_named_anew_where_it_was_changed() -> None:
    words = with_keys(
        ENGLISH, (Rebound("what_if.prompt", ("i",), ("y",)), Rebound("reply.correct", ("e",), ("b",)))
    )

    assert {"y prompt", "b begin"} <= set(words.what_if.keys)
    assert "e correct" in words.review.keys
    assert "b correct" in words.reply_keys


def test_without_a_wish_the_words_are_as_they_are_written() -> None:
    assert with_keys(CHINESE, ()) is CHINESE

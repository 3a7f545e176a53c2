"""What can be wished for, and how a wish that cannot be is told."""

from __future__ import annotations

from dataclasses import fields

import pytest

from chatbot.config import SearchConfig
from chatbot.preferences import SEARCH_KINDS, PreferenceError, Preferences, with_setting


def test_nothing_wished_for_is_what_the_program_does_by_itself() -> None:
    assert Preferences.of({}) == Preferences()
    assert Preferences().search == SearchConfig()


def test_every_setting_of_a_search_can_be_wished_for() -> None:
    assert list(SEARCH_KINDS) == [each.name for each in fields(SearchConfig)]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"language": "de"}, 'language: expected one of auto, en, zh, found "de"'),
        ({"theme": 3}, "theme: expected a text, found 3"),
        ({"heat_map_colours": "red"}, "heat_map_colours: expected one of theme, colour-blind, monochrome"),
        ({"langauge": "zh"}, "langauge: no such setting; did you mean language?"),
        ({"search": "beam"}, 'search: expected a table [search], found "beam"'),
        ({"search": {"beam_size": 0}}, "search.beam_size: expected 1 to 100, found 0"),
        ({"search": {"beam_size": True}}, "search.beam_size: expected a whole number, found True"),
        ({"search": {"beam_size": 2.5}}, "search.beam_size: expected a whole number, found 2.5"),
        ({"search": {"top_p": float("nan")}}, "search.top_p: expected above 0 and at most 1, found nan"),
        ({"search": {"temperature": "hot"}}, 'search.temperature: expected a number, found "hot"'),
        ({"search": {"beams": 3}}, "search.beams: no such setting; did you mean"),
        ({"keys": {"reply": {"correct": 5}}}, 'keys.reply.correct: expected a key like "f5"'),
        ({"keys": {"reply.correct": ["x", ""]}}, 'keys.reply.correct: expected a key like "f5"'),
    ],
)
def test_a_wish_that_cannot_be_names_the_setting_and_what_is_expected(
    settings: dict[str, object], told: str
) -> None:
    with pytest.raises(PreferenceError) as caught:
        Preferences.of(settings)

    assert str(caught.value).startswith(told)


def test_keys_may_stand_in_a_table_or_behind_a_dotted_name() -> None:
    nested = Preferences.of({"keys": {"reply": {"correct": "x"}, "app": {"help": ["f1", "f12"]}}})
    dotted = Preferences.of({"keys": {"reply.correct": "x", "app.help": ["f1", "f12"]}})

    assert nested == dotted
    assert nested.keys == {"reply.correct": ("x",), "app.help": ("f1", "f12")}


def test_a_whole_number_is_as_good_as_a_fraction() -> None:
    search = with_setting(SearchConfig(), "temperature", 2)

    assert repr(search.temperature) == "2.0"

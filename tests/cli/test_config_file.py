"""The file of settings: what is written is read again, and nothing else in it changes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.cli.config_file import line_of, parse_preferences, read_preferences, write_settings
from chatbot.cli.config_template import template
from chatbot.config import STRATEGY_NAMES, WEIGHT_NAMES, SearchConfig
from chatbot.errors import ConfigError
from chatbot.preferences import HEAT_MAP_COLOURS, LANGUAGES, Preferences
from chatbot.tui.actions import default_keys

HAND_WRITTEN = """\
# 我的设置 · mine
language = 'zh'   # 中文

search.beam_size = 9 # wide

[keys]
"reply.correct" = ["x", "f5"]  # 左手
# the end
"""

searches = st.builds(
    SearchConfig,
    strategy=st.sampled_from(STRATEGY_NAMES),
    beam_size=st.integers(1, 100),
    candidates=st.integers(1, 100),
    length_penalty=st.floats(0, 10),
    diversity=st.floats(0, 10),
    n_best=st.integers(1, 100),
    mmi=st.floats(0, 10),
    samples=st.integers(1, 100),
    no_repeat_ngram=st.integers(0, 9),
    no_copy_ngram=st.integers(0, 9),
    temperature=st.floats(0, 100, exclude_min=True),
    top_k=st.integers(0, 99),
    top_p=st.floats(0, 1, exclude_min=True),
    max_length=st.integers(1, 500),
    weights=st.sampled_from(WEIGHT_NAMES),
    seed=st.none() | st.integers(0, 2**63 - 1),
)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
wishes = st.builds(
    Preferences,
    theme=texts,
    language=st.sampled_from(LANGUAGES),
    heat_map_colours=st.sampled_from(HEAT_MAP_COLOURS),
    search=searches,
    keys=st.dictionaries(
        st.sampled_from(["reply.correct", "app.help", "chat.view"]), st.lists(texts, min_size=1).map(tuple)
    ),
)


@settings(max_examples=40)
@given(wished=wishes, beginning=st.sampled_from(["", HAND_WRITTEN.split("[keys]")[0], template()]))
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, wished: Preferences, beginning: str
) -> None:
    path = tmp_path_factory.mktemp("config") / "config.toml"

    write_settings(path, wished.settings(), template=lambda: beginning)

    assert read_preferences(path) == wished


def test_changing_a_setting_leaves_every_other_word_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(HAND_WRITTEN, encoding="utf-8")

    write_settings(path, {"language": "en", "search.beam_size": 4}, template=template)

    assert path.read_text(encoding="utf-8") == HAND_WRITTEN.replace("'zh'", '"en"').replace("= 9", "= 4")


def test_a_link_to_a_file_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "dotfiles.toml").write_text(HAND_WRITTEN, encoding="utf-8")
    (tmp_path / "config.toml").symlink_to(tmp_path / "dotfiles.toml")

    write_settings(tmp_path / "config.toml", {"theme": "nord"}, template=template)

    assert (tmp_path / "config.toml").is_symlink()
    assert read_preferences(tmp_path / "dotfiles.toml").theme == "nord"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"theme = 'nord'\ntheme = \n", "config.toml:2: expected TOML, found a mistake: Invalid value;"),
        ("語 = 1".encode(), "config.toml:1: expected TOML"),
        ("# 你好".encode("gb18030"), "config.toml: expected text in UTF-8, found other bytes;"),
        (b"[search]\n\nbeam_size = 0", "config.toml:3: search.beam_size: expected 1 to 100, found 0;"),
        (b"search.beam_size = 0", "config.toml:1: search.beam_size: expected 1 to 100, found 0;"),
        (b"search = {beam_size = 0}", "config.toml: search.beam_size: expected 1 to 100, found 0;"),
        (b"\n[serach]\n", "config.toml:2: serach: no such setting; did you mean search?;"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_its_line_and_never_written_over(
    tmp_path: Path, content: bytes, told: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content)

    with pytest.raises(ConfigError) as caught:
        read_preferences(path)
    with pytest.raises(ConfigError):
        write_settings(path, {"theme": "nord"}, template=template)

    assert str(caught.value).startswith(f"{tmp_path}/{told}")
    assert str(caught.value).endswith("`chatbot config edit` opens it")
    assert path.read_bytes() == content


def test_a_missing_file_wishes_for_nothing(tmp_path: Path) -> None:
    assert read_preferences(tmp_path / "config.toml") == Preferences()


def test_a_new_file_holds_everything_there_is_and_changes_nothing() -> None:
    everything = "\n".join(line.removeprefix("# ") for line in template().splitlines()[3:])

    assert parse_preferences(template(), Path("config.toml")) == Preferences()
    assert set(tomllib.loads(everything)["search"]) == set(SearchConfig.__dataclass_fields__)
    wished = parse_preferences(everything, Path("config.toml"))
    assert set(wished.keys) == set(default_keys())
    assert SearchConfig(seed=1) == wished.search


def test_the_line_of_a_setting_is_found_in_its_own_table() -> None:
    assert line_of(HAND_WRITTEN, "language") == 2
    assert line_of(HAND_WRITTEN, "search.beam_size") == 4
    assert line_of(HAND_WRITTEN, "keys.reply.correct") == 7
    assert line_of(HAND_WRITTEN, "keys.language") is None

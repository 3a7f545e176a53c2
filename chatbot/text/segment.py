"""Text cut into words: by jieba where it is Chinese, by letters and graphemes elsewhere.

A word never holds white space, and spaces are no words: each way to cut tells where it expects them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import regex

from chatbot.errors import ConfigError
from chatbot.text.spacing import spacing

HanCutter = Callable[[str], Iterable[str]]
"""Cuts a run of Han characters into words."""

# jieba knows the Han of Unicode 8's first block; rjieba would also join rarer ones that jieba never joins.
_JIEBA_HAN = r"[\u4e00-\u9fd5](?!\p{M})"
_MARKS = r"[\p{M}\u200c\u200d]*"
_LETTER = r"[\p{L}--\p{Han}--\p{Hiragana}--\p{Katakana}--\p{Hangul}]"

_WORD = regex.compile(
    rf"""
    (?P<han> (?:{_JIEBA_HAN})+ )
    | (?> \p{{Nd}}+ (?: [.,:] \p{{Nd}}+ )* ) (?! {_LETTER} | [\p{{M}}_] )  # 3.14  1,000  10:30
    | (?: {_LETTER} {_MARKS} | [\p{{Nd}}_](?!\p{{M}}) )+ (?: ['’] (?:{_LETTER} {_MARKS})+ )*  # don't  GPT4
    | (?: [\p{{Hiragana}}\p{{Katakana}}ー] {_MARKS} )+
    | (?: \p{{Hangul}} {_MARKS} )+
    | \X  # a sign, or a whole emoji
    """,
    regex.VERSION1 | regex.VERBOSE,
)
_GRAPHEME = regex.compile(r"\X")
_LOADING = Lock()
_DICTIONARY_LINE = regex.compile(r"(?P<word>[\u4e00-\u9fd5]+)(?: +(?P<frequency>[0-9]+))?(?: +[a-z]+)?")


class Segmenter(Protocol):
    """A way to cut normalised text into words."""

    @property
    def name(self) -> str:
        """Its key in `SEGMENTERS`."""
        ...

    @property
    def user_dictionary(self) -> str:
        """The text of the user's own dictionary, to be kept with what is learnt; empty if there is none."""
        ...

    def segment(self, text: str) -> list[str]:
        """Cut a text into words: joined, they are the text without its white space."""
        ...

    def spacing(self, left: str, right: str) -> bool:
        """Tell whether a space is to be expected between two words; only `right`'s first character counts."""
        ...


class JiebaSegmenter:
    """Chinese words by jieba, other words by their letters, signs and emoji one by one.

    jieba (or rjieba, its fast twin, where it is installed and no user dictionary is given) is loaded by the
    first Han character, not before. It is private to this object, and silent.
    """

    name = "jieba"

    def __init__(self, cache_directory: Path | None = None, user_dictionary: str = "") -> None:
        """Keep jieba's parsed dictionary in `cache_directory`; without one it is parsed anew each time.

        Raises:
            ConfigError: a line of the user dictionary is not `word [frequency] [tag]` with a word of Han.
        """
        self.user_dictionary = user_dictionary
        self._cache_directory = cache_directory
        self._user_words = tuple(_parse_dictionary(user_dictionary))

    def segment(self, text: str) -> list[str]:
        """Cut a text into words; see `Segmenter.segment`."""
        words: list[str] = []
        for run in text.split():
            words += _cut_ascii(run) if run.isascii() else self._cut(run)
        return words

    def spacing(self, left: str, right: str) -> bool:
        """Expect a space as English and Chinese typography set it."""
        return spacing(left, right)

    def _cut(self, run: str) -> Iterator[str]:
        for match in _WORD.finditer(run):
            if match.lastgroup == "han":
                yield from self._cut_han(match[0])
            else:
                yield match[0]

    @cached_property
    def _cut_han(self) -> HanCutter:
        if not self._user_words and find_spec("rjieba"):
            return load_rjieba()
        return load_jieba(self._cache_directory, self._user_words)


class CharacterSegmenter:
    """Every grapheme is a word: the baseline that knows no words at all."""

    name = "character"

    def __init__(self, cache_directory: Path | None = None, user_dictionary: str = "") -> None:
        """Take what every segmenter takes; there is nothing to cache.

        Raises:
            ConfigError: a user dictionary is given, which would have no effect.
        """
        if user_dictionary:
            raise ConfigError(
                "expected no user dictionary with the segmenter 'character', found one: use 'jieba'"
            )
        self.user_dictionary = user_dictionary

    def segment(self, text: str) -> list[str]:
        """Cut a text into graphemes; see `Segmenter.segment`."""
        # Some Indic signs would take a following space into their grapheme.
        return [grapheme for run in text.split() for grapheme in _GRAPHEME.findall(run)]

    def spacing(self, left: str, right: str) -> bool:
        """Expect no space anywhere: letters touch each other more often than not."""
        return False


@lru_cache(maxsize=1 << 16)
def _cut_ascii(run: str) -> tuple[str, ...]:
    """Cut what stands between spaces; looking it up is ten times faster, and most of English is few words."""
    return tuple(match[0] for match in _WORD.finditer(run))


def search_words(text: str, cache_directory: Path | None = None) -> Iterator[str]:
    """Cut a text into the words it may be searched by: long Chinese words, and the words inside them.

    jieba, or rjieba where it is installed, is loaded by the first Han character, as in `JiebaSegmenter`.
    """
    for run in text.split():
        if run.isascii():
            yield from _cut_ascii(run)
            continue
        for match in _WORD.finditer(run):
            if match.lastgroup == "han":
                yield from _search_cutter(cache_directory)(match[0])
            else:
                yield match[0]


@lru_cache(maxsize=1)
def _search_cutter(cache_directory: Path | None) -> HanCutter:
    if find_spec("rjieba"):
        import rjieba

        cutter: HanCutter = rjieba.cut_for_search
    else:
        cutter = _loaded_jieba(cache_directory, ()).cut_for_search
    return cutter


def load_jieba(cache_directory: Path | None, user_words: Iterable[tuple[str, int | None]]) -> HanCutter:
    """Load a jieba of our own, or find the one that was loaded alike; the first time takes about a second."""
    cutter: HanCutter = _loaded_jieba(cache_directory, tuple(user_words)).cut
    return cutter


def _loaded_jieba(cache_directory: Path | None, user_words: tuple[tuple[str, int | None], ...]) -> Any:
    # The thread that loads the model and the screen's own may want it at once: the second waits.
    with _LOADING:
        return _jieba(cache_directory, user_words)


# Two: one with the words of a user and one without; a dictionary takes 50 MB.
@lru_cache(maxsize=2)
def _jieba(cache_directory: Path | None, user_words: tuple[tuple[str, int | None], ...]) -> Any:
    import jieba

    jieba.setLogLevel(logging.CRITICAL)
    tokenizer = jieba.Tokenizer()
    if cache_directory is not None and _is_made_private(cache_directory):
        tokenizer.tmp_dir = str(cache_directory)
        tokenizer.initialize()
    else:
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
        tokenizer.initialized = True
    for word, frequency in user_words:
        tokenizer.add_word(word, frequency)
    return tokenizer


def _is_made_private(directory: Path) -> bool:
    """Keep others out, as jieba unmarshals what it finds; where that cannot be done, there is no cache."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        directory.chmod(0o700)
    except OSError:
        return False
    return True


def load_rjieba() -> HanCutter:
    """Load jieba's twin in Rust; takes about a fifth of a second."""
    import rjieba

    # Its import loads the dictionary. A `rjieba.Jieba()` of our own would load it twice, and only a user
    # dictionary, which goes to jieba, could make the two differ.
    return rjieba.cut


def _parse_dictionary(text: str) -> Iterator[tuple[str, int | None]]:
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if not line.strip():
            continue
        match = _DICTIONARY_LINE.fullmatch(line.strip())
        if match is None:
            raise ConfigError(
                f"user dictionary, line {number}: expected a word of Chinese characters, then optionally "
                f"a frequency and a tag, separated by spaces, found {line.strip()!r}"
            )
        yield match["word"], int(match["frequency"]) if match["frequency"] else None


SEGMENTERS: dict[str, Callable[[Path | None, str], Segmenter]] = {
    "jieba": JiebaSegmenter,
    "character": CharacterSegmenter,
}
"""Every segmenter by its name; made from a cache directory and the text of a user dictionary."""

"""Text cut into words: by jieba where it is Chinese, by letters and graphemes elsewhere.

A word never holds white space. Whether a space stands between two words is mostly told by the words
themselves (`spacing`), so that spaces need not be words of their own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from enum import Enum, auto
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import regex

from chatbot.errors import ConfigError

HanCutter = Callable[[str], Iterable[str]]
"""Cuts a run of Han characters into words."""

# jieba knows the Han of Unicode 8's first block; rjieba would also join rarer ones that jieba never joins.
_JIEBA_HAN = r"[\u4e00-\u9fd5](?!\p{M})"
_MARKS = r"[\p{M}\u200c\u200d]*"
_LETTER = rf"[\p{{L}}--\p{{Han}}--\p{{Hiragana}}--\p{{Katakana}}--\p{{Hangul}}]{_MARKS}"

_WORD = regex.compile(
    rf"""
    (?P<han> (?:{_JIEBA_HAN})+ )
    | (?> \p{{Nd}}+ (?: [.,:] \p{{Nd}}+ )* ) (?! [\p{{L}}\p{{M}}_] )           # 3.14  1,000  10:30
    | (?: {_LETTER} | [\p{{Nd}}_](?!\p{{M}}) )+ (?: ['’] (?:{_LETTER})+ )*      # don't  GPT4  snake_case
    | (?: [\p{{Hiragana}}\p{{Katakana}}ー] {_MARKS} )+
    | (?: \p{{Hangul}} {_MARKS} )+
    | (?! \s ) \X                                                              # a sign, or a whole emoji
    """,
    regex.VERSION1 | regex.VERBOSE,
)
_GRAPHEME = regex.compile(r"\X")
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
        for match in _WORD.finditer(text):
            if match.lastgroup == "han":
                words.extend(self._cut_han(match[0]))
            else:
                words.append(match[0])
        return words

    def spacing(self, left: str, right: str) -> bool:
        """Expect a space as English and Chinese typography set it."""
        return spacing(left, right)

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


def load_jieba(cache_directory: Path | None, user_words: Iterable[tuple[str, int | None]]) -> HanCutter:
    """Load a jieba of one's own; takes about a second."""
    import jieba

    jieba.setLogLevel(logging.CRITICAL)
    tokenizer = jieba.Tokenizer()
    if cache_directory is not None:
        # What lies in the cache is unmarshalled, so nobody else may write there.
        cache_directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        tokenizer.tmp_dir = str(cache_directory)
        tokenizer.initialize()
    else:
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
        tokenizer.initialized = True
    for word, frequency in user_words:
        tokenizer.add_word(word, frequency)
    cutter: HanCutter = tokenizer.cut
    return cutter


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


class _Manner(Enum):
    """How a word stands to its neighbours, told by its first character."""

    WORD = auto()
    OPENING = auto()
    CLOSING = auto()
    QUOTE = auto()
    SYMBOL = auto()
    TIGHT = auto()


_ASCII_MANNERS = {
    _Manner.OPENING: "([{“‘«¿¡#$@£€",
    _Manner.CLOSING: ",.!?;:)]}%”’»…",
    _Manner.QUOTE: "\"'",
    _Manner.TIGHT: "-–—/\\|^`~·",
}
_MANNERS = {character: manner for manner, characters in _ASCII_MANNERS.items() for character in characters}
_TIGHT = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{M}\u200c\u200d\u3000-\u30ff\ufe30-\ufe4f\uff00-\uffef]"
)
_LETTER_OR_DIGIT = regex.compile(r"[\p{L}\p{N}_]")


@lru_cache(maxsize=1 << 16)
def _manner(character: str) -> _Manner:
    if character in _MANNERS:
        return _MANNERS[character]
    if _TIGHT.match(character):
        return _Manner.TIGHT
    return _Manner.WORD if _LETTER_OR_DIGIT.match(character) else _Manner.SYMBOL


_SPACED = {
    (_Manner.WORD, _Manner.WORD),
    (_Manner.WORD, _Manner.OPENING),
    (_Manner.WORD, _Manner.SYMBOL),
    (_Manner.WORD, _Manner.QUOTE),
    (_Manner.CLOSING, _Manner.WORD),
    (_Manner.CLOSING, _Manner.OPENING),
    (_Manner.CLOSING, _Manner.SYMBOL),
    (_Manner.SYMBOL, _Manner.WORD),
    (_Manner.SYMBOL, _Manner.OPENING),
    (_Manner.SYMBOL, _Manner.QUOTE),
}


def spacing(left: str, right: str) -> bool:
    """Tell whether typography sets a space between two words.

    Latin words and numbers stand apart, punctuation leans on its word, and nothing stands apart from Chinese.
    A straight quote is taken for an opening one after a word and for a closing one after punctuation.
    """
    return (_manner(left[0]), _manner(right[0])) in _SPACED


SEGMENTERS: dict[str, Callable[[Path | None, str], Segmenter]] = {
    "jieba": JiebaSegmenter,
    "character": CharacterSegmenter,
}
"""Every segmenter by its name; made from a cache directory and the text of a user dictionary."""

"""How bytes are spelled: UTF-8, UTF-16, GB18030, Big5, Latin-1, told from the bytes alone."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from charset_normalizer import from_bytes

BROKEN = "\ufdd0"
"""Stands where bytes could not be decoded: a code point that Unicode promises never to give a character."""

BROKEN_HANDLER = "chatbot.broken"
"""Name of the error handler that puts `BROKEN` where bytes cannot be decoded."""

SAMPLE_BYTES = 1 << 16
"""How many bytes of lines beyond ASCII the choice among the older encodings looks at."""

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""The first bytes that name an encoding; UTF-32's little-endian mark begins with UTF-16's."""

CODECS = {"big5": "big5hkscs"}
"""Python codecs that read more of an encoding than the codec of its own name does."""

COMMON_HAN = frozenset(
    "的一是不了在有我他这中大来上国个到说们为子和你地出会也时要就可以对生能而那得于着下自之年过发后作里用道行所然家种"
    "事方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日手样什谁吗呢吧啊很请问"
    "這來國個說們為會時對後裡過發種經麼學現當沒動還進樣開從實誰嗎問妳"
)
"""The characters that Chinese text, simplified or traditional, is full of and wrong decodings are not."""

LEAST_CHINESE_SCORE = 0.35
"""Below this, text decoded as Chinese is not Chinese; running text has 0.5 to 0.9, a wrong decoding 0.1."""

UTF8_TOLERANCE = 2
"""Good characters beyond ASCII for each bad byte in a damaged UTF-8 file; in GBK read as UTF-8 it is 0.1."""

HOPELESS_BYTES = 1_000
"""Bad bytes after which a file that does not look like UTF-8 is not looked at any further."""

MOST_CONTROLS = 0.02
"""Largest share of control characters that a text may have, and two more."""

MOST_HIGH_BYTES = 0.35
"""Largest share of bytes beyond ASCII in a Latin-1 text."""

_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1a\x1b")) + b"\x7f"
_RUN = re.compile(r"[^\x00-\x7f]{2,}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CHINESE_MARK = re.compile(r"[\u3001-\u3011\uff01-\uff5e\u2018-\u201d\u2026\u2014]")


class UnreadableFileError(Exception):
    """A file is no text; the message says what it seems to be."""


def _mark_broken(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return BROKEN, error.end


codecs.register_error(BROKEN_HANDLER, _mark_broken)


def detect_encoding(chunks: Iterable[bytes]) -> str:
    """Return the encoding of a file that is handed in piece by piece.

    All of a UTF-8 file is looked at, because thousands of lines of ASCII can come before the first character
    that decides; a few kilobytes are remembered.

    Raises:
        UnreadableFileError: the file is binary or in an encoding that is not known.
    """
    survey = _Survey()
    for chunk in chunks:
        if survey.is_empty:
            named = _named_encoding(chunk)
            if named is not None:
                return named
        survey.add(chunk)
        if survey.is_hopeless:
            break
    return "utf-8" if survey.is_utf8() else _older_encoding(bytes(survey.sample))


class _Survey:
    """What is known of a file's bytes so far."""

    def __init__(self) -> None:
        self.is_empty = True
        self.sample = bytearray()
        self._decoder = codecs.getincrementaldecoder("utf-8")(BROKEN_HANDLER)
        self._good = 0
        self._bad = 0

    @property
    def is_hopeless(self) -> bool:
        return self._bad > max(HOPELESS_BYTES, self._good)

    def is_utf8(self) -> bool:
        """Decide at the end of the file, where half a character is a bad byte too."""
        half, _ = self._decoder.getstate()
        return self._good >= UTF8_TOLERANCE * (self._bad + bool(half))

    def add(self, chunk: bytes) -> None:
        self.is_empty = False
        if chunk.isascii():
            self._decoder.reset()
            return
        if len(self.sample) < SAMPLE_BYTES:
            lines = (line for line in chunk.split(b"\n") if not line.isascii())
            self.sample += b"\n".join(lines)[:SAMPLE_BYTES]
        text = self._decoder.decode(chunk)
        bad = text.count(BROKEN)
        self._bad += bad
        self._good += len(text) - len(text.encode("ascii", "ignore")) - bad


def _named_encoding(start: bytes) -> str | None:
    """Return what byte-order marks, or NULs in every other place, say at once."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return encoding
    if b"\0" in start:
        return _utf16_without_mark(start)
    if sum(start.count(control) for control in _CONTROLS) > MOST_CONTROLS * len(start) + 2:
        raise UnreadableFileError("binary data")
    return None


def _utf16_without_mark(start: bytes) -> str:
    even = start[: len(start) // 2 * 2]
    for encoding in ("utf-16-le", "utf-16-be"):
        text = even.decode(encoding, "replace")
        plain = sum(character.isascii() and character != "\0" for character in text)
        common = sum(character in COMMON_HAN for character in text)
        if "\0" not in text and text.count("\ufffd") <= 1 and plain + 3 * common > len(text) / 2:
            return encoding
    raise UnreadableFileError("binary data")


def _older_encoding(sample: bytes) -> str:
    """Choose among the encodings from before Unicode by how likely the decoded text is."""
    scores = {name: _chinese_score(sample, name) for name in ("gb18030", "big5")}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= LEAST_CHINESE_SCORE:
        return best
    high = sum(byte >= 0x80 for byte in sample)
    if high <= MOST_HIGH_BYTES * len(sample):
        return _western_encoding(sample)
    guess = from_bytes(sample).best()
    if guess is None:
        raise UnreadableFileError("neither text in a known encoding nor a known kind of file")
    return guess.encoding


def _chinese_score(sample: bytes, encoding: str) -> float:
    """Say how Chinese the characters beyond ASCII look, 0 to 1, when decoded in this way."""
    text = sample.decode(CODECS.get(encoding, encoding), BROKEN_HANDLER)
    # Single characters between Latin letters are accents of those letters, read as halves of Chinese ones.
    all_beyond = sum(not character.isascii() for character in text)
    beyond = "".join(_RUN.findall(text))
    if not beyond or text.count(BROKEN) > 0.05 * all_beyond:
        return 0.0
    common = sum(character in COMMON_HAN for character in beyond)
    marks = sum(bool(_CHINESE_MARK.match(character)) for character in beyond)
    usual = sum(_is_usual(character, encoding) for character in beyond)
    return (common + 0.5 * marks + 0.5 * max(0, usual - common)) / all_beyond


def _is_usual(character: str, encoding: str) -> bool:
    """Tell whether a character stands in the part of its code page that holds the everyday ones."""
    if not _HAN.match(character):
        return False
    lead, trail = character.encode(CODECS.get(encoding, encoding), "replace").ljust(2, b"\0")[:2]
    if encoding == "gb18030":
        return 0xB0 <= lead <= 0xD7 and trail >= 0xA1
    return 0xA4 <= lead <= 0xC6


def _western_encoding(sample: bytes) -> str:
    """Return cp1252 where Latin-1 would have control characters in the middle of words."""
    if not any(0x80 <= byte < 0xA0 for byte in sample):
        return "latin-1"
    try:
        sample.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"

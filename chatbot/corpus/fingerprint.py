"""What remains of a text when a corpus is too large to be remembered: 8 bytes, and how often they came."""

from __future__ import annotations

from array import array
from hashlib import blake2b

FINGERPRINT_BYTES = 8

_FIRST_SLOTS = 1 << 12


def fingerprint(*texts: str) -> int:
    """Hash texts without NULs to 64 bits, the same on every machine and in every run."""
    # The NUL keeps ("ab", "c") from being ("a", "bc").
    data = "\0".join(texts).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=FINGERPRINT_BYTES).digest(), "little")


class FingerprintCounts:
    """How often each fingerprint was added, in 12 bytes a slot instead of the hundred of a dict."""

    def __init__(self) -> None:
        self._size = 0
        self._allocate(_FIRST_SLOTS)

    def __len__(self) -> int:
        """Return how many distinct fingerprints were added."""
        return self._size

    def __contains__(self, key: int) -> bool:
        """Tell whether a fingerprint was added."""
        return self._counts[self._slot(key)] > 0

    def add(self, key: int) -> int:
        """Count a fingerprint once more and return its count."""
        slot = self._slot(key)
        if self._counts[slot] == 0:
            self._keys[slot] = key
            self._size += 1
        self._counts[slot] += 1
        count = self._counts[slot]
        if self._size * 3 > len(self._keys) * 2:
            self._grow()
        return count

    def _allocate(self, slots: int) -> None:
        self._keys = array("Q", bytes(8 * slots))
        self._counts = array("I", bytes(array("I").itemsize * slots))

    def _slot(self, key: int) -> int:
        mask = len(self._keys) - 1
        slot = key & mask
        while self._counts[slot] and self._keys[slot] != key:
            slot = (slot + 1) & mask
        return slot

    def _grow(self) -> None:
        keys, counts = self._keys, self._counts
        self._allocate(2 * len(keys))
        for key, count in zip(keys, counts, strict=True):
            if count:
                slot = self._slot(key)
                self._keys[slot] = key
                self._counts[slot] = count

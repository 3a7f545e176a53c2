"""Vector pictures to pixels, in a process of its own.

The library that draws holds Python's lock all the while, for seconds where a map is large: a screen that
called it, even from a thread, would stand still.
"""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64decode
from collections.abc import Sequence

from chatbot.pictures.exhibit import PictureError

SCALE = 2
"""Pixels for each one of the layout: sharp on the screens of today."""

_PROGRAM = f"""
import base64, json, sys, resvg_py
pictures = [resvg_py.svg_to_bytes(svg_string=svg, zoom={SCALE}) for svg in json.load(sys.stdin)]
json.dump([base64.b64encode(picture).decode() for picture in pictures], sys.stdout)
"""


def pixels(svgs: Sequence[str]) -> list[bytes]:
    """Return each picture as PNG, with the fonts of this machine.

    Raises:
        PictureError: they cannot be drawn, for example because they are too large.
    """
    # -P: a file of the working directory must not stand in for the library.
    command = [sys.executable, "-P", "-c", _PROGRAM]
    ended = subprocess.run(command, input=json.dumps(svgs), capture_output=True, text=True, check=False)
    if ended.returncode:
        why = (ended.stderr.splitlines() or [f"exit code {ended.returncode}"])[-1]
        raise PictureError(f"the picture could not be turned into pixels ({why}); save it as .svg instead")
    return [b64decode(picture) for picture in json.loads(ended.stdout)]

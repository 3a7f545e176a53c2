"""Files of pictures and tables: the ending of a name says which."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from chatbot.files import write_whole
from chatbot.pictures.exhibit import Drawn, Exhibit, Look, PictureError
from chatbot.pictures.html import draw_html
from chatbot.pictures.png import draw_png
from chatbot.pictures.svg import draw_svg
from chatbot.pictures.table import write_csv, write_json

Drawer = Callable[[Exhibit, Look], Drawn]
"""Makes a file's content of a reply."""


def drawer_for(path: Path) -> Drawer:
    """Return what draws a file of this name.

    Raises:
        PictureError: nothing does.
    """
    drawer = FORMATS.get(path.suffix.lower())
    if drawer is None:
        *others, last = FORMATS
        found = path.suffix or "no ending"
        raise PictureError(
            f"{path}: expected a name that ends in {', '.join(others)} or {last}, found {found}"
        )
    return drawer


def save(exhibit: Exhibit, path: Path, look: Look) -> str:
    """Draw a file, in place of one that is there; return what it could not show, empty where all is there.

    Raises:
        PictureError: the name's ending is unknown, or there is no attention to draw.
        OSError: the file cannot be written; what was there stands.
    """
    drawn = drawer_for(path)(exhibit, look)
    write_whole(path, drawn.data)
    return drawn.remark


FORMATS: dict[str, Drawer] = {
    ".svg": draw_svg,
    ".html": draw_html,
    ".png": draw_png,
    ".json": write_json,
    ".csv": write_csv,
}
"""Every kind of file by the ending of its name."""

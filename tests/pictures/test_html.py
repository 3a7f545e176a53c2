from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from base64 import b64encode
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from chatbot.pictures.exhibit import Exhibit, Look
from chatbot.pictures.html import draw_html
from chatbot.pictures.wording import CHINESE
from tests.pictures.exhibits import exhibit_of, exhibits

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

PROBE = """
const word = (axis, index) => document.querySelector(`.word[data-${axis}="${index}"]`);
const press = (key) =>
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
const look = () => ({ about: document.getElementById("about").textContent,
  focus: document.activeElement.textContent,
  classes: [...document.querySelectorAll(".word")].map((each) => each.className),
  on: document.querySelectorAll(".cell.on").length });
const found = [];
const say = () => found.push(look());
word("row", 0).focus(); say();
press("ArrowRight"); say();
press("ArrowUp"); say();
press("Escape"); say();
const pointed = new PointerEvent("pointerover", { bubbles: true });
document.querySelector('.cell[data-row="1"]').dispatchEvent(pointed); say();
const boxes = [...document.querySelectorAll(".heat > g[data-column]:not(.cell) > text:not([transform])")]
  .map((each) => each.getBoundingClientRect());
const overlap = boxes.some((box, place) => place && box.left < boxes[place - 1].right);
let reached = "no";
try { eval("reached = 'yes'"); } catch { }
const output = document.createElement("pre");
output.id = "found";
output.textContent = JSON.stringify({ found, overlap, reached, boxes: boxes.length });
document.body.append(output);
"""


class Page(HTMLParser):
    """Collects the elements of a page, and what stands in its data element."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.told = ""
        self._is_told = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._is_told = dict(attrs).get("id") == "told"

    def handle_endtag(self, tag: str) -> None:
        self._is_told = False

    def handle_data(self, data: str) -> None:
        self.told += data if self._is_told else ""


@settings(max_examples=40)
@given(exhibits())
def test_no_text_becomes_an_element_or_ends_the_data(exhibit: Exhibit) -> None:
    page = Page(draw_html(exhibit, Look()).data.decode("utf-8"))

    told = json.loads(page.told)
    assert len(told["row"]) == len(exhibit.attention.target_tokens)
    words = [attributes for tag, attributes in page.elements if attributes.get("class") == "word"]
    assert len(words) == len(told["row"]) + len(told["column"])
    assert {tag for tag, _ in page.elements} <= {
        *("html", "head", "meta", "title", "style", "body", "h1", "div", "b", "span", "wbr", "p", "script"),
        *("svg", "rect", "g", "text", "path"),
    }


def test_the_page_asks_for_nothing_and_forbids_what_is_not_its_own() -> None:
    text = draw_html(exhibit_of(("</script>", "你好"), ("<b>", "</s>")), Look(CHINESE)).data.decode("utf-8")
    page = Page(text)

    assert re.findall(r"https?://[^\s\"]+", text) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"\b(src|href)=|url\(|@import", text)
    policy = next(each["content"] for _, each in page.elements if "http-equiv" in each)
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert page.elements[0] == ("html", {"lang": "zh"})


def probed(page: str, folder: Path) -> dict[str, Any]:
    """Open a page in a browser, permit one more script beside its own, and return what that found."""
    assert CHROMIUM is not None
    permitted = b64encode(hashlib.sha256(PROBE.encode()).digest()).decode()
    page = page.replace("script-src ", f"script-src 'sha256-{permitted}' ")
    file = folder / "page.html"
    file.write_text(page.replace("</body>", f"<script>{PROBE}</script></body>"), encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--dump-dom"]
    command = [CHROMIUM, *flags, f"--user-data-dir={folder / 'profile'}", file.as_uri()]
    dumped = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode("utf-8")
    found = re.search(r'<pre id="found">(.*?)</pre>', dumped)
    assert found is not None, dumped[-2000:]
    document: dict[str, Any] = json.loads(found[1])
    return document


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_in_a_browser_words_light_up_by_pointer_and_by_arrow_keys(tmp_path: Path) -> None:
    exhibit = exhibit_of(("你好", "tomorrow", "WWWWWWWW", "👩‍👩‍👧", "mmmm"), ("有空", "Yes"))

    found = probed(draw_html(exhibit, Look()).data.decode("utf-8"), tmp_path)

    first, second, prompt_word, left, cell = found["found"]
    assert first["about"].startswith("有空 · probability 1.000 · looked at 你好 68 %, ")
    assert first["classes"] == ["word w14", "word w2", "word w2", "word w2", "word w2", "word chosen", "word"]
    assert first["on"] == 5
    assert second["focus"] == "Yes"
    assert second["about"].startswith("Yes · probability 0.500 · looked at tomorrow 68 %")
    assert prompt_word["focus"] == "tomorrow"
    assert prompt_word["about"].startswith("tomorrow · was looked at by Yes 68 %, 有空 8.0 %")
    assert left["on"] == 0
    assert left["about"].startswith("Point at a word")
    assert cell["classes"][-1] == "word chosen"
    assert found["reached"] == "no"
    assert (found["boxes"], found["overlap"]) == (5, False)

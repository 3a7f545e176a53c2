"""Text as people and their keyboards make it, and as nobody does."""

from hypothesis import strategies as st

UNICODE = st.text(st.characters(codec=None))
"""Any characters at all, lone surrogates and controls among them."""

FREQUENT_HAN = (
    "的一是不了人我在有他这中大来上个国和说们为子时道着要就那出会得可下天生能对地好小多没自起还发成事只作当想"
    "看开手十用心样法把无己经动情话面意吃喝朋友学校老师北京海南明年今昨电影音乐喜欢什么怎知道公园气候书本读写"
)

HAN = st.text(st.sampled_from(FREQUENT_HAN), min_size=1, max_size=30)

CURIOUS = st.sampled_from(
    [
        "👨‍👩‍👧",
        "🇨🇳🇫🇷",
        "👍🏽",
        "❤️",
        "1️⃣",
        "𠀀𪛖",
        "㐀",
        "葛\U000e0100",
        "々〇",
        "naïve Ærøskøbing",
        "e\u0301x\u0302",
        "it’s don't '90s",
        "for i in range(10): x[i] += 1  # ok",
        "</s>",
        "<0x41>",
        "<turn><pad><space>",
        "▁a ␣",
        "，。！？",
        "“你好”、《书》……",
        "ｶﾞＡ１",
        "データ ひらがな",
        "안녕 하세요",
        "می‌خواهم",
        "สวัสดี",
        "3.14 1,000 10:30 50%",
        "$5 #tag @you a@b.c",
        '"quoted" (in brackets)',
        " ",
        "\u3000",
        "\n\t",
        "\x00\x1b[31m",
        "\u202e",
        "\ud800",
    ]
)

LATIN = st.text(st.sampled_from("abcdeghilmnorstuwyABEGISTW'.,!? "), max_size=20)

MIXED = st.lists(HAN | LATIN | CURIOUS, max_size=8).map("".join)

TEXTS = UNICODE | MIXED

"""The words of the views that ask the network, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from chatbot.record import Record


class ExplainingWording(Record):
    """What is said about why a reply is as it is; braces are filled in."""

    choices: str
    candidates: str
    evidence: str
    occlusion: str
    about_choices: str
    """What the view will tell, before there is a reply; the same of the others."""

    about_candidates: str
    about_evidence: str
    about_occlusion: str

    choices_terms: str
    """At the foot of the view: what its signs and numbers mean."""

    candidates_terms: str
    evidence_terms: str

    asking: str
    """While an answer is worked out."""

    no_model: str
    other_checkpoint: str
    empty: str

    step: str
    """Above one of several pieces of a word."""

    step_numbers: str
    likeliest: str
    permitted: str
    """Not the likeliest, but all that were likelier were forbidden."""

    preferred: Mapping[str, str]
    """Why it need not be the likeliest, by the strategy of the search."""

    objections: Mapping[str, str]
    """What forbids a piece, by `Alternative.blocked`."""

    no_candidates: str
    said: str
    candidate_score: str
    """Log-probability in nats: of the whole, and a piece of it, by which a beam ranks."""

    own_attention: str
    """Above a candidate's own attention."""

    candidates_keys: tuple[str, ...]
    """What the keys do with candidates, beside that."""

    adopt_refused: str
    adopted: str
    adopted_unkept: str
    in_place_of: str
    """Before the model's own words, below an adopted reply."""

    copied: str
    own_words: str
    nearest: str
    prompt: str
    reply: str
    nothing_searched: str

    occlusion_head: tuple[str, str, str]
    """Of its columns: the word, how much it was looked at, what leaving it out costs."""

    occlusion_measures: str
    agree: str
    partly: str
    disagree: str
    no_order: str
    no_weights: str


ENGLISH = ExplainingWording(
    choices="choices",
    candidates="candidates",
    evidence="evidence",
    occlusion="does it matter?",
    about_choices="What each word of a reply was chosen among will be seen here, and why it was said.",
    about_candidates="Other replies that the search found will be seen here; one can be adopted.",
    about_evidence="The training pairs nearest to what you say will be seen here.",
    about_occlusion="Whether a reply needed the words that it looked at will be seen here.",
    choices_terms=(
        "p: how likely, from 0 to 1. Rank: 1 is the likeliest. Entropy: how undecided it was, 0 not at all. "
        "</s>: the end of the reply. ␣: a space."
    ),
    candidates_terms=(
        "Numbers: how likely the whole is, and a piece of it on average (log-probabilities): "
        "the nearer to 0, the likelier."
    ),
    evidence_terms="Numbers: how alike its prompt is to yours, at most 1. =: with this very reply.",
    asking="working it out…",
    no_model="No model is loaded here that could say why.",
    other_checkpoint="{checkpoint} gave this reply, and another model answers now: it cannot say why.",
    empty="This reply has no words to ask about.",
    step="piece {number} of {pieces}",
    step_numbers="p {probability:.3f} · rank {rank} · entropy {entropy:.2f} nats",
    likeliest="The likeliest.",
    permitted="The likeliest that was permitted.",
    preferred={
        "beam": "Not the likeliest here: beam search prefers the whole reply so.",
        "sample": "Not the likeliest: sampling drew it by chance.",
        "greedy": "Not the likeliest: this reply comes from another search.",
    },
    objections={"never": "never said", "repeats": "repeats", "copies": "echoes you", "empty": "says nothing"},
    no_candidates="The search found no other reply.",
    said="← said",
    candidate_score="{sum:.2f} · {piece:.2f}/piece",
    own_attention="map of {number}",
    candidates_keys=("1-9 pick", "a adopt"),
    adopt_refused="A reply is on its way: adopt when it has ended.",
    adopted="Adopted: the conversation goes on with it (u takes it back). ^L: learn it",
    adopted_unkept="Adopted: the conversation goes on with it. Without a log it is not kept.",
    in_place_of="in place of",
    copied="A copy: this very reply was learnt, from",
    own_words="The model's own words: none of the {searched:,} training pairs kept with it has this reply.",
    nearest="Nearest of {searched:,} training pairs:",
    prompt="you",
    reply="bot",
    nothing_searched="No training pairs are kept with this model.",
    occlusion_head=("word", "looked at", "needed"),
    occlusion_measures="needed: by how many nats the reply grows less likely when the word is left out. "
    "τ: +1 both in the same order, 0 no connection, -1 the other way round.",
    agree="They agree: what it looked at is what it needed (τ {tau:+.2f}).",
    partly="They agree in part (τ {tau:+.2f}).",
    disagree="They disagree: what it looked at is not what it needed (τ {tau:+.2f}).",
    no_order="Too little to compare: there is no order among the words.",
    no_weights="This model has no attention to compare with.",
)

CHINESE = ExplainingWording(
    choices="选择",
    candidates="候选回复",
    evidence="依据",
    occlusion="真的有用吗？",
    about_choices="这里会显示回复的每个词是从哪些词里选出来的，为什么选它。",
    about_candidates="这里会显示搜索找到的别的回复；可以采用其中一条。",
    about_evidence="这里会显示与你的话最相近的训练对。",
    about_occlusion="这里会显示回复看过的词，它是不是真的需要。",
    choices_terms=(
        "概率：从 0 到 1。名次：第 1 名最可能。熵：有多犹豫，0 是毫不犹豫。</s>：回复结束。␣：空格。"
    ),
    candidates_terms="数字：整条和平均每片的对数概率，越接近 0 越可能。",
    evidence_terms="数字：它的问句与你的话有多像，最多是 1。=：回复一模一样。",
    asking="正在推算…",
    no_model="这里没有加载能说明原因的模型。",
    other_checkpoint="这条回复来自 {checkpoint}，现在回复的是另一个模型，说不出原因。",
    empty="这条回复没有词可问。",
    step="词片 {number}/{pieces}",
    step_numbers="概率 {probability:.3f} · 第 {rank} 名 · 熵 {entropy:.2f} 奈特",
    likeliest="最可能的一个。",
    permitted="允许的里面最可能的一个。",
    preferred={
        "beam": "这一步不是最可能的：束搜索看的是整条回复。",
        "sample": "不是最可能的：采样随机抽到了它。",
        "greedy": "不是最可能的：这条回复来自另一种搜索。",
    },
    objections={"never": "从不说", "repeats": "重复", "copies": "照抄提问", "empty": "等于没说"},
    no_candidates="搜索没有找到别的回复。",
    said="← 回复",
    candidate_score="{sum:.2f} · 每片 {piece:.2f}",
    own_attention="候选 {number} 的图",
    candidates_keys=("1-9 选", "a 采用"),
    adopt_refused="正在回复：等它说完再采用。",
    adopted="已采用：对话接着它往下走（u 撤销）。按 ^L 学会它",
    adopted_unkept="已采用：对话接着它往下走。没有日志，不会保存。",
    in_place_of="代替",
    copied="照搬：训练时学过一模一样的回复，出自",
    own_words="模型自己的话：随它保存的 {searched:,} 个训练对里没有这条回复。",
    nearest="{searched:,} 个训练对里最相近的：",
    prompt="你",
    reply="答",
    nothing_searched="这个模型没有保存训练对。",
    occlusion_head=("词", "看了多少", "需要多少"),
    occlusion_measures="需要：去掉这个词，整条回复的对数概率会降多少奈特。"
    "τ：+1 两者次序相同，0 没有关系，-1 正好相反。",
    agree="两者一致：它看的正是它需要的（τ {tau:+.2f}）。",
    partly="两者部分一致（τ {tau:+.2f}）。",
    disagree="两者不一致：它看的并不是它需要的（τ {tau:+.2f}）。",
    no_order="词太少或没有先后，无法比较。",
    no_weights="这个模型没有注意力，无从比较。",
)

"""The words of the tour of attention, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from chatbot.record import Record


class TourWording(Record):
    """What the pages of the tour say around their numbers; braces are filled in."""

    title: str
    question: str
    """What the model is asked on most pages."""

    long_question: str
    titles: tuple[str, ...]
    """Of the pages, in their order."""

    place: str
    """Braces: number, pages, title."""

    loading: str
    working: str
    failed: str
    """Braces: why."""

    no_model: str

    people: str
    """Braces: kilograms, centimetres."""

    people_columns: tuple[str, ...]
    """Who, weight, height, age, distance, score, weight, weight times age."""

    names: tuple[str, str, str]
    fourth: str
    total: str
    people_formula: str
    """Braces: width."""

    guess: str
    """Braces: age."""

    bottleneck: str
    prompt: str
    reply: str
    looks: str
    """Before the log-probability of the reply as it was said."""

    even: str
    """Before that of the same reply with all looks even."""

    log_prob: str
    """Braces: log_prob."""

    said_then: str
    without: str
    """Before the reply of another checkpoint, which has no attention; braces: name."""

    failed_plain: str
    """In place of that; braces: why."""

    less_likely: str
    """Braces: nats."""

    more_likely: str
    """Braces: nats, above 0."""

    where: str
    """Over the rows of the map."""

    evenly: str
    plain: str
    """Of a model without attention, whose other pages are left out."""

    step: str
    """Braces: step, pieces, piece."""

    query: str
    """Braces: size."""

    keys: str
    """Braces: size, positions."""

    roles: str
    score: str
    scores: Mapping[str, str]
    """Of every other attention, by its name: what it computes."""

    of_piece: str
    """Braces: piece."""

    product: str
    """Braces: size."""

    piece: str
    score_column: str
    weight_column: str
    masked_column: str
    softmax: str
    padding: str
    """Behind the padded position."""

    average: str
    context: str
    spoken: str
    """Braces: piece, probability."""

    copied: str
    """Braces: share."""

    last: str
    first_keys: tuple[str, ...]
    between_keys: tuple[str, ...]
    last_keys: tuple[str, ...]
    help_title: str
    help: tuple[tuple[str, str], ...]


ENGLISH = TourWording(
    title="a tour of attention",
    question="are you free tomorrow?",
    long_question="I have an exam tomorrow and I am so nervous about it",
    titles=(
        "weighting by likeness",
        "the bottleneck",
        "query, keys and values",
        "the score",
        "the masked softmax",
        "the weighted sum",
    ),
    place="{number}/{pages} {title}",
    loading="loading the model…",
    working="The model is asked, and every number worked out…",
    failed="no tour: {why}",
    no_model="Nothing here can give the tour yet: there is no model.",
    people="How old is somebody of {kilograms:.0f} kg and {centimetres:.0f} cm, if all we know is three "
    "others? Let each of them count the more, the more alike they are: nearest first, none left out.",
    people_columns=("", "kg", "cm", "age", "distance", "score", "weight", "weight · age"),
    names=("Ann", "Ben", "Cleo"),
    fourth="?",
    total="sum",
    people_formula="score = -distance² / 2σ², σ = {width:.0f};  weights = softmax(scores)",
    guess="So the guess is {age:.1f} years. Weight and height of the fourth are the query, those of the "
    "three the keys, their ages the values. Attention is this and no more (Nadaraya and Watson, 1964), with "
    "vectors that were learnt. These numbers come from this program's own gaussian attention.",
    bottleneck="A plain seq2seq squeezes the whole prompt into one vector, and says every word from that. "
    "With attention each step looks back, and takes what it needs.",
    prompt="you",
    reply="bot",
    looks="looking where it likes",
    even="one even look for all steps",
    log_prob="log-probability {log_prob:.2f}",
    said_then="and says by itself",
    without="{name}, without attention",
    failed_plain="no answer: {why}",
    less_likely="One vector for all of it costs this reply {nats:.2f} nats.",
    more_likely="Here one vector is enough: this reply even gains {nats:.2f} nats by it.",
    where="where each word of the reply looked, from the first word of yours to the last; most at",
    evenly="(even)",
    plain="This model is such a plain seq2seq: it has no attention (none), so there are no queries, keys and "
    "weights to show. Train one with them: chatbot train corpora/",
    step="One step of this reply, its piece {step} of {pieces}, “{piece}”:",
    query="query q: the decoder's state before it, {size} numbers",
    keys="keys k and values v: the encoder's state at each piece, {size} numbers, here the same vectors",
    roles="The query asks what is needed next. Keys are what it is compared with, values what is taken. The "
    "last row is padding, as in a batch of prompts of different lengths.",
    score="score = w_v · tanh(W_q q + W_k k): a small network says how well a key answers the query "
    "(Bahdanau et al., 2015).",
    scores={
        "dot": "score = q · k: this model multiplies query and key (Luong et al., 2015).",
        "scaled-dot": "score = q · k / √A: this model multiplies query and key, by their width "
        "(Vaswani et al., 2017).",
        "general": "score = q · W k: this model multiplies the query with a learnt turn of the key "
        "(Luong et al., 2015).",
        "cosine": "score = β cos(q, k): this model compares directions alone (Graves et al., 2014).",
        "gaussian": "score = -|q - k|² / 2σ²: this model scores as on page 1, with a learnt σ.",
    },
    of_piece="For “{piece}”:",
    product="the sum of {size} products",
    piece="piece",
    score_column="score",
    weight_column="weight",
    masked_column="masked",
    softmax="weight = exp(score) / sum of all exp(score): all are above 0, together they are 1. Padding is "
    "masked first: its score becomes -∞, so its weight is exactly 0.",
    padding="← padding",
    average="The context c is the sum of all values, each by its weight; these are its first numbers.",
    context="context c",
    spoken="From c, the state and the word before it came “{piece}”, with probability {probability:.3f}.",
    copied="Of that step {share:.1%} was copying from where it looked.",
    last="That is all of attention. In the chat F2 shows these weights for every reply, w asks what if.",
    first_keys=("Enter next", "Esc leave", "F1 help", "↑↓ scroll"),
    between_keys=("Enter next", "← back", "Esc leave", "F1 help", "↑↓ scroll"),
    last_keys=("Esc leave", "← back", "F1 help", "↑↓ scroll"),
    help_title="keys of the tour",
    help=(
        ("Enter, →, Space", "the next page"),
        ("←", "the page before"),
        ("↑ ↓", "scroll, where a page is longer than the screen"),
        ("Esc", "leave the tour"),
    ),
)

CHINESE = TourWording(
    title="注意力导览",
    question="你好，明天有空吗？",
    long_question="我明天要考试了，现在特别紧张",
    titles=("按相似加权", "瓶颈", "查询、键和值", "打分", "带遮盖的 softmax", "加权求和"),
    place="{number}/{pages} {title}",
    loading="正在加载模型…",
    working="正在问模型，推算每一个数字…",
    failed="无法导览：{why}",
    no_model="还没有模型，不能导览。",
    people="有个人体重 {kilograms:.0f} 公斤、身高 {centimetres:.0f} 厘米，我们只认识另外三个人，"
    "他多大年纪？越像的人越算数：最像的算得最多，谁也不漏掉。",
    people_columns=("", "公斤", "厘米", "年龄", "距离", "分数", "权重", "权重 · 年龄"),
    names=("小安", "小白", "小陈"),
    fourth="？",
    total="合计",
    people_formula="分数 = -距离² / 2σ²，σ = {width:.0f}；权重 = softmax(分数)",
    guess="所以猜他 {age:.1f} 岁。第四个人的体重和身高是查询，那三个人的是键，他们的年龄是值。"
    "注意力就是这么回事（Nadaraya 和 Watson，1964），只是向量是学来的。"
    "这些数字由本程序自己的 gaussian 注意力算出。",
    bottleneck="普通的 seq2seq 把整句话压成一个向量，每个词都从它说出来。"
    "有了注意力，每一步都回头看，取自己要的。",
    prompt="你",
    reply="答",
    looks="想看哪里看哪里",
    even="每一步都平均地看",
    log_prob="对数概率 {log_prob:.2f}",
    said_then="那样它自己会说",
    without="没有注意力的 {name}",
    failed_plain="没有回复：{why}",
    less_likely="全靠一个向量，这条回复要损失 {nats:.2f} 奈特。",
    more_likely="这里一个向量就够了：这条回复反而多了 {nats:.2f} 奈特。",
    where="回复的每个词看向哪里，从你的第一个词到最后一个；看得最多的是",
    evenly="（平均）",
    plain="这个模型就是普通的 seq2seq：它没有注意力（none），没有查询、键和权重可看。"
    "要有的话，训练一个：chatbot train corpora/",
    step="这条回复的一步，{pieces} 个词片里的第 {step} 个“{piece}”：",
    query="查询 q：这一步之前解码器的状态，{size} 个数",
    keys="键 k 和值 v：编码器在每个词片上的状态，{size} 个数，这里两者是同一个向量",
    roles="查询问的是接下来要什么；拿来比较的是键，取走的是值。最后一行是填充：长短不一的话一起读时，短的用它补齐。",
    score="分数 = w_v · tanh(W_q q + W_k k)：一个小网络说出键有多合查询的意（Bahdanau 等，2015）。",
    scores={
        "dot": "分数 = q · k：这个模型把查询和键相乘（Luong 等，2015）。",
        "scaled-dot": "分数 = q · k / √A：这个模型把查询和键相乘，再除以宽度的根（Vaswani 等，2017）。",
        "general": "分数 = q · W k：这个模型先把键变换，再和查询相乘（Luong 等，2015）。",
        "cosine": "分数 = β cos(q, k)：这个模型只比较方向（Graves 等，2014）。",
        "gaussian": "分数 = -|q - k|² / 2σ²：这个模型像第 1 页那样打分，σ 是学来的。",
    },
    of_piece="以“{piece}”为例：",
    product="{size} 个乘积之和",
    piece="词片",
    score_column="分数",
    weight_column="权重",
    masked_column="遮盖后",
    softmax="权重 = exp(分数) / 全部 exp(分数) 之和：个个大于 0，加起来是 1。"
    "填充先被遮盖：分数变成 -∞，权重就正好是 0。",
    padding="← 填充",
    average="上下文 c 是所有的值按权重相加；这里是它的前几个数。",
    context="上下文 c",
    spoken="由 c、状态和前一个词，说出了“{piece}”，概率 {probability:.3f}。",
    copied="这一步有 {share:.1%} 是从看的地方抄来的。",
    last="注意力就这么多。对话里按 F2 看每条回复的权重，按 w 问“假如”。",
    first_keys=("Enter 下一页", "Esc 离开", "F1 帮助", "↑↓ 滚动"),
    between_keys=("Enter 下一页", "← 上一页", "Esc 离开", "F1 帮助", "↑↓ 滚动"),
    last_keys=("Esc 离开", "← 上一页", "F1 帮助", "↑↓ 滚动"),
    help_title="导览的按键",
    help=(
        ("Enter, →, Space", "下一页"),
        ("←", "上一页"),
        ("↑ ↓", "一页放不下时滚动"),
        ("Esc", "离开导览"),
    ),
)

WORDINGS = {"en": ENGLISH, "zh": CHINESE}
"""By the language; no part of `Wording`, for so many words would keep the chat's first frame waiting."""

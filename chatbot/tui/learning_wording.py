"""The words about learning, in English and in Chinese."""

from __future__ import annotations

from chatbot.record import Record


class LearningWording(Record):
    """What is said while the model learns from reviews; braces are filled in."""

    preparing: str
    learning: str
    recalled: str
    undoing: str
    cancel: str
    cancelling: str
    busy: str
    nothing_new: str
    no_learner: str
    no_model: str
    accepted: str
    """Braces: recalled, lessons; before and after, in nats a character; folder."""

    kept_old: str
    failed: str
    cancelled: str
    not_marked: str
    nothing_to_undo: str
    undone: str
    taught: str
    """Stands before the prompt of the lesson that a reply was learnt from."""


ENGLISH = LearningWording(
    preparing="getting ready to learn…",
    learning="learning",
    recalled="recalled {recalled} of {lessons}",
    undoing="going back to the model before…",
    cancel="Esc cancel",
    cancelling="cancelling…",
    busy="Learning is under way: wait for it, or cancel it with Esc.",
    nothing_new="Nothing new to learn. Call a reply good (+) or correct it (e) first.",
    no_learner="This program cannot learn.",
    no_model="The model is still loading.",
    accepted="Learnt: it answers {recalled} of {lessons} as taught; other answers stayed as good "
    "({before:.3f} → {after:.3f} nats a character). Kept in {folder}; `chatbot` in this folder uses it from "
    "now on. Ctrl+Z: undo learning",
    kept_old="Nothing learnt, the model stays as it was: {why}",
    failed="Learning failed, the model stays as it was: {why}",
    cancelled="Learning cancelled, the model stays as it was.",
    not_marked="The log could not note what was learnt: {why}",
    nothing_to_undo="Nothing was learnt that could be undone here.",
    undone="Learning undone: {name} answers again.",
    taught="lesson:",
)

CHINESE = LearningWording(
    preparing="准备学习…",
    learning="学习中",
    recalled="记住 {recalled} / {lessons}",
    undoing="正在回到之前的模型…",
    cancel="Esc 取消",
    cancelling="正在取消…",
    busy="正在学习：请稍候，或按 Esc 取消。",
    nothing_new="没有新的内容可学。先评一条好（+），或纠正一条（e）。",
    no_learner="这个程序不能学习。",
    no_model="模型还在加载。",
    accepted="学会了：{lessons} 条中有 {recalled} 条会照教的回答；其他回答和以前一样好"
    "（每个字符 {before:.3f} → {after:.3f} 奈特）。保存在 {folder}，以后在这个文件夹里运行 chatbot 就用它。"
    "Ctrl+Z：撤销学习",
    kept_old="没有学会，模型保持不变：{why}",
    failed="学习失败，模型保持不变：{why}",
    cancelled="已取消学习，模型保持不变。",
    not_marked="日志没能记下学了什么：{why}",
    nothing_to_undo="没有可以撤销的学习。",
    undone="已撤销学习：现在又由 {name} 回答。",
    taught="课：",
)

"""The words about saving pictures, in English and in Chinese."""

from __future__ import annotations

from chatbot.pictures import wording as pictures
from chatbot.pictures.wording import PictureWords
from chatbot.record import Record


class PictureWording(Record):
    """What is said while a picture is saved; braces are filled in."""

    on_pictures: PictureWords
    """What is written on the pictures themselves."""

    title: str
    title_keys: str
    overwrite_title: str
    overwrite: str
    overwrite_keys: str
    saved: str
    failed: str
    nothing: str
    screen: str
    """Begins the name of a file with the picture of the whole screen."""


ENGLISH = PictureWording(
    on_pictures=pictures.ENGLISH,
    title="save as .svg .html .png .json .csv",
    title_keys="Enter save · Esc back",
    overwrite_title="replace",
    overwrite="{path} is there already. Replace it?",
    overwrite_keys="y replace · n another name",
    saved="Saved: {path}",
    failed="Not saved: {why}",
    nothing="This reply is not finished, or was deleted: there is nothing to save.",
    screen="chatbot-screen",
)

CHINESE = PictureWording(
    on_pictures=pictures.CHINESE,
    title="保存为 .svg .html .png .json .csv",
    title_keys="Enter 保存 · Esc 返回",
    overwrite_title="替换",
    overwrite="{path} 已经存在，要替换吗？",
    overwrite_keys="y 替换 · n 换个名字",
    saved="已保存：{path}",
    failed="没有保存：{why}",
    nothing="这条回复还没说完，或已删除：没有可保存的。",
    screen="chatbot-屏幕",
)

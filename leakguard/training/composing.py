"""Composed texts: templates filled, put one after another, and roughened as people write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from leakguard.training.recipe import Composition
from leakguard.training.templates import Filler, templates
from leakguard.training.texts import LabelledText, Writer

_BETWEEN = ("\n", "\n", "\n", " ", "，", "。", "；", "\n\n")
_HEADS = (
    "亲，",
    "你好，",
    "在吗 ",
    "那个",
    "麻烦 ",
    "补充一下：",
    "#1 ",
    "- ",
    "* ",
    "1. ",
    "2、",
    "（1）",
    "【备注】",
    "> ",
    "转发：",
    "回复：",
    "@所有人 ",
)
_TAILS = (
    "谢谢",
    "麻烦了",
    "急",
    "辛苦",
    "🙏",
    "😊",
    "~",
    "。",
    "！",
    "哦",
    "哈",
    "!!",
    "…",
    "在线等",
    "尽快",
    "[图片]",
    "[呲牙]",
)
_WIDE = {code: code + 0xFEE0 for code in map(ord, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-:,()/")}
_NOTHING_TO_SAY = re.compile(r"[。，！？；]")


class Composer:
    """Composes texts from the templates of :func:`templates`, the same ones for the same seed.

    ``context`` are sentences of open text without names or addresses, to stand before and after.
    """

    def __init__(self, settings: Composition, seed: int, context: Sequence[str] = ()) -> None:
        self._settings = settings
        self._random = Random(seed)
        self._filler = Filler(self._random, settings.note_after_address)
        self._context = context
        self._kinds = list(templates())
        self._weights = [settings.weights[kind] for kind in self._kinds]

    def texts(self) -> Iterator[LabelledText]:
        """As many texts as the settings say."""
        return (self._text() for _ in range(self._settings.texts))

    def _text(self) -> LabelledText:
        writer = Writer()
        kind = self._kind()
        parts = self._random.choices(range(1, len(self._settings.parts) + 1), self._settings.parts)[0]
        for number in range(parts):
            if number:
                writer.add(self._random.choice(_BETWEEN))
                kind = kind if self._random.random() < self._settings.same_kind else self._kind()
            if self._happens("head"):
                writer.add(self._random.choice(_HEADS))
            self._around(writer, self._settings.open_text_before, before=True)
            template = self._roughened(self._random.choice(templates()[kind]))
            writer.append(self._filler.fill(template, traditional=kind.startswith(("tw-", "hk-"))))
            if self._happens("tail"):
                writer.add(self._random.choice(("", " ", "，")) + self._random.choice(_TAILS))
            self._around(writer, self._settings.open_text_after, before=False)
        text = writer.text()
        return text._replace(text=text.text.translate(_WIDE)) if self._happens("wide") else text

    def _kind(self) -> str:
        return self._random.choices(self._kinds, self._weights)[0]

    def _happens(self, name: str) -> bool:
        return self._random.random() < self._settings.noise[name]

    def _around(self, writer: Writer, share: float, *, before: bool) -> None:
        if not self._context or self._random.random() >= share:
            return
        sentence = self._random.choice(self._context)[:70]
        joint = self._random.choice(("，", "。", " ", "\n", ""))
        writer.add(sentence + joint if before else joint + sentence)

    def _roughened(self, template: str) -> str:
        """The template as somebody hasty would type it; the slots stay."""
        pick = self._random.choice
        if self._happens("colon"):
            template = template.replace("：", pick((":", " ", "", "： ", " : ", "=", "是")))
        if self._happens("comma"):
            template = template.replace("，", pick((" ", ",", "", "\n", "、", "/")))
        if self._happens("bare"):
            template = _NOTHING_TO_SAY.sub("", template)
        if self._happens("space"):
            template = template.replace(" ", pick(("", "\n", "　", "，", "\t", "/", "|")))
        if self._happens("newline"):
            template = template.replace("\n", pick((" ", "，", "", "\r\n")))
        return template

"""Finds the encoding of an input from a sample of its bytes.

The order: byte order mark, UTF-16 without one, strict UTF-8, then GB18030 against Big5. The last two cannot be told
apart by decoding (GB18030 gives some character to almost every pair of bytes that Big5 uses), so both decodings are
weighed by how frequent their characters are, which already decides most texts of two or three characters.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from leakguard.errors import UnscannedError, UsageError
from leakguard.sources.frequency import log_likelihood, plausible_share
from leakguard.sources.magic import refuse_known_binary

MAX_BROKEN_SHARE = 0.01
"""More undecodable bytes than this share of the characters, and the text is refused as ``undecodable``."""

_FREE_BROKEN = 2  # ... but a cut character at the end of a tiny file is no reason to refuse it
_CURE = "name the right one with the encoding option"

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)

# GB18030 holds all of GBK and GB 2312, CP950 holds all of what "Big5" exports use: reading with the larger table costs
# nothing and keeps characters such as the euro sign or the names that GB 2312 lacks.
_ALIASES = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030",
    "big5": "cp950", "cp950": "cp950", "big5hkscs": "big5hkscs",
    "utf-8": "utf-8", "utf-8-sig": "utf-8", "ascii": "utf-8",
    "utf-16": "utf-16-le", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be",
}  # fmt: skip
_LABELS = {"gb18030": "GB18030", "cp950": "Big5", "big5hkscs": "Big5"}

# Encodings that cannot be guessed but may be named. Python's other codecs keep state or are no encodings at all.
_NAMEABLE = re.compile(r"iso8859-\d+|cp\d+|koi8-[rtu]|shift_jis\w*|euc_\w+|johab|tis-620|mac-\w+")


@dataclass(frozen=True, slots=True)
class Encoding:
    """``name`` for people and reports, ``reason`` for the choice, and the byte order mark that stands in front."""

    name: str
    reason: str
    bom: bytes = b""

    @property
    def codec(self) -> str:
        """The codec for what follows the byte order mark."""
        return "utf-8" if self.name == "utf-8-sig" else self.name

    @property
    def errors(self) -> str:
        """Error handler for decoding. UTF-16 is read strictly: its bytes cannot be carried through as escapes."""
        return "strict" if self.name.startswith("utf-16") else "surrogateescape"


def detect(sample: bytes, whole: bool) -> Encoding:
    """The encoding of an input that starts with ``sample``; ``whole`` if the sample is all of it.

    A sample that is not whole may end inside a character. Raises :class:`~leakguard.errors.UnscannedError`:
    ``unsupported`` or ``encrypted`` for a known binary format, ``binary`` for an unknown one, ``undecodable`` if no
    encoding gives plausible text.
    """
    refuse_known_binary(sample)
    for bom, name in _BOMS:
        if sample.startswith(bom):
            return Encoding(name, "byte order mark", bom)
    if b"\x00" in sample:
        wide = _utf16_without_bom(sample)
        if wide is not None:
            return wide
    _refuse_binary(sample)
    if sample.isascii():
        return Encoding("utf-8", "pure ASCII")
    text = _decode(sample, "utf-8", whole)
    broken = count_broken(text)
    if not broken:
        return Encoding("utf-8", "valid UTF-8")
    # One damaged character in a UTF-8 log must not turn the file into GB18030. Legacy text read as UTF-8 is almost
    # nothing but errors.
    if sum(character > "\x7f" for character in text) - broken > 4 * broken and not too_broken(broken, len(text)):
        return Encoding("utf-8", "UTF-8 with a few damaged bytes")
    return _legacy(sample, whole)


def given(name: str, head: bytes) -> Encoding:
    """The encoding that the caller named, for an input that starts with ``head``.

    Raises :class:`~leakguard.errors.UsageError` for a name that is unknown, or that is no encoding in which text can be
    cut and put together again (stateful ones such as HZ or UTF-7, EBCDIC, UTF-32).
    """
    codec = _ALIASES.get(_canonical(name))
    if codec is None:
        codec = _canonical(name)
        # EBCDIC is named cp037 and the like: line ends and delimiters must be the ASCII ones.
        if not _NAMEABLE.fullmatch(codec) or bytes(range(9, 127)).decode(codec, "replace") != _PRINTABLE:
            raise UsageError(f"the encoding {name!r} cannot be used. {_KNOWN_NAMES}")
    wide = codecs.lookup(name).name == "utf-16"
    for bom, marked in _BOMS:
        codec_of_bom = Encoding(marked, "").codec
        if head.startswith(bom) and (codec_of_bom == codec or (wide and codec_of_bom.startswith("utf-16"))):
            return Encoding(marked, "given", bom)
    return Encoding(codec, "given")


_PRINTABLE = bytes(range(9, 127)).decode("ascii")
_KNOWN_NAMES = "Use one of: utf-8, gb18030 (also for gbk, gb2312), big5, big5hkscs, utf-16-le, utf-16-be"


def _canonical(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError) as error:
        raise UsageError(f"unknown encoding {name!r}. {_KNOWN_NAMES}") from error


def count_broken(text: str) -> int:
    """Number of undecodable bytes that ``surrogateescape`` carried through into the text."""
    if text.isascii():
        return 0
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return sum("\udc80" <= character <= "\udcff" for character in text)
    return 0


def too_broken(broken: int, characters: int) -> bool:
    """Whether so many undecodable bytes among so many characters mean that the encoding is wrong."""
    return broken > max(_FREE_BROKEN, MAX_BROKEN_SHARE * characters)


def _decode(sample: bytes, codec: str, whole: bool) -> str:
    if whole:
        return sample.decode(codec, "surrogateescape")
    return codecs.getincrementaldecoder(codec)("surrogateescape").decode(sample)


def _legacy(sample: bytes, whole: bool) -> Encoding:
    texts = {codec: _decode(sample, codec, whole) for codec in ("gb18030", "cp950", "big5hkscs")}
    # Hong Kong's extension only where plain Big5 has holes: in all other texts the two agree.
    big5 = "big5hkscs" if count_broken(texts["big5hkscs"]) < count_broken(texts["cp950"]) else "cp950"
    scores = {codec: log_likelihood(texts[codec]) for codec in ("gb18030", big5)}
    winner, loser = ("gb18030", big5) if scores["gb18030"] >= scores[big5] else (big5, "gb18030")
    text = texts[winner]
    foreign = sum(character > "\x7f" for character in text)
    if too_broken(count_broken(text), len(text)):
        raise UnscannedError("undecodable", f"neither UTF-8 nor {_LABELS[winner]} decodes it; {_CURE}")
    if foreign >= _ENOUGH and plausible_share(text) < _MIN_PLAUSIBLE:
        raise UnscannedError("undecodable", f"not UTF-8, and no Chinese text in GB18030 or Big5; {_CURE}")
    return Encoding(winner, f"{_LABELS[winner]} scores above {_LABELS[loser]}")


# Real exports have 0.9 and more frequent characters; Japanese, Korean or Western text read as Chinese has far fewer.
_ENOUGH = 12
_MIN_PLAUSIBLE = 0.4


def _utf16_without_bom(sample: bytes) -> Encoding | None:
    """UTF-16 shows as a NUL in every ASCII character, and as plausible Chinese when it is decoded."""
    even = sample[: min(len(sample) // 2 * 2, 4096)]
    if even.count(0) < len(even) // 40:
        return None
    best: tuple[float, str] = (0.0, "")
    for codec in ("utf-16-le", "utf-16-be"):
        text = codecs.getincrementaldecoder(codec)("replace").decode(even)
        share = plausible_share(text)
        if text.isascii() and text:
            share = 1.0
        if "\x00" in text or "\ufffd" in text:
            continue
        best = max(best, (share, codec))
    if best[0] < _MIN_WIDE_PLAUSIBLE:
        return None
    return Encoding(best[1], "UTF-16 without a byte order mark")


_MIN_WIDE_PLAUSIBLE = 0.7


def _refuse_binary(sample: bytes) -> None:
    """A stray NUL in a text is tolerated, many NULs or control characters are not."""
    nuls = sample.count(0)
    controls = len(sample) - len(sample.translate(None, delete=_CONTROLS))
    if nuls > max(4, len(sample) // 20) or controls > max(4, len(sample) // 10):
        raise UnscannedError("binary", "too many NUL and control bytes for a text file")


_CONTROLS = bytes(code for code in range(1, 32) if code not in b"\t\n\v\f\r\x1b") + b"\x7f"

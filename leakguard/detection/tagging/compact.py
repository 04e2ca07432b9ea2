"""The tagger that comes along: a small convolution over characters in ONNX (``recognizers/tagger``).

It was trained by :mod:`leakguard.training` on composed text; ``recognizers/tagger/card.md`` says on what, with which
figures, and where it fails. It marks whole texts: what stands on the line before belongs to what it goes by.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from leakguard.detection.tagging import labels, packing
from leakguard.detection.tagging.batches import SIZE, groups
from leakguard.detection.tagging.spans import Hints, Span
from leakguard.errors import UsageError
from leakguard.resources import bundled

_BATCH = 4
_READABLE = re.compile("[\u3400-\u9fff].?[\u3400-\u9fff]|[A-Za-z]{2}", re.DOTALL)
"""A text without any of these holds neither a name nor an address."""
_NAMES, _ADDRESSES = labels.tags_of("PERSON"), labels.tags_of("ADDRESS")
_OVERLAP = 512
_LONGEST_MENDED = 400
"""Characters marked in a row of which it is worth working out the best reading; hostile texts have more."""
_CACHE_CHARACTERS = 2_000_000
MODEL = "tagger.onnx"


class Marked(NamedTuple):
    """What is known of a text."""

    spans: tuple[Span, ...]
    hints: Hints


_NOTHING = Marked((), Hints(frozenset(), False))


@dataclass
class CompactTagger:
    """Marks names and addresses in whole texts. ``biases`` are added to the scores of the types they name: more of one
    finds more of it, and raises more false alarms.
    """

    biases: Mapping[str, float]
    hint_distance: float = 6.0
    """A name or address is possible where its score (in logits) comes so near to that of neither."""
    model: bytes | None = None
    """The ONNX file as bytes; by default the bundled one."""

    name = "compact"
    marks_addresses = True

    def __post_init__(self) -> None:
        self._known: dict[str, Marked] = {}
        self._held = 0

    def prime(self, texts: Iterable[str]) -> None:
        """Tag many texts in one go, so that :meth:`spans` finds them tagged."""
        wanted = [text for text in dict.fromkeys(texts) if text not in self._known and _READABLE.search(text)]
        if self._held > _CACHE_CHARACTERS:
            self._known.clear()
            self._held = 0
        for group in groups(wanted):
            self._known.update(zip(group, self._read(group), strict=True))
        self._held += sum(map(len, wanted))

    def spans(self, text: str, places: Iterable[int] | None = None) -> Iterator[Span]:  # noqa: ARG002
        """The spans of one text, in its order. All of them: the model reads the text as a whole."""
        return iter(self._marked(text).spans)

    def hints(self, text: str) -> Hints:
        """Where the model thinks a name or an address at all possible."""
        return self._marked(text).hints

    def tag(self, texts: Sequence[str]) -> list[list[Span]]:
        """The spans of every text. Offsets are code points."""
        return [list(marked.spans) for group in groups(texts) for marked in self._read(group)]

    def _marked(self, text: str) -> Marked:
        if not _READABLE.search(text):
            return _NOTHING
        found = self._known.get(text)
        if found is None:
            self.prime([text])
            found = self._known.get(text) or self._read([text])[0]
        return found

    def _read(self, texts: Sequence[str]) -> list[Marked]:
        """A group of :func:`groups`: many short texts at once, or one long one piece by piece."""
        if len(texts) > 1:
            return self._mark(texts)
        return [_joined([self._mark([piece])[0] for text in texts for piece in _pieces(text)])]

    def _mark(self, texts: Sequence[str]) -> list[Marked]:
        scores, places = self.scores(texts)
        best = (scores + self._bias).argmax(axis=1)
        outside = scores[:, 0] - self.hint_distance
        names = np.flatnonzero(scores[:, _NAMES].max(axis=1) > outside)
        addresses = np.flatnonzero(scores[:, _ADDRESSES].max(axis=1) > outside)
        bounds = np.array(places).reshape(-1, 2)
        of_names, of_addresses, of_spans = (
            np.searchsorted(found, bounds).tolist() for found in (names, addresses, np.flatnonzero(best))
        )
        shares = _shares(scores)
        marked = []
        for (start, end), here, there, some in zip(places, of_names, of_addresses, of_spans, strict=True):
            hints = Hints(frozenset((names[slice(*here)] - start).tolist()), there[0] < there[1])
            spans = self._decode(scores[start:end], best[start:end], shares[start:end]) if some[0] < some[1] else ()
            marked.append(Marked(tuple(spans), hints) if spans or hints.names or hints.addresses else _NOTHING)
        return marked

    def scores(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], list[tuple[int, int]]]:
        """What the model gives for every character before biases (logits of :data:`labels.TAGS`), and each text's
        place in it.
        """
        rows, places = packing.pack(texts)
        parts = [
            self._session.run(None, {"codes": np.ascontiguousarray(rows[at : at + _BATCH])})[0]
            for at in range(0, len(rows), _BATCH)
        ]
        return packing.unpack(np.concatenate(parts)), places

    def _decode(self, scores: NDArray[np.float32], tags: labels.TagRow, shares: NDArray[np.float32]) -> Iterator[Span]:
        if not labels.is_legal(tags):
            tags = self._mended(scores + self._bias, tags)
        for start, end, name in labels.spans_of(tags):
            yield Span(start, end, name, float(shares[start:end, labels.TYPES.index(name)].min()))

    def _mended(self, scores: NDArray[np.float32], tags: labels.TagRow) -> labels.TagRow:
        """The best legal row for the stretches that are marked; the rest stays."""
        mended = tags.copy()
        marked = np.flatnonzero(tags)
        for stretch in np.split(marked, np.flatnonzero(np.diff(marked) > 2) + 1):
            first, last = max(0, int(stretch[0]) - 1), min(len(tags), int(stretch[-1]) + 2)
            if last - first > _LONGEST_MENDED:
                mended[first:last] = labels.well_formed(tags[first:last])
            elif not labels.is_legal(tags[first:last]):
                mended[first:last] = labels.best_legal(scores[first:last])
        return mended

    @cached_property
    def _bias(self) -> NDArray[np.float32]:
        bias = np.zeros(len(labels.TAGS), np.float32)
        for name, value in self.biases.items():
            bias[labels.tags_of(name)] = value
        return bias

    @cached_property
    def _session(self) -> Any:
        # onnxruntime 1.31 for Linux would otherwise keep records of its use, to be sent to its maker.
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        try:
            import onnxruntime
        except ImportError:
            raise UsageError(
                "onnxruntime is not installed. Run: pip install onnxruntime, or use --tagger none."
            ) from None
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        model = self.model or bundled("recognizers").joinpath("tagger", MODEL).read_bytes()
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _pieces(text: str) -> list[str]:
    """A long text in pieces that overlap by far more than a name or an address is long."""
    return [text[at : at + SIZE + _OVERLAP] for at in range(0, max(1, len(text) - _OVERLAP), SIZE)]


def _joined(marked: Sequence[Marked]) -> Marked:
    """What was marked in the pieces of a text; of what two of them hold, what the first says of its first half."""
    spans, names, addresses, margin = list[Span](), set[int](), False, _OVERLAP // 2
    for number, piece in enumerate(marked):
        first, last = (margin if number else 0), (SIZE + margin if number + 1 < len(marked) else SIZE + _OVERLAP)
        shift = number * SIZE
        spans += [
            span._replace(start=span.start + shift, end=span.end + shift)
            for span in piece.spans
            if first <= span.start < last
        ]
        names.update(at + shift for at in piece.hints.names)
        addresses = addresses or piece.hints.addresses
    return Marked(tuple(spans), Hints(frozenset(names), addresses))


def _shares(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """For every character, the share that the model gives to each type (softmax, no biases): the least over the
    characters of a span is how sure it is of the span.
    """
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    found: NDArray[np.float32] = powers[:, 1:].reshape(len(scores), len(labels.TYPES), 4).sum(axis=2)
    found /= powers.sum(axis=1, keepdims=True)
    return found

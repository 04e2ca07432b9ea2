"""``README.txt`` of a pack, in both languages: what it is, how to check it, what it proves and what it does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leakguard.evidence.attachments import LeftOut
from leakguard.evidence.kinds import Kind
from leakguard.messages import LANGUAGES, Texts
from leakguard.proof.signing import Signer, identifier
from leakguard.reports.width import visible


def readme(
    head: Mapping[str, Any],
    kind: Kind,
    left_out: Mapping[int, LeftOut],
    signer: Signer | None,
    encrypted: Mapping[int, str],
) -> bytes:
    """The text, in UTF-8. ``head`` is that of the manifest."""
    parts = []
    for language in LANGUAGES:
        texts = Texts(language)
        parts.append("\n\n".join(_paragraphs(head, kind, left_out, signer, encrypted, texts)))
    return ("\n\n----\n\n".join(parts) + "\n").encode()


def left_line(left: LeftOut, member: str | None, texts: Texts) -> str:
    """What was left out, why, and which member holds its original, if one does."""
    line = texts("pack.left", name=visible(left.name), reason=visible(reason(left, texts)))
    return line + (texts("pack.left-original", name=member) if member else "")


def reason(left: LeftOut, texts: Texts) -> str:
    """Why something was left out."""
    known = texts.known(f"left.{left.reason}")
    return known or texts("left.other", reason=texts.known(f"reason.{left.reason}", left.reason))


def _paragraphs(
    head: Mapping[str, Any],
    kind: Kind,
    left_out: Mapping[int, LeftOut],
    signer: Signer | None,
    encrypted: Mapping[int, str],
    texts: Texts,
) -> Iterator[str]:
    title = texts("readme.title")
    yield f"{title}\n{'=' * 2 * len(title)}" if texts.language == "zh" else f"{title}\n{'=' * len(title)}"
    if head["case"]["draft"]:
        yield texts("pack.draft")
    yield texts(
        "readme.what",
        version=head["tool"]["version"],
        kind=getattr(kind.title, texts.language),
        date=head["case"]["date"],
        policy=head["policy"]["id"],
        policy_digest=head["policy"]["sha256"][:12],
    )
    yield texts("readme.contents")
    yield texts("readme.hidden", own=head["kept"])
    if left_out:
        lines = [f"- {left_line(left, encrypted.get(number), texts)}" for number, left in left_out.items()]
        yield "\n".join([texts("readme.left-out"), *lines])
    if encrypted:
        yield texts("readme.originals")
    yield texts("readme.unsigned") if signer is None else texts("readme.signed", key=identifier(signer.public))
    yield texts("readme.how")
    yield texts("pack.proves")
    yield texts("pack.proves-not")

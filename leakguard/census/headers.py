"""Words in the headers of a table that say what stands beside its persons (``recognizers/severity.yaml``)."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Literal

from leakguard import documents
from leakguard.resources import bundled


@cache
def header_parts(what: Literal["order_content", "credentials"]) -> tuple[str, ...]:
    """Words that, as part of a column header, say that the rows hold order content, or credentials. NFKC, without case."""
    content = documents.load(bundled("recognizers").joinpath("severity.yaml"))
    return tuple(unicodedata.normalize("NFKC", part).casefold() for part in content["headers"][what])

"""``leakguard`` and ``python -m leakguard``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from leakguard.cli import build, wanted_language
from leakguard.messages import language


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; ``argv`` is without the program's name."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    return build(language(wanted_language(arguments), os.environ)).run(arguments)


if __name__ == "__main__":
    raise SystemExit(main())

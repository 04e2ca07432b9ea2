"""What lies in the inbox: files and links, not what is half written, not what is hidden."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from leakguard.outbox.completeness import has_partial_beside, is_partial


class Arrival(NamedTuple):
    """A file, or a symbolic link, in the inbox."""

    path: Path
    is_link: bool


def arrivals(inbox: Path) -> Iterator[Arrival]:
    """Everything below a folder that is to be sent, in the order of the names. Links are named and never followed.

    What is neither a file nor a folder nor a link (pipes, sockets, devices) holds nothing that could be sent. A folder that cannot
    be listed, or that goes away meanwhile, is looked at again the next time.
    """
    try:
        with os.scandir(inbox) as listed:
            entries = sorted(listed, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        path = Path(entry.path)
        if is_partial(path) or has_partial_beside(path):
            continue
        try:
            mode = entry.stat(follow_symlinks=False).st_mode
        except OSError:
            continue
        if stat.S_ISDIR(mode):
            yield from arrivals(path)
        elif stat.S_ISREG(mode) or stat.S_ISLNK(mode):
            yield Arrival(path, stat.S_ISLNK(mode))

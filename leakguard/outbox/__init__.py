"""The outbox: what is dropped into a folder leaves through another one, redacted and proved, or not at all.

A file goes through these states. Every arrow is one rename within a file system, or is done again from its beginning::

    INBOX --claim--> CLAIMED --produce--> DECIDED --finish--> FINISHED
                        ^                    |
                        +------ withdraw ----+     the name was taken, or the rules changed over a restart

    INBOX      the file lies in the inbox
    CLAIMED    the original lies in its job below the quarantine's work folder (jobs), or is on its way there
    DECIDED    likewise, and outcome.json says what becomes of it; the copy and its receipt are proved and on the disk
    FINISHED   the original lies in the quarantine; the copy and its receipt were put in the target, or a reason lies beside the original

Invariants, at any moment, also after ``kill -9``:

1. There is exactly one original: in the inbox, in a job, or in the quarantine. Between file systems a second, complete one may
   exist until the next start, which removes it.
2. Nothing that is not proved lies below the target, not even in its work folder: copies are made and proved beside the originals.
3. A copy is in the target only if its receipt was put there before it.
4. A file is published at most once: a copy that is no longer in a work folder is published, whoever took it away since.
5. Nothing is published that is not in the journal, if there is one.
6. Nothing is ever replaced: names that are taken get a number, the same one for the copy and its original.

The modules in the order of a file's way: :mod:`watching` waits, :mod:`arrivals` lists, :mod:`completeness` decides what is
complete, :mod:`claiming` takes it, :mod:`producing` makes the copy, :mod:`steps` brings it out, :mod:`recovery` takes up what was left.
"""

from __future__ import annotations

from leakguard.outbox.outbox import Done, Event, Outbox, Trouble

__all__ = ["Done", "Event", "Outbox", "Trouble"]

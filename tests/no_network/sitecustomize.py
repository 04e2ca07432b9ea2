"""Refuses the network to a whole process, from the inside, through an audit hook: nothing can get round it in Python.

The tests load it for themselves (see ``conftest.py``) and put its folder on ``PYTHONPATH``, so that every Python process
they start loads it too. There an attempt ends the process at once with ``EXIT_CODE``: no library can swallow that.
"""

import os
import sys

EXIT_CODE = 97
_LOOK_UPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
_SENDING = {"socket.connect", "socket.sendto", "socket.sendmsg"}


def attempt(event, args):
    """What an audit event tries to reach, or None if it stays on the machine (files, pipes, Unix sockets)."""
    if event in _LOOK_UPS:
        return f"{event} {args[0]!r}"
    if event in _SENDING:
        import socket

        if args[0].family in (socket.AF_INET, socket.AF_INET6):
            return f"{event} {args[1]!r}"
    return None


def watch(react):
    """Call ``react`` with every attempt from now on. An audit hook cannot be removed."""

    def hook(event, args):
        if event.startswith("socket."):
            tried = attempt(event, args)
            if tried:
                react(tried)

    sys.addaudithook(hook)


def _stop(tried):
    os.write(2, f"network attempt: {tried}\n".encode())
    os._exit(EXIT_CODE)


if __name__ == "sitecustomize":
    watch(_stop)

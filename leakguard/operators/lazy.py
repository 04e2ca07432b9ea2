"""Operators that need more than a few lines: their modules are loaded when a policy first runs them, not at every start."""

from __future__ import annotations

from leakguard.operators.model import Context


def pseudonym(value: str, context: Context) -> str:
    """See :func:`leakguard.operators.pseudonym.substitute`."""
    from leakguard.operators.pseudonym import substitute

    return substitute(value, context)


def is_pseudonym(value: str, context: Context) -> bool:
    """See :func:`leakguard.operators.pseudonym.is_pseudonym`."""
    from leakguard.operators import pseudonym

    return pseudonym.is_pseudonym(value, context.entity, context.kind)


def generalise(value: str, context: Context) -> str:
    """See :func:`leakguard.operators.generalising.generalise`."""
    from leakguard.operators import generalising

    return generalising.generalise(value, context)


def is_generalised(value: str, context: Context) -> bool:
    """See :func:`leakguard.operators.generalising.is_generalised`."""
    from leakguard.operators import generalising

    return generalising.is_generalised(value, context)


def encrypt(value: str, context: Context) -> str:
    """See :func:`leakguard.operators.encryption.encrypt`."""
    from leakguard.operators import encryption

    return encryption.encrypt(value, context)

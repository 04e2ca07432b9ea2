"""Masks as operators: :mod:`leakguard.masks` with their parameters taken from the context."""

from __future__ import annotations

from leakguard import masks
from leakguard.operators.model import Context


def mask(value: str, context: Context) -> str:
    """See :func:`leakguard.masks.mask_ends`."""
    p = context.params
    return masks.mask_ends(value, p["keep_start"], p["keep_end"], p["hide"], p["char"])


def mask_name(value: str, context: Context) -> str:
    """See :func:`leakguard.masks.mask_name`."""
    return masks.mask_name(value, context.params["keep"], context.params["char"])


def mask_phone(value: str, context: Context) -> str:
    """See :func:`leakguard.masks.mask_phone`."""
    p = context.params
    return masks.mask_phone(value, p["keep_start"], p["keep_end"], p["hide"], p["keep_area"], p["char"])


def mask_id(value: str, context: Context) -> str:
    """See :func:`leakguard.masks.mask_id`."""
    p = context.params
    return masks.mask_id(value, p["keep_start"], p["keep_end"], p["hide"], p["char"])


def mask_email(value: str, context: Context) -> str:
    """See :func:`leakguard.masks.mask_email`."""
    return masks.mask_email(value, context.params["keep_domain"], context.params["char"])


def mask_address(value: str, context: Context) -> str:
    """See :func:`leakguard.masks.mask_address`."""
    return masks.mask_address(value, context.params["keep"], context.params["char"])

"""Operators: what is done to a value that must not leave as it is.

Pure functions of a value and a :class:`Context`, in one literal registry. They know nothing of detection, of policies
or of Presidio (whose word *operator* is); :mod:`leakguard.presidio.operators` wraps each of them for its engine.

The results of ``token`` and ``pseudonym`` depend on the value, its entity and the key; those of ``encrypt`` on chance
too; all others on nothing but the value, its entity and the parameters. All of them are de-identification at most
(PIPL art. 73; GB/T 37964-2019: suppression for ``drop``, ``replace`` and the masks, generalisation for ``generalise``,
pseudonymisation for ``token`` and ``pseudonym``, cryptography for ``encrypt``), never anonymisation.
"""

from leakguard.operators.labels import TOKEN_DIGITS, drop, keep, replace, token
from leakguard.operators.masking import mask, mask_address, mask_email, mask_id, mask_name, mask_phone
from leakguard.operators.model import Context, Function, Operator, Parameter
from leakguard.operators.registry import OPERATORS, apply

__all__ = [
    "OPERATORS",
    "TOKEN_DIGITS",
    "Context",
    "Function",
    "Operator",
    "Parameter",
    "apply",
    "drop",
    "keep",
    "mask",
    "mask_address",
    "mask_email",
    "mask_id",
    "mask_name",
    "mask_phone",
    "replace",
    "token",
]

"""leakguard's operators as ``presidio_anonymizer`` operators.

::

    engine = AnonymizerEngine()
    for operator in operators():
        engine.add_anonymizer(operator)
    engine.anonymize(text, results, {"PHONE_NUMBER": OperatorConfig("leakguard_mask_phone", {"keep_end": 2})},
                     merge_entities_with_spaces=False)

The parameters are those of :data:`leakguard.operators.OPERATORS`; ``leakguard_token``, ``leakguard_pseudonym`` and
``leakguard_encrypt`` take their ``key`` (bytes) too. Presidio hands an operator the text only, so tokens are made from the
text as written: ``138-0013-8000`` and ``13800138000`` differ here, where leakguard's own redaction, which knows the canonical
value, makes them equal. Pseudonyms of numbers read the digits themselves and are the same on both roads.
:class:`LeakguardRestore` is for ``DeanonymizeEngine.add_deanonymizer``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from leakguard.operators import OPERATORS, Context
from leakguard.operators.encryption import decrypt
from leakguard.presidio.requirement import presidio_needed

with presidio_needed():
    from presidio_anonymizer.entities import InvalidParamError
    from presidio_anonymizer.operators import Operator, OperatorType

PREFIX = "leakguard_"


class LeakguardOperator(Operator):  # type: ignore[misc, unused-ignore]
    """Base of the wrappers; ``wraps`` names the operator in the registry."""

    wraps: ClassVar[str]

    def operate(self, text: str, params: dict[str, Any] | None = None) -> str:
        """Transform ``text``; ``params`` carries ``entity_type``, which Presidio adds."""
        own, rest = _split(params)
        context = Context(entity=str(rest.get("entity_type", "")), params=own, key=rest.get("key"))
        return OPERATORS[self.wraps](text, context)

    def validate(self, params: dict[str, Any] | None = None) -> None:
        """Refuse unknown parameters, wrong types and, for keyed operators, a missing key.

        Raises:
            InvalidParamError: Presidio's own error.
        """
        own, rest = _split(params)
        operator = OPERATORS[self.wraps]
        problems = operator.problems(own)
        if problems:
            raise InvalidParamError(problems[0][1])
        if operator.keyed and not isinstance(rest.get("key"), bytes):
            raise InvalidParamError(f"{self.operator_name()} needs the parameter 'key' (bytes)")
        if not operator.keyed and "key" in rest:
            raise InvalidParamError(f"{self.operator_name()} takes no key")

    def operator_name(self) -> str:
        """The name used in ``OperatorConfig``."""
        return PREFIX + self.wraps

    def operator_type(self) -> OperatorType:
        """All of them anonymize, in Presidio's sense of the word; in law the result is de-identified."""
        return OperatorType.Anonymize


def _split(params: Mapping[str, Any] | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The operator's own parameters, and those of the engine and of the wrapper."""
    everything = params or {}
    rest = {name: everything[name] for name in ("entity_type", "key") if name in everything}
    return {name: value for name, value in everything.items() if name not in rest}, rest


class LeakguardKeep(LeakguardOperator):
    """Leave the value as it is."""

    wraps = "keep"


class LeakguardDrop(LeakguardOperator):
    """Remove the value."""

    wraps = "drop"


class LeakguardReplace(LeakguardOperator):
    """Put a label in its place."""

    wraps = "replace"


class LeakguardToken(LeakguardOperator):
    """Put a stable keyed token in its place."""

    wraps = "token"


class LeakguardPseudonym(LeakguardOperator):
    """Put an impossible value of the same form in its place."""

    wraps = "pseudonym"


class LeakguardGeneralise(LeakguardOperator):
    """Make the value coarser."""

    wraps = "generalise"


class LeakguardEncrypt(LeakguardOperator):
    """Encrypt the value."""

    wraps = "encrypt"


class LeakguardMask(LeakguardOperator):
    """Mask all but the ends."""

    wraps = "mask"


class LeakguardMaskName(LeakguardOperator):
    """Mask a name."""

    wraps = "mask_name"


class LeakguardMaskPhone(LeakguardOperator):
    """Mask a telephone number."""

    wraps = "mask_phone"


class LeakguardMaskId(LeakguardOperator):
    """Mask a document number."""

    wraps = "mask_id"


class LeakguardMaskCard(LeakguardOperator):
    """Mask a card number."""

    wraps = "mask_card"


class LeakguardMaskEmail(LeakguardOperator):
    """Mask an e-mail address."""

    wraps = "mask_email"


class LeakguardMaskAddress(LeakguardOperator):
    """Mask an address below a level."""

    wraps = "mask_address"


class LeakguardRestore(Operator):  # type: ignore[misc, unused-ignore]
    """Undo ``leakguard_encrypt``, in Presidio's ``DeanonymizeEngine``."""

    def operate(self, text: str, params: dict[str, Any] | None = None) -> str:
        """The value behind the token that ``text`` is.

        Raises:
            TokenError: another key, or a damaged token.
        """
        return decrypt(text, (params or {})["key"])

    def validate(self, params: dict[str, Any] | None = None) -> None:
        """Refuse a missing key.

        Raises:
            InvalidParamError: Presidio's own error.
        """
        if not isinstance((params or {}).get("key"), bytes):
            raise InvalidParamError(f"{self.operator_name()} needs the parameter 'key' (bytes)")

    def operator_name(self) -> str:
        """The name used in ``OperatorConfig``."""
        return PREFIX + "restore"

    def operator_type(self) -> OperatorType:
        """The only one that undoes."""
        return OperatorType.Deanonymize


def operators() -> list[type[LeakguardOperator]]:
    """The operator classes, for ``AnonymizerEngine.add_anonymizer``."""
    return [
        LeakguardKeep,
        LeakguardDrop,
        LeakguardReplace,
        LeakguardToken,
        LeakguardPseudonym,
        LeakguardGeneralise,
        LeakguardEncrypt,
        LeakguardMask,
        LeakguardMaskName,
        LeakguardMaskPhone,
        LeakguardMaskId,
        LeakguardMaskCard,
        LeakguardMaskEmail,
        LeakguardMaskAddress,
    ]

"""From a policy's name of a Presidio recognizer to the recognizer, within what may run offline."""

from __future__ import annotations

import importlib

from leakguard.documents import suggest
from leakguard.errors import UsageError
from leakguard.policy import PresidioRecognizer
from leakguard.presidio.requirement import presidio_needed

with presidio_needed():
    from presidio_analyzer import EntityRecognizer, PatternRecognizer, predefined_recognizers
    from presidio_analyzer.predefined_recognizers import PhoneRecognizer

_ONLINE = {"EmailRecognizer": "it fetches a list of suffixes from the network; leakguard finds e-mail addresses itself"}
_PACKAGE = "presidio_analyzer.predefined_recognizers"


def load(name: PresidioRecognizer) -> EntityRecognizer:
    """The recognizer that a policy names, set up as it says.

    Only recognizers of patterns and the one for telephone numbers are allowed: the others need a model or a service, and
    leakguard never uses the network.

    Raises:
        UsageError: there is no such recognizer, it may not run, or its language, entities or parameters are wrong.
    """
    kind = _class(name.recognizer)
    title = kind.__name__
    if title in _ONLINE:
        raise UsageError(f"the policy names Presidio's {title}: {_ONLINE[title]}. Remove it from the policy.")
    if not issubclass(kind, (PatternRecognizer, PhoneRecognizer)):
        raise UsageError(
            f"the policy names Presidio's {title}, which needs a model or a service. Only recognizers of patterns run "
            "inside leakguard; use leakguard.presidio.recognizers() beside it in an AnalyzerEngine of your own."
        )
    try:
        recognizer = kind(supported_language=name.language, **name.params)
    except (TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"Presidio's {title} does not take the policy's parameters: {error}.") from error
    for entity in name.entities:
        if entity not in recognizer.supported_entities:
            cure = suggest(entity, recognizer.supported_entities)
            raise UsageError(f"Presidio's {title} does not find {entity!r}. {cure}")
    return recognizer


def _class(name: str) -> type[EntityRecognizer]:
    module, _, title = name.rpartition(".")
    home: object = predefined_recognizers
    if module:
        if module != _PACKAGE and not module.startswith(_PACKAGE + "."):
            raise UsageError(f"{name} is not one of Presidio's own recognizers. Name one of {_PACKAGE}.")
        try:
            home = importlib.import_module(module)
        except ModuleNotFoundError as error:
            raise UsageError(f"Presidio has no module {module}. Give the name of the class alone.") from error
    found = getattr(home, title, None)
    if not (isinstance(found, type) and issubclass(found, EntityRecognizer)):
        names = [n for n in vars(predefined_recognizers) if n.endswith("Recognizer")]
        raise UsageError(f"the policy names {name}, and Presidio has no such recognizer. {suggest(title, names)}")
    return found

"""Names in running text: frames, the tagger, lists, repetition; and against them ordinary words, brands, public persons."""

from leakguard.detection.person.engine import Names, PersonEngine

__all__ = ["Names", "PersonEngine"]

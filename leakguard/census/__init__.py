"""The census of a source: how many persons it tells of, what of each, and examples. Memory does not grow with the findings."""

from leakguard.census.model import HAVING, Example, LinkedGroup, PersonCount

__all__ = ["HAVING", "Example", "LinkedGroup", "PersonCount"]

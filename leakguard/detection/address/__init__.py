"""Addresses: a grammar over levels, from province to room, with a gazetteer of divisions.

``words`` and ``gazetteer`` hold the knowledge, ``lexer`` finds where levels may end, ``chain`` joins them, ``belief``
weighs them, ``latin`` reads English and pinyin, ``canonical`` compares, ``engine`` applies it all to texts and cells.
"""

from leakguard.detection.address.engine import AddressEngine

__all__ = ["AddressEngine"]

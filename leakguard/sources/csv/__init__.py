"""Delimited tables. ``source`` chooses the lane: small inputs are read by ``records`` and kept by ``stored``, large ones by
``blocks``, ``bounds`` and ``layout`` as Arrow columns (``arrow``, ``twin``); ``splice`` and ``arrow_splice`` write them back.
"""

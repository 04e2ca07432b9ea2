"""Workbooks of the XLSX family: read as tables and notes, written back by patching the XML inside the package.

``package`` is the zip file, ``workbook`` its list of sheets; ``sheet``, ``scan`` and ``exact`` read cells with their places,
``strings`` the shared strings, ``cells``, ``texts`` and ``numbers`` make columns of them; ``passages`` and ``surfaces`` read
everything beside cells; ``reading`` is one pass over it all. ``collect`` takes edits, ``rewriting`` and ``patch`` write them,
``formulas`` tells which cached results they outdate.
"""

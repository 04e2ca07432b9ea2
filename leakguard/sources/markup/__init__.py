"""HTML tables and SpreadsheetML: ``tokens`` with exact places, ``tables`` and ``sheets`` make rows of them."""

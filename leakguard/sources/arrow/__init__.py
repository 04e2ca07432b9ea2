"""Parquet and Arrow files: ``formats`` the containers, ``cells`` and ``nested`` the columns, ``edits`` the way back."""

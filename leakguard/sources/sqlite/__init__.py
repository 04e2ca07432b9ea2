"""SQLite files: ``tables`` and ``cells`` read rows, ``pages`` what is left of deleted ones, ``writer`` makes the copy."""

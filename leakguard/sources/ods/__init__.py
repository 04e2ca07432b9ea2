"""OpenDocument spreadsheets, written as XLSX."""

"""What formats have in common that are read as workbooks and written as XLSX."""

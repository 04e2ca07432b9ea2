"""What reports for people show, in words and numbers: the same for the HTML page, the workbook and Markdown."""

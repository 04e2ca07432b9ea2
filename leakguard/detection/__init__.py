"""Finding personal information in text and tables: fold, propose, check, weigh, resolve."""

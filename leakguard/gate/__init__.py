"""The gate before sharing: verdicts with reasons, the git hook, the journal, frames. Everything here fails closed."""

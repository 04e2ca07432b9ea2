"""Evidence packs: a form for each procedure, a letter, and a sealed pack that others can check."""

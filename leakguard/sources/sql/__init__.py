"""SQL dumps: ``reader`` cuts text into statements and values, ``values`` knows literals, ``schema`` names and tables."""

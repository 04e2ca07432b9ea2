"""leakguard and Presidio: each inside the other."""

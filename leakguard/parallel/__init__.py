"""Several processes for one run (``--jobs``): files, or stretches of one large table, each by a worker of its own.

What travels between processes are paths, positions, counts and at most as many findings as a report lists; the findings
for a file, and redacted bytes, travel in temporary files. Results do not depend on the number of workers.
"""

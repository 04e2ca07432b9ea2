"""Reports: one module per output format, all fed by the same :class:`leakguard.report.Report`."""

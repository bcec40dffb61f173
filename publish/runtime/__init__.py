"""Files, external programs, processes and caches."""

"""One module or package an edition."""

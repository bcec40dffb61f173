"""The editions: one package each, and the table of all of them."""

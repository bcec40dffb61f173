"""The one writer of semantic XHTML, shared by every edition that has pages."""

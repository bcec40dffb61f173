"""Write an article as semantic XHTML, for the EPUB and for the layout of the PDF."""

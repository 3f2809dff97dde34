"""The examples: sphinx-gallery runs them, and what it writes becomes pages of the MkDocs site."""

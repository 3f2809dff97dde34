"""What builds the site: the MkDocs hook, the run of the examples, and the generated pages."""

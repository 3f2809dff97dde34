"""What builds the site: the MkDocs hook (``hook``) and the four packages that it calls.

``pages`` makes Markdown pages of the specification and of measured data, ``gallery`` runs the examples and takes
their pages from sphinx-gallery, ``browser`` checks the built site in Chromium, and ``markup`` holds what the first
two share: links, pictures, directives, navigation.  Imports go from the hook downwards only; ``.importlinter`` holds
them to it.
"""

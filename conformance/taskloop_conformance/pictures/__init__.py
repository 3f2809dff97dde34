"""From a history, a table or figures to a picture: SVG for pages, text for terminals."""

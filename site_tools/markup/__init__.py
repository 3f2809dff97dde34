"""What pages are made of: links to rules, pictures of histories, directives, docstrings, navigation."""

"""From findings to what a person or a program reads: text, HTML, JSON, JUnit, badge, matrix, known failures."""

"""What every measure needs: child processes in rounds, figures with their spread, tables, and the docs' page."""

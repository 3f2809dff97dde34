"""What a child process does for each measure; every function takes the fresh event loop first."""

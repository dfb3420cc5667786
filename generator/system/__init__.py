"""Safe file access, worker processes, git, the clock, the terminal."""

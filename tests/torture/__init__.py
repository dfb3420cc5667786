"""Runs the program under faults and on hostile input, and prints a table: see `__main__.py`."""

"""`python -m generator`: the same as `coopnews`."""

from generator.cli import run

run()

"""`python -m generator`: the same as `coopnews`."""

from generator.cli import main

main(prog_name="coopnews")

"""`python -m generator`, and `coopnews`, which is the same."""

from generator.system import process


def run() -> None:
    """Run the command line: a signal is heeded while it is imported, too."""
    try:
        process.raise_on_signals()
        from generator import cli  # noqa: PLC0415 - see above
    except BaseException as error:
        process.end(process.report(error))
    cli.run()


if __name__ == "__main__":
    run()

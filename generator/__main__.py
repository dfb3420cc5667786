"""Runs the command line for `coopnews` and `python -m generator`."""

from generator.system import process


def run() -> None:
    """Run the command line."""
    try:
        process.raise_on_signals()
        # Imported after signals are handled: a signal during the import must end in order, too.
        from generator import cli  # noqa: PLC0415 - the import takes 0.06 s
    except BaseException as error:
        process.end(process.report(error))
    cli.run()


if __name__ == "__main__":
    run()

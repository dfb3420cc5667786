"""The long fault tests say what failed: they themselves run with `make torture`."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.torture import __main__ as torture
from tests.torture import checkout
from tests.torture.checkout import Example, GroupResult, Run, contents, difference


def test_failures_stand_below_the_table_and_give_exit_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def group(rng: random.Random, root: Path, seconds: float) -> GroupResult:
        return GroupResult(
            "group", "something", trials=2, failures=["the second: a reason"], worst="3 s"
        )

    monkeypatch.setattr(torture, "GROUPS", {"group": (group, 1)})
    assert torture.main(["--seed", "7"]) == 1
    printed = capsys.readouterr().out
    assert "| group | something | 2      | 1      | 0.0     | 3 s   |" in printed
    assert "group failed: the second: a reason" in printed
    assert "seed 7" in printed


def test_only_known_groups_are_run(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        torture.main(["floods"])
    assert "no such group: floods" in capsys.readouterr().err


def test_a_changed_file_a_link_and_a_missing_file_are_differences(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1", encoding="utf-8")
    (tmp_path / "b").write_text("2", encoding="utf-8")
    before = contents(tmp_path)
    assert difference(tmp_path, before) == ""
    (tmp_path / "a").unlink()
    (tmp_path / "b").unlink()
    (tmp_path / "b").symlink_to("c")
    assert "differs in 2 paths, first a" in difference(tmp_path, before)


@pytest.mark.parametrize(
    ("code", "output", "faults"),
    [
        (2, "Making pages ...\ncoopnews: no space\n", 0),
        (2, "coopnews: no space\nand more\n", 1),
        (1, "coopnews: no space\n", 1),
        (-9, "", 2),
    ],
)
def test_an_error_is_one_line_and_exit_code_2(code: int, output: str, faults: int) -> None:
    assert len([*Run(code, output, 0.0, ()).faults_of_error()]) == faults


def test_a_command_that_hangs_or_leaves_something_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkout, "GRACE", 0.2)
    example = Example(tmp_path, searches=())
    leaving = "touch $TMPDIR/left; sleep 60 & echo 'Traceback (most recent call last)'"
    run = example.end(example.start(before=["sh", "-c", leaving]))
    assert [fault.split(":")[0] for fault in run.faults] == [
        "1 processes left", "a traceback", "temporary files left",
    ]  # fmt: skip
    run = example.end(example.start(before=["sh", "-c", "sleep 60"]), timeout=0.1)
    assert run.faults == ("no end after 0 s",)

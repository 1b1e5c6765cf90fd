"""`kansrijk figures audit`: the contract of the command line, exit codes included, as a program of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

VERB = [sys.executable, "-m", "kansrijk.cli.main", "figures", "audit"]
HEADER = "table,row,value,hidden\n"


def _run(*arguments: str, expected: int) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*VERB, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == expected, done.stdout + done.stderr
    return done


def _folder(path: Path, rows: str, sums: str = "") -> str:
    (path / "births.csv").write_text(HEADER + rows, encoding="utf-8")
    (path / "equations.csv").write_text("table,total,parts\n" + sums, encoding="utf-8")
    return str(path)


def test_a_leak_is_one_object_and_exit_1(tmp_path):
    (tmp_path / "pc4.csv").write_text(HEADER + "pc4,2312,120,0\n", encoding="utf-8")
    rows = "births,A,60,0\nbirths,B,58,0\nbirths,C,,1\nbirths,w,118,0\n"
    folder = _folder(tmp_path, rows, "births,w,A B\nbirths,pc4:2312,A B C\n")
    done = _run("--tables", folder, "--json", expected=1)
    report = json.loads(done.stdout)
    assert set(report) == {"cells", "hidden", "recoverable", "seconds"}
    assert (report["cells"], report["hidden"]) == (5, 1)
    assert report["recoverable"] == [{"table": "births", "cell": "C", "lower": 2, "upper": 2, "needed_width": 10}]
    assert isinstance(report["seconds"], float)
    words = _run("--tables", folder, expected=1).stdout
    assert "1 recoverable" in words
    assert "births:C: 2 to 2" in words


def test_a_safe_folder_is_exit_0(tmp_path):
    folder = _folder(tmp_path, "births,A,,1\nbirths,B,,1\nbirths,w,15,0\n", "births,w,A B\n")
    assert json.loads(_run("--tables", folder, "--json", expected=0).stdout)["recoverable"] == []


@pytest.mark.parametrize(
    ("rows", "place"),
    [("births,A,twelve,0\n", ("births.csv", 2, "value")), ("births,A,7,1\n", ("births.csv", 2, "value"))],
)
def test_bad_input_is_one_sentence_with_its_place_and_exit_1(tmp_path, rows, place):
    done = _run("--tables", _folder(tmp_path, rows), "--json", expected=1)
    error = json.loads(done.stdout)["error"]
    assert set(error) == {"message", "file", "row", "column", "field"}
    assert (error["file"], error["row"], error["column"]) == place
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_not_there_is_exit_1_and_a_wrong_option_exit_2(tmp_path):
    error = json.loads(_run("--tables", str(tmp_path / "none"), "--json", expected=1).stdout)["error"]
    assert "no such folder" in error["message"]
    _run("--nonsense", expected=2)

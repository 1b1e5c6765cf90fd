"""The engine comes as wheels alone for a closed environment, and runs there without Django."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).with_name("uv")
LOCK = ROOT / "requirements" / "estimation.txt"
PLATFORMS = ("x86_64-pc-windows-msvc", "aarch64-apple-darwin", "x86_64-manylinux_2_28")
LOOK = """
import sys
from kansrijk.atlas.estimating import estimate
from kansrijk.core.estimation import kernels
assert kernels.compiled() is not None
assert not [name for name in sys.modules if name.partition(".")[0] in ("django", "psycopg")]
import importlib.util
assert importlib.util.find_spec("django") is None
"""


@pytest.mark.long
@pytest.mark.parametrize("platform", PLATFORMS)
def test_everything_that_estimating_needs_is_a_wheel(platform, tmp_path):
    """Downloaded and unpacked for another system than this one; what has no wheel fails."""
    command = [UV, "pip", "install", "--quiet", "--target", tmp_path, "--python-platform", platform,
               "--only-binary", ":all:", "--require-hashes", "--link-mode", "symlink", "-r", LOCK]  # fmt: skip
    done = subprocess.run([*command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    names = {made.name.partition("-")[0].lower() for made in tmp_path.glob("*.dist-info")}
    assert {"numba", "llvmlite", "duckdb", "ibis_framework", "scipy", "polars"} <= names
    assert "django" not in names
    kinds = "".join(made.read_text("utf-8") for made in tmp_path.glob("numba-*.dist-info/WHEEL"))
    assert {"x86_64-pc-windows-msvc": "win_amd64", "aarch64-apple-darwin": "macosx"}.get(platform, "manylinux") in kinds


@pytest.mark.long
def test_in_an_empty_environment_it_imports_without_django(tmp_path):
    """The wheel of Kansrijk and the locked extra, without compiler."""
    here = tmp_path / "empty"
    python = here / "bin" / "python"
    subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, here], check=True)
    locked = [UV, "pip", "sync", "--quiet", "--require-hashes", "--only-binary", ":all:", "--python", python, LOCK]
    subprocess.run(locked, check=True)
    built = [
        UV,
        "build",
        "--quiet",
        "--wheel",
        "--no-build-isolation",
        "--python",
        sys.executable,
        "--out-dir",
        tmp_path,
    ]
    subprocess.run([*built, ROOT], check=True)
    wheel = next(tmp_path.glob("kansrijk-*.whl"))
    subprocess.run([UV, "pip", "install", "--quiet", "--no-deps", "--python", python, wheel], check=True)
    done = subprocess.run([python, "-I", "-c", LOOK], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

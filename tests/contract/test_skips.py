"""The rule of tests/conftest.py that a skip is a failure where CI is set, tried on tests that skip."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

CONFTEST = Path(__file__).parents[1] / "conftest.py"
FILES = {
    "test_one.py": """
import pytest
def test_that_skips(): pytest.skip("reason one")
@pytest.mark.skip(reason="reason two")
def test_that_is_marked(): pass
@pytest.mark.xfail
def test_that_fails_as_expected(): assert False
def test_that_passes(): pass
""",
    "test_two.py": "import pytest\npytest.skip('reason three', allow_module_level=True)\n",
}


def _run(folder: Path, ci: str) -> subprocess.CompletedProcess[str]:
    """Run pytest on the files, with the shared conftest and nothing else of this project."""
    shutil.copy(CONFTEST, folder)
    (folder / "pytest.ini").write_text("[pytest]\n", "utf-8")
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--continue-on-collection-errors"],
        cwd=folder,
        env=os.environ | {"CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )


def test_skip_fails_in_ci(tmp_path: Path) -> None:
    """A test, a mark and a file that skip are red, each with its reason; what ran is left alone."""
    done = _run(tmp_path, ci="true")
    assert done.returncode != 0
    assert "1 failed, 1 passed, 1 xfailed, 2 errors" in done.stdout
    for number in ("one", "two", "three"):
        assert f"a skip is a failure in CI: Skipped: reason {number}" in done.stdout


def test_skip_is_allowed_elsewhere(tmp_path: Path) -> None:
    """A contributor who lacks something sees the rest."""
    done = _run(tmp_path, ci="")
    assert done.returncode == 0
    assert "1 passed, 3 skipped, 1 xfailed" in done.stdout

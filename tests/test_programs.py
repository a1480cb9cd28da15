"""Finding the browsers, and saying what to install where they are not found."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import PROJECT


def run(**environment: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("DALIL_")}
    return subprocess.run([sys.executable, "tests/programs.py"], cwd=PROJECT, env=clean | environment, capture_output=True, text=True, check=False)


def test_a_machine_without_browsers_and_without_apt_is_told_what_to_install(tmp_path: Path) -> None:
    done = run(PATH=str(tmp_path))
    assert done.returncode == 1
    assert "sudo apt-get install chromium" in done.stderr and "sudo apt-get install firefox-esr" in done.stderr
    assert "DALIL_FIREFOX" in done.stderr


def test_apt_is_asked_for_what_is_missing(tmp_path: Path) -> None:
    """An apt-get of our own notes what it is asked, and brings Chromium."""
    (tmp_path / "firefox").touch(mode=0o755)
    apt = tmp_path / "apt-get"
    apt.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/asked\nPATH=/bin:/usr/bin touch {tmp_path}/chromium\nPATH=/bin:/usr/bin chmod +x {tmp_path}/chromium\n')
    apt.chmod(0o755)
    for name in ("env", "sudo"):
        (tmp_path / name).write_text('#!/bin/sh\n[ "$1" = --non-interactive ] && shift\n[ "$1" = env ] && shift\n[ "$1" = DEBIAN_FRONTEND=noninteractive ] && shift\nexec "$@"\n')
        (tmp_path / name).chmod(0o755)
    assert run(PATH=str(tmp_path)).returncode == 0
    asked = (tmp_path / "asked").read_text()
    assert "install -y -qq --no-install-recommends chromium\n" in asked and "firefox" not in asked


def test_a_program_may_be_named(tmp_path: Path) -> None:
    assert run(PATH=str(tmp_path), DALIL_CHROMIUM="/x/chromium", DALIL_FIREFOX="/x/firefox").returncode == 0

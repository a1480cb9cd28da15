"""Finding the browsers and what makes PDF files, and saying what to install where they are not found."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import programs
from tests.conftest import PROJECT


def run(**environment: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("DALIL_")}
    return subprocess.run([sys.executable, "tests/programs.py"], cwd=PROJECT, env=clean | environment, capture_output=True, text=True, check=False)


def stand_in(folder: Path, name: str, script: str = "") -> None:
    """A program of our own."""
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def all_but_browsers(folder: Path) -> None:
    """Every program but the browsers."""
    for name in programs.PROGRAMS.keys() - {"chromium", "firefox"}:
        stand_in(folder, name, "echo Noto Sans Arabic" if name == "fc-list" else "")


def test_a_machine_without_browsers_and_without_apt_is_told_what_to_install(tmp_path: Path) -> None:
    done = run(PATH=str(tmp_path))
    assert done.returncode == 1
    assert "sudo apt-get install chromium" in done.stderr and "sudo apt-get install firefox-esr" in done.stderr
    assert "sudo apt-get install fonts-noto-core" in done.stderr and "sudo apt-get install poppler-utils" in done.stderr
    assert "DALIL_FIREFOX" in done.stderr and "DALIL_NOTO" not in done.stderr


def test_apt_is_asked_for_what_is_missing(tmp_path: Path) -> None:
    """An apt-get of our own notes what it is asked, and brings Chromium."""
    all_but_browsers(tmp_path)
    stand_in(tmp_path, "firefox")
    stand_in(tmp_path, "apt-get", f'echo "$@" >>{tmp_path}/asked\nPATH=/bin:/usr/bin touch {tmp_path}/chromium\nPATH=/bin:/usr/bin chmod +x {tmp_path}/chromium')
    for name in ("env", "sudo"):
        stand_in(tmp_path, name, '[ "$1" = --non-interactive ] && shift\n[ "$1" = env ] && shift\n[ "$1" = DEBIAN_FRONTEND=noninteractive ] && shift\nexec "$@"')
    assert run(PATH=str(tmp_path)).returncode == 0
    asked = (tmp_path / "asked").read_text()
    assert "install -y -qq --no-install-recommends chromium\n" in asked and "firefox" not in asked


def test_a_program_may_be_named(tmp_path: Path) -> None:
    all_but_browsers(tmp_path)
    assert run(PATH=str(tmp_path), DALIL_CHROMIUM="/x/chromium", DALIL_FIREFOX="/x/firefox").returncode == 0


def test_libraries_are_packages_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "find_library", lambda name: None if name == "harfbuzz-subset" else name)
    assert programs.missing() == {"harfbuzz-subset": "libharfbuzz-subset0"}
    assert "sudo apt-get install libharfbuzz-subset0." in programs.advice("harfbuzz-subset", "libharfbuzz-subset0")

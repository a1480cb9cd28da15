"""The programs that the tests drive: found, installed with apt where that is allowed, or named to the user.

`python tests/programs.py` makes sure of all of them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

# What the tests call it; names it may have on the path; its Debian package.
PROGRAMS = {
    "chromium": (("chromium", "chromium-browser", "google-chrome"), "chromium"),
    "firefox": (("firefox-esr", "firefox"), "firefox-esr"),
}


def program(name: str) -> str | None:
    """The path of a program: from DALIL_<NAME>, else from the path."""
    given = os.environ.get(f"DALIL_{name.upper()}")
    return given or next((found for candidate in PROGRAMS[name][0] if (found := shutil.which(candidate))), None)


def missing() -> list[str]:
    return [name for name in PROGRAMS if not program(name)]


def install(names: list[str]) -> None:
    """Installs Debian packages where this user may; otherwise does nothing."""
    if not shutil.which("apt-get"):
        return
    root = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    if root and not shutil.which("sudo"):
        return
    packages = [PROGRAMS[name][1] for name in names]
    print(f"Installing {' '.join(packages)}", flush=True)
    subprocess.run([*root, "apt-get", "update", "-qq"], check=False)
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    subprocess.run([*root, *environment, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], check=False)


def main() -> int:
    if missing():
        install(missing())
    for name in missing():
        names, package = PROGRAMS[name]
        print(f"The tests need {name} and did not find it ({', '.join(names)}). Install it, on Debian or Ubuntu with\n"
              f"    sudo apt-get install {package}\nor set DALIL_{name.upper()} to its path.", file=sys.stderr)
    return 1 if missing() else 0


if __name__ == "__main__":
    sys.exit(main())

"""The programs that the tests drive, and the libraries and fonts that PDF files are made with: found, installed with apt where
that is allowed, or named to the user.

`python tests/programs.py` makes sure of all of them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from ctypes.util import find_library
from pathlib import Path

# What the tests call it; names it may have on the path; its Debian package.
PROGRAMS = {
    "chromium": (("chromium", "chromium-browser", "google-chrome"), "chromium"),
    "firefox": (("firefox-esr", "firefox"), "firefox-esr"),
    "pdftotext": (("pdftotext",), "poppler-utils"),
    "fc-list": (("fc-list",), "fontconfig"),
    "faketime": (("faketime",), "faketime"),
    "localedef": (("localedef",), "libc-bin"),
    "soffice": (("soffice", "libreoffice"), "libreoffice-writer-nogui libreoffice-calc-nogui"),
    "zimcheck": (("zimcheck",), "zim-tools"),
    "kiwix-serve": (("kiwix-serve",), "kiwix-tools"),
}
# Libraries that WeasyPrint loads, and fonts, by the family's name; their Debian packages.
LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
FONTS = {"Noto Sans Arabic": "fonts-noto-core"}
# Files; their Debian packages.
FILES = {"/usr/share/i18n/locales/ar_EG": "locales"}


def program(name: str) -> str | None:
    """The path of a program: from DALIL_<NAME>, else from the path."""
    given = os.environ.get(f"DALIL_{name.upper()}")
    return given or next((found for candidate in PROGRAMS[name][0] if (found := shutil.which(candidate))), None)


def fonts() -> str:
    """The names of the fonts on this machine; none where nothing lists them."""
    lister = shutil.which("fc-list")
    return subprocess.run([lister, ":", "family"], capture_output=True, text=True, check=False).stdout if lister else ""


def missing() -> dict[str, str]:
    """What is not here, with the Debian package that brings it."""
    here = fonts()
    return {**{name: package for name, (_, package) in PROGRAMS.items() if not program(name)},
            **{name: package for name, package in LIBRARIES.items() if not find_library(name)},
            **{name: package for name, package in FONTS.items() if name not in here},
            **{name: package for name, package in FILES.items() if not Path(name).exists()}}


def install(packages: list[str]) -> None:
    """Installs Debian packages where this user may; otherwise does nothing."""
    if not shutil.which("apt-get"):
        return
    root = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    if root and not shutil.which("sudo"):
        return
    print(f"Installing {' '.join(packages)}", flush=True)
    subprocess.run([*root, "apt-get", "update", "-qq"], check=False)
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    subprocess.run([*root, *environment, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *" ".join(packages).split()], check=False)


def advice(name: str, package: str) -> str:
    """What a user can do about what is missing."""
    names = PROGRAMS[name][0] if name in PROGRAMS else (name,)
    setting = f"\nor set DALIL_{name.upper()} to its path" if name in PROGRAMS else ""
    return (f"The tests need {name} and did not find it ({', '.join(names)}). Install it, on Debian or Ubuntu with\n"
            f"    sudo apt-get install {package}{setting}.")


def main() -> int:
    if lacking := missing():
        install(list(dict.fromkeys(lacking.values())))
    lacking = missing()
    for name, package in lacking.items():
        print(advice(name, package), file=sys.stderr)
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())

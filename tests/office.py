"""LibreOffice: opens files and saves them again, in the same or in another form."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.programs import program

# LibreOffice trusts the numbers in a file unless it is told to count anew.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


def saved(folder: Path, form: str, *files: Path) -> Path:
    """The folder into which LibreOffice has saved the files, in one start, with a profile of its own below `folder`.

    `form` is an ending, or an ending with the name of a filter: `docx`, `pdf`, `xlsx:Calc MS Excel 2007 XML`.
    """
    soffice = program("soffice")
    assert soffice, "LibreOffice is missing: python tests/programs.py says how to install it"
    place = folder / form.partition(":")[0]
    place.mkdir(parents=True, exist_ok=True)
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    subprocess.run([soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", form, "--outdir", place, *files],
                   check=True, capture_output=True, timeout=240)
    assert len(list(place.iterdir())) >= len(files)
    return place

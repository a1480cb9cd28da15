"""The walls of the house (design, section 3): which room may import which."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "scripts" / "dalil"
COMMON = {"model", "findings", "languages", "folding", "prose", "review", "answers", "lean", "sums", "times"}
ROOMS = {
    "model": set(),
    "folding": set(),
    "prose": {"model"},
    "times": {"folding", "languages"},
    "review": {"model"},
    "answers": {"model"},
    "lean": set(),
    "sums": set(),
    "languages": set(),
    "findings": {"languages"},
    "read": COMMON,
    "check": COMMON,
    "render": COMMON,
    "search": COMMON,
    "export": COMMON | {"render"},
    "build": {"languages", "model", "lean"},
    "preview": set(),
    "plugin": COMMON | {"read", "render", "search"},
    "cli": COMMON | {"read", "check", "render", "export", "search", "build", "preview"},
}
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))


def imports(path: Path) -> set[str]:
    """The full names that a module imports."""
    names = set()
    for node in ast.walk(ast.parse((PACKAGE / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def room(name: str) -> str:
    return name.removeprefix("dalil.").partition(".")[0]


@pytest.mark.parametrize("path", [p for p in MODULES if p.stem not in ("__init__", "__main__") or len(p.parts) > 1], ids=str)
def test_imports_point_one_way(path: Path) -> None:
    own = path.parts[0].removesuffix(".py")
    inner = {room(name) for name in imports(path) if name.startswith("dalil.")}
    assert inner - {own} <= ROOMS[own] | {"__version__"}


def test_every_room_is_known() -> None:
    rooms = {path.parts[0].removesuffix(".py") for path in MODULES} - {"__init__", "__main__"}
    assert rooms <= set(ROOMS)


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_only_the_plugin_knows_mkdocs(path: Path) -> None:
    assert path.name == "plugin.py" or not any(name.partition(".")[0] == "mkdocs" for name in imports(path))


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_only_the_command_line_prints(path: Path) -> None:
    calls = {node.func.id for node in ast.walk(ast.parse((PACKAGE / path).read_text(encoding="utf-8")))
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert path.parts[0] == "cli" or "print" not in calls


def test_only_readers_open_sources() -> None:
    """Checks and renderers see the model alone."""
    for path in MODULES:
        if path.parts[0] in ("check", "render", "model.py"):
            assert not {name for name in imports(path) if name.partition(".")[0] in ("pathlib", "os", "io")}, path

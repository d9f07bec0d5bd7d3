"""What import-linter cannot see: foreign keys, names, sizes, pages that write."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).parents[2]
SOURCES = [
    path for path in sorted((ROOT / "bailee").rglob("*.py")) if "migrations" not in path.parts
]
LAYERS = ["foundation", "office", "people", "vault", "custody", "policy", "web", "cli"]
INSIDE_VAULT = [
    *(
        "mail",
        "activity",
        "company",
        "sign_on",
        "files",
        "links",
        "records",
        "integrations",
        "usage",
    ),
]
FORBIDDEN_NAMES = {"utils", "helpers", "manager", "services", "misc", "common"}
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create"}


def _height(module: str) -> tuple[int, int]:
    parts = module.split(".")
    if parts[0] != "bailee":
        return (-1, -1)  # a library: below everything
    inner = INSIDE_VAULT.index(parts[2]) if parts[1] == "vault" else -1
    return (LAYERS.index(parts[1]), inner)


def test_imports_point_down() -> None:
    run = subprocess.run(
        [ROOT / ".venv/bin/lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout


def test_foreign_keys_point_down() -> None:
    up = [
        f"{model.__module__}.{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("bailee.")
        for field in model._meta.get_fields()
        if field.many_to_one or field.one_to_one
        if field.concrete
        if _height(field.related_model.__module__) > _height(model.__module__)
    ]
    assert up == []


def test_no_foreign_key_crosses_the_wall() -> None:
    office = set(settings.OFFICE_APPS)
    crossing = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model
        for ends in [{model.__module__, field.related_model.__module__}]
        if len({any(end.startswith(app) for app in office) for end in ends}) > 1
    ]
    assert crossing == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_file_is_small_and_named_in_domain_words(path: Path) -> None:
    tree = ast.parse(path.read_text())
    long = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        if (node.end_lineno or 0) - node.lineno + 1 > 40
    ]
    assert long == []
    assert len(path.read_text().splitlines()) <= 300
    assert path.stem not in FORBIDDEN_NAMES


@pytest.mark.parametrize(
    "path",
    sorted({path.parent / "__init__.py" for path in SOURCES}),
    ids=lambda path: str(path.parent.relative_to(ROOT)),
)
def test_package_says_what_it_holds(path: Path) -> None:
    assert path.exists()
    said = ast.get_docstring(ast.parse(path.read_text()))
    assert said or path.parent.name == "templatetags"
    assert len((said or "").splitlines()) <= 12


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if (ROOT / "bailee/web") in path.parents],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_page_never_writes_on_its_own(path: Path) -> None:
    written = [
        f"line {node.lineno}: .{node.func.attr}()"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        if isinstance(node.func, ast.Attribute)
        if node.func.attr in WRITES
        if "objects" in ast.unparse(node.func) or node.func.attr == "save"
    ]
    assert written == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_domain_never_reads_the_clock(path: Path) -> None:
    parts = path.relative_to(ROOT / "bailee").parts
    if parts[0] in {"web", "cli", "config"} or path.name in {"tasks.py", "clock.py", "logs.py"}:
        return
    text = path.read_text()
    assert "clock.now()" not in text
    assert "timezone.now(" not in text
    assert "datetime.now(" not in text


def test_every_dependency_says_why() -> None:
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    inside = False
    silent = []
    for line in lines:
        if line.startswith(("dependencies = [", "dev = [")):
            inside = True
        elif line.startswith("]"):
            inside = False
        elif inside and "#" not in line:
            silent.append(line)
    assert silent == []


def test_no_mark_of_a_conflict_is_left() -> None:
    kinds = {".py", ".html", ".css", ".js", ".txt", ".md", ".toml"}
    marks = re.compile(r"^(<{7}|>{7}) ", re.MULTILINE)
    left = [
        str(path.relative_to(ROOT))
        for folder in ("bailee", "tests", "docs", "bench")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in kinds and marks.search(path.read_text())
    ]
    assert left == []

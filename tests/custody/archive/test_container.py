"""The ZIP is one that others open, and always the same bytes."""

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from bailee.custody.archive.container import Container
from bailee.custody.archive.scratch import Scratch

CONTENT = {"b/é.txt": [b"hello ", b"world"], "a": [], "c.bin": [bytes(range(256)) * 4000] * 3}


def _built() -> bytes:
    container = Container()
    pieces = [piece for path, content in CONTENT.items() for piece in container.add(path, content)]
    return b"".join([*pieces, *container.close()])


def test_container_is_the_same_each_time() -> None:
    assert _built() == _built()


def test_container_opens_with_other_programs(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(_built())
    with zipfile.ZipFile(path) as opened:
        assert opened.testzip() is None
        found = {name: opened.read(name) for name in opened.namelist()}
    assert list(found) == sorted(CONTENT)
    assert found == {name: b"".join(parts) for name, parts in CONTENT.items()}
    if unzip := shutil.which("unzip"):
        run = subprocess.run([unzip, "-tqq", str(path)], capture_output=True, check=False)
        assert (run.returncode, run.stdout) == (0, b"")


def test_container_refuses_a_second_entry_of_a_name() -> None:
    container = Container()
    list(container.add("a", [b"1"]))
    with pytest.raises(ValueError, match="a is in the archive already"):
        list(container.add("a", [b"2"]))


def test_scratch_reads_anywhere_what_was_written_and_is_noise_on_disk(home: Path) -> None:
    content = b"the client's own words, again and again. " * 1000
    with Scratch() as scratch:
        for start in range(0, len(content), 777):
            scratch.write(content[start : start + 777])
        for place in (0, 1, 15, 16, 17, 31_000, len(content) - 1, len(content)):
            scratch.seek(place)
            assert scratch.read(100) == content[place : place + 100]
        scratch._file.seek(0)
        assert b"client" not in scratch._file.read(len(content))

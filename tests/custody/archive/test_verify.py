"""verify.py finds every change, and says what is wrong, without us."""

import csv
import hashlib
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from bailee.custody import archive
from bailee.custody.archive import verify
from tests.custody.archive import hostile

# RFC 8032, section 7.1: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        (
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
            "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        ),
    ),
]
ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_signature_holds_for_the_vectors_of_rfc_8032(
    key: str, message: str, signature: str
) -> None:
    parts = [bytes.fromhex(part) for part in (key, signature, message)]
    assert verify.signature_holds(*parts) is True


def test_signature_fails_for_every_flipped_bit() -> None:
    key, message, signature = (bytes.fromhex(part) for part in VECTORS[2])
    for bit in range(0, len(signature) * 8, 7):
        assert verify.signature_holds(key, _flipped(signature, bit), message) is False
    for bit in range(len(message) * 8):
        assert verify.signature_holds(key, signature, _flipped(message, bit)) is False
    for bit in range(0, len(key) * 8, 7):
        assert verify.signature_holds(_flipped(key, bit), signature, message) is False


def test_signature_with_a_second_form_of_its_number_fails() -> None:
    key, message, signature = (bytes.fromhex(part) for part in VECTORS[0])
    number = int.from_bytes(signature[32:], "little") + ORDER
    assert (
        verify.signature_holds(key, signature[:32] + number.to_bytes(32, "little"), message)
        is False
    )


def test_signature_of_wrong_length_fails() -> None:
    key, message, signature = (bytes.fromhex(part) for part in VECTORS[0])
    assert verify.signature_holds(key, signature[:63], message) is False
    assert verify.signature_holds(key[:31], signature, message) is False
    assert verify.signature_holds(b"\xff" * 32, signature, message) is False


def test_untouched_archive_is_found_whole(packed: Path) -> None:
    wrong, about = verify.check(packed, archive.fingerprint())
    assert wrong == []
    assert about.endswith(archive.fingerprint())


def test_one_flipped_bit_in_any_file_is_found(packed: Path) -> None:
    for name in _names(packed):
        content = _content(packed, name)
        if not content:
            continue
        for bit in {0, len(content) * 4, len(content) * 8 - 1}:
            if name in {"signature", "public_key"} and bit == len(content) * 8 - 1:
                continue  # the line's end, which is no part of the base64
            changed = _changed(packed, {name: _flipped(content, bit)})
            assert verify.check(io.BytesIO(changed))[0] != [], (name, bit)


def test_flipped_bits_of_the_zip_itself_never_change_content_unseen(packed: Path) -> None:
    original = packed.read_bytes()
    expected = {name: _content(packed, name) for name in _names(packed)}
    for bit in range(3, len(original) * 8, len(original) * 8 // 60):
        changed = _flipped(original, bit)
        wrong, _ = verify.check(io.BytesIO(changed))
        if not wrong:
            with zipfile.ZipFile(io.BytesIO(changed)) as opened:
                assert {name: opened.read(name) for name in opened.namelist()} == expected


@pytest.mark.parametrize("also_hash", [False, True])
def test_one_row_taken_out_is_found(packed: Path, *, also_hash: bool) -> None:
    name = "tables/odd.csv"
    csv.field_size_limit(2**31 - 1)
    rows = list(csv.reader(io.StringIO(_content(packed, name).decode(), newline="")))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows[:5] + rows[6:])
    fewer = out.getvalue().encode()
    changes = {name: fewer}
    if also_hash:
        digest = hashlib.sha256(_content(packed, name)).hexdigest()
        sums = _content(packed, "SHA256SUMS").decode()
        new = hashlib.sha256(fewer).hexdigest()
        changes["SHA256SUMS"] = sums.replace(digest, new).encode()
    wrong, _ = verify.check(io.BytesIO(_changed(packed, changes)))
    rows_told = f"{name}: has {len(rows) - 2} rows, not {len(rows) - 1}"
    assert rows_told in wrong
    first = "signature: does not fit SHA256SUMS and public_key" if also_hash else wrong[0]
    assert wrong[0] == first


def test_file_taken_out_or_added_is_found(packed: Path) -> None:
    wrong, _ = verify.check(io.BytesIO(_changed(packed, {"policy.md": None})))
    assert wrong == ["policy.md: missing"]
    wrong, _ = verify.check(io.BytesIO(_changed(packed, {"files/extra.txt": b"x"})))
    assert wrong == ["files/extra.txt: was added"]


def test_key_of_somebody_else_is_found(packed: Path) -> None:
    wrong, _ = verify.check(packed, "00" * 32)
    assert wrong == ["public_key: its fingerprint is not the one you gave"]


@pytest.mark.parametrize("cut", [0, 1, 100, 1000])
def test_cut_archive_is_found(packed: Path, cut: int) -> None:
    content = packed.read_bytes()
    wrong, _ = verify.check(io.BytesIO(content[: len(content) - cut - 1]))
    assert wrong != []


def test_command_in_the_unpacked_folder_needs_nothing_of_ours(packed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(packed) as opened:
        opened.extractall(folder)
    command = [sys.executable, "-I", "-S", str(folder / "verify.py")]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", env={})
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines()[-1] == "All is as it was signed."
    (folder / "policy.md").write_text("another policy")
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", env={})
    assert run.returncode == 1
    assert "WRONG  policy.md: is not what was signed (its SHA-256 differs)" in run.stdout


def test_coreutils_agree_with_the_sums(packed: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(packed) as opened:
        opened.extractall(tmp_path)
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    run = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, env=os.environ
    )
    assert (run.returncode, run.stdout + run.stderr) == (0, "")


def test_hostile_file_names_stay_inside_the_folder(packed: Path) -> None:
    files = [name.split("/") for name in _names(packed) if name.startswith("files/")]
    assert len(files) == hostile.FILES
    assert {len(parts) for parts in files} == {2, 4}
    assert max(len(parts[-1].encode()) for parts in files) <= 120
    within = {part for parts in files for part in parts[1:]}
    assert within & {".", "..", "CON", ""} == set()
    assert len({"/".join(parts).casefold() for parts in files}) == hostile.FILES


def _flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def _names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as opened:
        return opened.namelist()


def _content(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as opened:
        return opened.read(name)


def _changed(path: Path, changes: Mapping[str, bytes | None]) -> bytes:
    """The archive with files replaced, added, or (None) taken out."""
    target = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = changes.get(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name in changes.keys() - set(old.namelist()):
            new.writestr(name, changes[name] or b"")
    return target.getvalue()

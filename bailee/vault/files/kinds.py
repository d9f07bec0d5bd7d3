"""What a file is: by its name, by its bytes, and whether the two agree."""

import mimetypes

import puremagic

HEAD = 64 * 1024  # bytes looked at
UNKNOWN = "application/octet-stream"
IMAGES = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
}
_PROGRAMS = {
    b"MZ": "application/vnd.microsoft.portable-executable",
    b"\x7fELF": "application/x-executable",
    b"\xca\xfe\xba\xbe": "application/x-mach-binary",
    b"\xcf\xfa\xed\xfe": "application/x-mach-binary",
    b"\xce\xfa\xed\xfe": "application/x-mach-binary",
    b"#!": "text/x-shellscript",
}
_MARKS = {**_PROGRAMS, b"%PDF-": "application/pdf", b"PK\x03\x04": "application/zip"}
# Opened outside of this portal they can run something.
DANGEROUS = {
    *_PROGRAMS.values(),
    "text/html",
    "application/xhtml+xml",
    "image/svg+xml",
    "text/javascript",
    "application/x-msdownload",
    "application/x-msdos-program",
    "application/x-msi",
    "application/x-sh",
    "application/java-archive",
    "application/vnd.android.package-archive",
}
# fmt: off
_DANGEROUS_ENDINGS = (
    ".exe", ".com", ".scr", ".msi", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf",
    ".hta", ".jar", ".lnk", ".reg", ".sh", ".app", ".dll", ".html", ".htm", ".xhtml", ".svg",
    ".svgz", ".apk", ".iso", ".docm", ".xlsm", ".pptm",
)
# fmt: on
_MARKUP = (b"<!doctype html", b"<html", b"<script", b"<svg", b"<iframe", b"<body")
_ZIPPED = ("application/vnd.openxmlformats", "application/vnd.oasis", "application/epub")
_OLE = ("application/msword", "application/vnd.ms-", "application/x-ole")
mimetypes.add_type("text/markdown", ".md")
mimetypes.add_type("image/avif", ".avif")
mimetypes.add_type("image/webp", ".webp")
mimetypes.add_type("application/x-ndjson", ".jsonl")


def stated(name: str) -> str:
    """What the name says it is."""
    return (mimetypes.guess_type(name)[0] or UNKNOWN)[:100]


def recognised(head: bytes) -> str:
    """What the first bytes say it is; empty where they say nothing."""
    if found := _image(head):
        return found
    for mark, kind in _MARKS.items():
        if head.startswith(mark):
            return kind
    if head and is_text(head):
        return _markup(head) or "text/plain"
    try:
        return str(puremagic.from_string(head, mime=True))[:100]
    except (puremagic.PureError, ValueError):  # it knows nothing like it, or it is empty
        return ""


def disagree(by_name: str, by_bytes: str) -> bool:
    """Whether the bytes are something else than the name says."""
    if UNKNOWN in (by_name, by_bytes) or not by_bytes or by_name == by_bytes:
        return False
    if by_bytes == "application/zip":
        return not (by_name.startswith(_ZIPPED) or by_name.endswith(("zip", "java-archive")))
    if by_name.startswith(_OLE) and by_bytes.startswith(_OLE):
        return False
    if by_bytes == "text/plain":
        known = ("text/", "application/json", "application/x-ndjson", "application/xml")
        return not (by_name.startswith(known) or by_name.endswith(("+xml", "javascript", "sql")))
    exact = by_bytes in DANGEROUS or by_bytes == "application/pdf" or by_bytes in IMAGES
    return exact or by_name.partition("/")[0] != by_bytes.partition("/")[0]


def is_dangerous(name: str, by_name: str, by_bytes: str) -> bool:
    """Whether it could run something where it is opened."""
    ends = name.lower().endswith(_DANGEROUS_ENDINGS)
    return ends or by_name in DANGEROUS or by_bytes in DANGEROUS


def is_text(head: bytes) -> bool:
    """Whether the bytes can be read as text: UTF-8, or UTF-16 with a mark, without controls."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        cut = len(head) >= HEAD and error.start >= len(head) - 3  # within the last character
        return cut or not any(128 <= byte < 160 for byte in head)
    return True


def _image(head: bytes) -> str:
    for kind, mark in IMAGES.items():
        if head.startswith(mark):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in (b"avif", b"avis"):
        return "image/avif"
    return ""


def _markup(head: bytes) -> str:
    text = head.lower().replace(b"\x00", b"")
    if b"<svg" in text[:1024]:
        return "image/svg+xml"
    return "text/html" if any(mark in text for mark in _MARKUP) else ""

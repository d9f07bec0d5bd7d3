"""Resumable uploads, held to the protocol by a foreign client and by hand, at a real server."""

import base64
import hashlib
import io
import os
import socket
import ssl
import time
from typing import Any

import pytest
import requests
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from bailee.foundation import storage
from bailee.vault.files import uploads
from bailee.vault.files.models import File, Piece, Upload
from tests.cast import Vault

pytestmark = pytest.mark.filterwarnings(
    # Asked at 127.0.0.1, for which the local authority has given no certificate.
    "ignore::urllib3.exceptions.InsecureRequestWarning"
)
CONTENT = os.urandom(3_000_017)


class Ben:
    """Ben's client of the protocol, signed in."""

    def __init__(self, vault: Vault, port: str, who: str = "ben") -> None:
        cookie = vault.browser(vault.people[who]).cookies["__Host-sessionid"].value
        self.host = f"https://127.0.0.1:{port}"
        self.headers = {
            "Host": f"{vault.host}:{port}",
            "Cookie": f"__Host-sessionid={cookie}",
            "Sec-Fetch-Site": "same-origin",
        }

    def uploader(self, content: bytes, name: str, **more: Any) -> Any:
        client = TusClient(f"{self.host}/files/uploads/", headers=self.headers)
        return client.uploader(
            file_stream=io.BytesIO(content),
            metadata={"filename": name},
            verify_tls_cert=False,
            **{"chunk_size": 1_000_000, **more},
        )

    def ask(self, method: str, path: str, data: bytes = b"", **headers: str) -> requests.Response:
        spoken = {name.replace("_", "-"): value for name, value in headers.items()}
        every = {"Tus-Resumable": "1.0.0", **self.headers, **spoken}
        return requests.request(
            method,
            self.host + path,
            headers=every,
            data=data,
            verify=False,  # noqa: S501 - see above: our own server on this machine
            timeout=30,
        )

    def begin(self, size: int, **metadata: str) -> str:
        """The address of a new upload."""
        pairs = [f"{key} {base64.b64encode(v.encode()).decode()}" for key, v in metadata.items()]
        answer = self.ask(
            "POST", "/files/uploads/", Upload_Length=str(size), Upload_Metadata=",".join(pairs)
        )
        assert answer.status_code == 201, answer.text
        return answer.headers["Location"]

    def send(self, at: str, start: int, data: bytes, **headers: str) -> requests.Response:
        kind = {"Content_Type": "application/offset+octet-stream", "Upload_Offset": str(start)}
        return self.ask("PATCH", at, data, **{**kind, **headers})


@pytest.fixture
def ben(acme: Vault, web: str) -> Ben:
    return Ben(acme, web)


def stored(vault: Vault) -> dict[str, bytes]:
    with vault.inside():
        found = File.objects.filter(stored_at__isnull=False)
        return {file.name: b"".join(uploads.content(file)) for file in found}


def test_foreign_client_uploads_in_checked_pieces(acme: Vault, ben: Ben) -> None:
    ben.uploader(CONTENT, "Grüße.bin", upload_checksum=True).upload()
    assert stored(acme) == {"Grüße.bin": CONTENT}
    assert len(storage.names(acme.schema)) == 1


def test_foreign_client_goes_on_where_another_stopped(acme: Vault, ben: Ben) -> None:
    first = ben.uploader(CONTENT, "survey.bin")
    first.upload_chunk()
    assert stored(acme) == {}
    second = ben.uploader(CONTENT, "survey.bin", url=first.url)
    assert second.get_offset() == 1_000_000
    second.upload()
    assert stored(acme) == {"survey.bin": CONTENT}


def test_foreign_client_uploads_nothing_at_all(acme: Vault, ben: Ben) -> None:
    ben.begin(0, filename="empty.txt")
    assert stored(acme) == {"empty.txt": b""}


def test_foreign_client_of_a_reader_is_refused(acme: Vault, web: str) -> None:
    with pytest.raises(TusCommunicationError):
        Ben(acme, web, "rae").uploader(CONTENT, "survey.bin").upload()
    with acme.inside():
        assert Upload.objects.count() == 0


def test_options_tell_what_the_server_can_do(ben: Ben) -> None:
    answer = ben.ask("OPTIONS", "/files/uploads/")
    told = {name: answer.headers[f"Tus-{name}"] for name in ("Version", "Extension")}
    assert told == {"Version": "1.0.0", "Extension": "creation,checksum,expiration,termination"}
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert int(answer.headers["Tus-Max-Size"]) == 2048 * 1024 * 1024


def test_head_tells_offset_length_and_end(ben: Ben) -> None:
    at = ben.begin(10, filename="a.txt")
    assert ben.send(at, 0, b"hull").headers["Upload-Offset"] == "4"
    answer = ben.ask("HEAD", at)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert (answer.headers["Upload-Offset"], answer.headers["Upload-Length"]) == ("4", "10")
    assert answer.headers["Upload-Expires"].endswith("GMT")
    assert answer.headers["Tus-Resumable"] == "1.0.0"


def test_wrong_requests_are_named_and_keep_nothing(acme: Vault, ben: Ben) -> None:
    at = ben.begin(10, filename="a.txt")
    sha = "sha256 " + base64.b64encode(hashlib.sha256(b"other").digest()).decode()
    answers = [
        ben.send(at, 5, b"hull"),
        ben.send(at, 0, b"x" * 11),
        ben.send(at, 0, b"hull", Upload_Checksum=sha),
        ben.send(at, 0, b"hull", Upload_Checksum="md4 AAAA"),
        ben.send(at, 0, b"hull", Content_Type="text/plain"),
        ben.send(at, 0, b"hull", Upload_Offset="-1"),
        ben.ask("HEAD", at, Tus_Resumable="0.2.2"),
        ben.ask("POST", "/files/uploads/"),
        ben.ask("POST", "/files/uploads/", Upload_Length="1", Upload_Metadata="filename ###"),
        ben.ask("POST", "/files/uploads/", Upload_Length=str(3 * 1024**3)),
        ben.ask("GET", at),
    ]
    assert [answer.status_code for answer in answers] == [
        409, 413, 460, 400, 415, 400, 412, 400, 400, 413, 405,
    ]  # fmt: skip
    with acme.inside():
        assert (Piece.objects.count(), Upload.objects.count()) == (0, 1)
    assert storage.names(acme.schema) == []


def test_delete_ends_an_upload(acme: Vault, ben: Ben) -> None:
    at = ben.begin(10, filename="a.txt")
    ben.send(at, 0, b"hull")
    assert ben.ask("DELETE", at).status_code == 204
    assert ben.ask("HEAD", at).status_code == 404
    assert storage.names(acme.schema) == []


def test_upload_is_its_own_persons_alone(acme: Vault, cygnus: Vault, web: str, ben: Ben) -> None:
    at = ben.begin(10, filename="a.txt")
    others = [Ben(acme, web, "ada"), Ben(cygnus, web, "cy")]
    assert [one.ask("HEAD", at).status_code for one in others] == [404, 404]
    assert [one.send(at, 0, b"hull").status_code for one in others] == [404, 404]
    assert [one.ask("DELETE", at).status_code for one in others] == [404, 404]
    assert ben.ask("HEAD", at).status_code == 200


def test_begin_asks_where_the_name_is_taken(acme: Vault, ben: Ben) -> None:
    ben.send(ben.begin(3, filename="a.txt"), 0, b"one")
    pairs = {"filename": "A.txt", "taken": "ask"}
    metadata = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in pairs.items())
    answer = ben.ask("POST", "/files/uploads/", Upload_Length="3", Upload_Metadata=metadata)
    assert answer.status_code == 409
    ben.send(ben.begin(3, filename="A.txt", taken="version"), 0, b"two")
    assert stored(acme) == {"a.txt": b"two"}


def test_answer_that_was_lost_is_told_again(acme: Vault, ben: Ben) -> None:
    at = ben.begin(4, filename="a.txt")
    page = ben.send(at, 0, b"hull").headers["Content-Location"]
    again = ben.ask("HEAD", at)
    assert (again.headers["Upload-Offset"], again.headers["Content-Location"]) == ("4", page)
    assert ben.send(at, 4, b"").status_code == 409
    assert stored(acme) == {"a.txt": b"hull"}


def test_piece_that_breaks_off_counts_as_far_as_it_came(acme: Vault, ben: Ben, web: str) -> None:
    at = ben.begin(2_000_000, filename="a.bin")
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    lines = [f"PATCH {at} HTTP/1.1", *(f"{key}: {value}" for key, value in ben.headers.items())]
    lines += ["Tus-Resumable: 1.0.0", "Content-Type: application/offset+octet-stream"]
    lines += ["Upload-Offset: 0", "Content-Length: 2000000", "", ""]
    plain = socket.create_connection(("127.0.0.1", int(web)))
    with context.wrap_socket(plain, server_hostname="127.0.0.1") as line:
        line.sendall("\r\n".join(lines).encode() + CONTENT[:700_000])
        time.sleep(0.5)
    offset = 0
    for _ in range(50):
        offset = int(ben.ask("HEAD", at).headers["Upload-Offset"])
        if offset:
            break
        time.sleep(0.1)
    assert 0 < offset <= 700_000
    assert ben.send(at, offset, CONTENT[offset:2_000_000]).status_code == 204
    assert stored(acme) == {"a.bin": CONTENT[:2_000_000]}

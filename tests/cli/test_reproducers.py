"""The script beside a failing case shows the failure without inquest: run against the server that
failed, it gets the status and the body that the case got.

By default for some faults of every family; for all of them with INQUEST_ALL_REPRODUCERS=1.
"""
import base64
import json
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import PASSWORD, PROGRAM, USER, needs

SOME = ["cacerts-status-201", "cacerts-media-type-text-plain", "enroll-status-201", "enroll-with-any-signature",
        "enroll-without-authentication", "enroll-with-any-client-certificate", "refusal-401-without-challenge",
        "header-line-ends-in-lf", "tls-1.1-accepted", "tls-null-suites-accepted", "issued-key-is-another",
        "issued-with-whatever-was-asked"]


def every_fault():
    """Of the server, with a requirement that it breaks."""
    listed = subprocess.run([PROGRAM, "faults"], capture_output=True, text=True, check=True).stdout
    return [line.split()[0] for line in listed.splitlines()
            if re.match(r"\S+\s+server\s", line) and re.search(r"\bRFC\d+-", line)]


def messages(octets):
    """The HTTP responses in a stream: status and body of each."""
    found = []
    while octets.startswith(b"HTTP/1."):
        status = int(octets[9:12])
        head, _, rest = octets.partition(b"\r\n\r\n")
        if b"\n\n" in head:
            head, _, rest = octets.partition(b"\n\n")
        length = re.search(rb"(?im)^content-length:\s*(\d+)", head)
        size = len(rest)
        if status in (100, 204, 304):
            size = 0
        elif length and not re.search(rb"(?im)^transfer-encoding:", head):
            size = min(int(length.group(1)), len(rest))
        found.append((status, essence(rest[:size])))
        octets = rest[size:]
    return found


def essence(body):
    """A body without what is new in every certificate: whom the certificates name, where there are
    some; else the text, its long base64 left out."""
    try:
        der = base64.b64decode(body, validate=False)
    except ValueError:
        der = b""
    if der[:1] == b"\x30":
        read = subprocess.run(["openssl", "pkcs7", "-inform", "DER", "-print_certs", "-noout"], input=der,
                              capture_output=True)
        if read.returncode == 0:
            return sorted(line for line in read.stdout.decode().splitlines() if line.startswith("subject"))
    return re.sub(rb"[A-Za-z0-9+/=\r\n]{40,}", b"#", body.strip())


def seen_by(case):
    """What the case was answered, connection by connection."""
    answers = []
    for connection in case["evidence"]["connections"]:
        received = b"".join(base64.b64decode(transfer["bytes_base64"])
                            for transfer in connection["transfers"] if not transfer["sent"])
        spoke = any(transfer["sent"] for transfer in connection["transfers"])
        came_about = bool(connection["tls_version"])
        answers.append(messages(received) if spoke else came_about)
    return answers


def shown_by(script, folder, wait):
    """What the script is answered, connection by connection."""
    file = folder / "again.sh"
    file.write_text(script)
    done = subprocess.run(["sh", file], capture_output=True, timeout=120, cwd=folder,
                          env={"PATH": os.environ["PATH"], "WAIT": str(wait), "TMPDIR": str(folder)})
    answers = []
    for part in re.split(rb"(?m)^== connection .*\n", done.stdout)[1:]:
        if b"the handshake " in part[:40]:
            answers.append(b"came about" in part)
        else:
            answers.append(messages(part.removesuffix(b"\n")))
    return answers


def agrees(case, folder):
    """Nothing, or how the script and the case differ; on a machine that is busy the script is given
    more time."""
    folder.mkdir()
    expected = seen_by(case)
    for wait in (1, 6):
        shown = shown_by(case["evidence"]["reproducer"], folder, wait)
        if shown == expected:
            return None
    return f"{case['id']}: the case saw {expected}, its script shows {shown}"


@pytest.mark.parametrize("fault", every_fault() if os.environ.get("INQUEST_ALL_REPRODUCERS") == "1" else SOME)
def test_the_script_shows_what_the_case_saw(inquest, serve, tmp_path, fault):
    needs("openssl")
    server = serve("--fault", fault, "--label", "other")
    inquest("test", "server", "--url", server.url, "--trust", server.trust, "--user", USER, "--password",
            PASSWORD, "--select", f"fault:{fault}", "--seed", "5", "--show-secrets", "--json", "run.json")
    failing = [case for case in json.loads((tmp_path / "run.json").read_text())["cases"]
               if case["verdict"] in ("fail", "warning")]
    if not failing:
        pytest.skip("shows itself only under another policy of the server")
    with ThreadPoolExecutor(8) as pool:
        differences = list(pool.map(lambda each: agrees(each[1], tmp_path / f"script-{each[0]}"),
                                    enumerate(failing[:6])))
    assert not [difference for difference in differences if difference]

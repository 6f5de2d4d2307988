"""Peers that are away, silent, rude or endless: the run keeps its deadlines and comes to its end."""
import json
import socket
import ssl
import struct
import subprocess
import threading
import time

import pytest

FELL_SHORT, HARNESS_FAILED = 1, 3
CASES = ("--select", "rfc7030.4.1*", "--timeout", "1")


class Peer:
    """Accepts on a port of its own, and does the same to everybody, until the test is over."""

    def __init__(self, serve):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"https://127.0.0.1:{self.socket.getsockname()[1]}"
        self.serve = serve
        self.kept = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.kept.append(connection)
            threading.Thread(target=self.guarded, args=(connection,), daemon=True).start()

    def guarded(self, connection):
        try:
            self.serve(connection)
        except OSError:
            pass

    def close(self):
        self.socket.close()
        for connection in self.kept:
            connection.close()


@pytest.fixture
def peer():
    peers = []

    def start(serve):
        peers.append(Peer(serve))
        return peers[-1]

    yield start
    for each in peers:
        each.close()


@pytest.fixture
def certificate(tmp_path):
    """A self-signed server certificate and its key, in one file."""
    file = tmp_path / "server.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-keyout", file, "-out", tmp_path / "certificate.pem", "-subj", "/CN=peer",
                    "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    file.write_text(file.read_text() + (tmp_path / "certificate.pem").read_text())
    return file


def outcome_of(inquest, tmp_path, url, *options):
    """Exit status, console text, the cases, and how long it took."""
    begun = time.monotonic()
    done = inquest("test", "server", "--url", url, *CASES, *options, "--json", "run.json")
    took = time.monotonic() - begun
    run = json.loads((tmp_path / "run.json").read_text())
    assert run["complete"]
    return done.returncode, done.stdout + done.stderr, run["cases"], took


def test_a_peer_that_hangs_after_accepting(inquest, peer, tmp_path):
    silent = peer(lambda connection: None)
    status, text, cases, took = outcome_of(inquest, tmp_path, silent.url)
    assert status == HARNESS_FAILED
    assert "error" in {case["verdict"] for case in cases} <= {"error", "skipped"}
    assert len(cases) > 5 and took < 30
    assert text.count("cannot be reached") == 1, text


def test_a_peer_that_resets_within_the_handshake(inquest, peer, tmp_path):
    def reset(connection):
        connection.recv(16)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    rude = peer(reset)
    status, text, cases, took = outcome_of(inquest, tmp_path, rude.url)
    assert status == HARNESS_FAILED
    assert "error" in {case["verdict"] for case in cases} <= {"error", "skipped"}
    assert len(cases) > 5 and took < 30
    assert "reset" in text


def test_a_peer_whose_certificate_nobody_knows(inquest, peer, certificate, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    stranger = peer(lambda connection: context.wrap_socket(connection, server_side=True))
    status, text, cases, took = outcome_of(inquest, tmp_path, stranger.url)
    assert status == HARNESS_FAILED
    assert "error" in {case["verdict"] for case in cases} <= {"error", "skipped"}
    assert "certificate was not accepted" in " ".join(text.split())
    assert took < 30


def test_a_peer_that_answers_with_100_megabytes(inquest, peer, certificate, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    length = 100 << 20

    def flood(connection):
        with context.wrap_socket(connection, server_side=True) as tls:
            while tls.recv(65536):
                tls.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/pkcs7-mime\r\n"
                            + b"Content-Length: %d\r\n\r\n" % length)
                for _ in range(length // 65536):
                    tls.sendall(b"A" * 65536)

    endless = peer(flood)
    status, text, cases, took = outcome_of(inquest, tmp_path, endless.url, "--trust",
                                       tmp_path / "certificate.pem", "--jobs", "2")
    assert status in (FELL_SHORT, HARNESS_FAILED)
    assert "pass" not in {case["verdict"] for case in cases}
    assert len(cases) > 5 and took < 60
    assert "the body exceeds the limit" in " ".join(text.split())


def test_a_peer_that_dies_is_found_once_with_the_last_bytes(inquest, peer, certificate, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def serve_until_tls_1_2(connection):
        with context.wrap_socket(connection, server_side=True) as tls:
            while tls.recv(65536):
                if tls.version() == "TLSv1.2":  # not the look before the run
                    mortal.socket.shutdown(socket.SHUT_RDWR)
                    return mortal.close()
                tls.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

    mortal = peer(serve_until_tls_1_2)
    status, text, cases, took = outcome_of(inquest, tmp_path, mortal.url, "--trust",
                                           tmp_path / "certificate.pem", "--jobs", "1")
    assert status == FELL_SHORT
    died = [case for case in cases
            if any(check["requirement"] == "peer-stays-alive" for check in case["checks"])]
    assert len(died) == 1
    assert "GET /.well-known/est/cacerts" in died[0]["reason"]
    assert "has not come back" in " ".join(text.split())
    assert took < 30

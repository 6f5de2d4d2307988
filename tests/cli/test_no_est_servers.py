"""Servers that are hardly EST servers: the report says so first, and praises them for nothing."""
import base64
import datetime
import http.server
import ipaddress
import json
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

FELL_SHORT, HARNESS_FAILED = 1, 3


class Authority:
    """A CA that certifies whatever it is shown, and whoever shows it."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "anything goes")])
        self.certificate = self.certify(self.name, self.key.public_key(), ca=True)

    def certify(self, subject, public_key, ca=False, names=()):
        now = datetime.datetime.utcnow()
        builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(self.name)
                   .public_key(public_key).serial_number(x509.random_serial_number())
                   .not_valid_before(now - datetime.timedelta(minutes=5))
                   .not_valid_after(now + datetime.timedelta(days=1))
                   .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
                   .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
                   .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
                                  critical=False))
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def certs_only(self, certificate):
        return base64.encodebytes(
            pkcs7.serialize_certificates([certificate], serialization.Encoding.DER))

    def grant(self, body):
        """A certificate for a CSR; for what is none, one for nobody in particular."""
        try:
            request = x509.load_der_x509_csr(base64.b64decode(body))
            return self.certify(request.subject, request.public_key())
        except Exception:
            return self.certify(self.name, ec.generate_private_key(ec.SECP256R1()).public_key())


def refuse(handler, authority):
    handler.answer(403, "text/plain", b"Go away.\n")


def accept(handler, authority):
    if handler.path.endswith("/cacerts"):
        granted = authority.certificate
    else:
        granted = authority.grant(handler.body())
    handler.answer(200, "application/pkcs7-mime; smime-type=certs-only", authority.certs_only(granted))


def say_nothing(handler, authority):
    handler.body()
    handler.answer(200, "application/pkcs7-mime; smime-type=certs-only", b"")


def browse(handler, authority):
    page = b"<!DOCTYPE html><title>404 Not Found</title><h1>Not Found</h1>\n"
    handler.answer(404, "text/html", page)


@pytest.fixture
def serve_badly(tmp_path):
    started = []

    def start(behave):
        authority = Authority()
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = authority.certify(
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server")]), key.public_key(),
            names=[x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        (tmp_path / "ca.pem").write_bytes(
            authority.certificate.public_bytes(serialization.Encoding.PEM))
        (tmp_path / "server.pem").write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                              serialization.NoEncryption())
            + certificate.public_bytes(serialization.Encoding.PEM))

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 5

            def body(self):
                try:
                    return self.rfile.read(int(self.headers.get("Content-Length") or 0))
                except ValueError:
                    return b""

            def answer(self, status, media_type, body):
                self.send_response(status)
                self.send_header("Content-Type", media_type)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(body)
                self.close_connection = True

            def do_GET(self):
                behave(self, authority)

            def do_POST(self):
                behave(self, authority)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, *_):
                pass  # handshakes that fail, as some have to

        server = Server(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(tmp_path / "server.pem")
        context.load_verify_locations(tmp_path / "ca.pem")
        context.verify_mode = ssl.CERT_OPTIONAL
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        started.append(server)
        return f"https://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


def outcome_of(inquest, tmp_path, url):
    done = inquest("test", "server", "--url", url, "--trust", "ca.pem", "--user", "est", "--password",
                   "secret", "--select", "rfc2986.*,rfc7030.*,rfc8951.*,security.*", "--timeout", "5",
                   "--json", "run.json")
    run = json.loads((tmp_path / "run.json").read_text())
    verdicts = {}
    for case in run["cases"]:
        verdicts.setdefault(case["verdict"], []).append(case)
    return done, verdicts


def refusals_praised(verdicts):
    """Passed cases that judged a refusal or a decision: a server that treats all alike deserves none,
    but where TLS had refused the connection."""
    return [case["id"] for case in verdicts.get("pass", [])
            if any(check["what"] in ("whether the request was refused", "how the request was decided",
                                     "what came of a request to be a CA")
                   and "tls alert" not in check["actual"] and " 501 " not in f" {check['actual']}"
                   for check in case["checks"])]


def broken(verdicts, verdict="fail"):
    return {check["requirement"] for case in verdicts.get(verdict, []) for check in case["checks"]
            if check["outcome"] == verdict}


def first_of_all(done):
    """The root cause, which comes before anything else."""
    head, _, rest = done.stdout.partition("\nFirst of all\n")
    assert rest and len(head.splitlines()) < 3, done.stdout[:2000]
    return " ".join(rest.split("\n\n")[0].split())


def test_a_server_that_refuses_everything(inquest, serve_badly, tmp_path):
    done, verdicts = outcome_of(inquest, tmp_path, serve_badly(refuse))
    # Whether it is its fault or that of the credentials, nobody knows.
    assert done.returncode == HARNESS_FAILED
    assert refusals_praised(verdicts) == []
    assert "Nearly every request was answered 403" in first_of_all(done)
    # That /cacerts should be open to all is what can be said of it, and no more.
    assert broken(verdicts) == set()
    assert broken(verdicts, "warning") == {"RFC7030-4.1.2-04"}
    assert len(done.stdout.splitlines()) < 250


def test_a_server_that_accepts_everything(inquest, serve_badly, tmp_path):
    done, verdicts = outcome_of(inquest, tmp_path, serve_badly(accept))
    assert done.returncode == FELL_SHORT
    assert "Nearly nothing was refused that had to be" in first_of_all(done)
    # Nobody was authenticated, and no signature verified.
    assert {"RFC7030-4.2-07", "RFC7030-4.2.1-02", "RFC7030-4.2.2-03"} <= broken(verdicts)
    assert len(done.stdout.splitlines()) < 700


def test_a_server_that_says_200_and_nothing(inquest, serve_badly, tmp_path):
    done, verdicts = outcome_of(inquest, tmp_path, serve_badly(say_nothing))
    assert done.returncode == FELL_SHORT
    assert refusals_praised(verdicts) == []
    assert "Nearly every request was answered 200 without a body" in first_of_all(done)
    assert {"RFC7030-4.1.3-01", "RFC7030-4.2.3-02", "RFC8951-3-01"} <= broken(verdicts)
    # Where there is no certificate, nothing is wrong with it.
    assert not any(requirement.startswith("RFC5280") for requirement in broken(verdicts))
    assert len(done.stdout.splitlines()) < 400


def test_an_ordinary_web_server(inquest, serve_badly, tmp_path):
    done, verdicts = outcome_of(inquest, tmp_path, serve_badly(browse))
    assert done.returncode == FELL_SHORT
    assert refusals_praised(verdicts) == []
    assert "Nearly every request was answered 404" in first_of_all(done)
    assert {"RFC7030-4.1.2-02", "RFC7030-4.2-03"} <= broken(verdicts)
    # A page that says "not found" is no answer of EST whose form could be wrong.
    assert not any(requirement.startswith("RFC8951") for requirement in broken(verdicts))
    assert len(done.stdout.splitlines()) < 350

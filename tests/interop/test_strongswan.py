"""strongSwan's pki as an EST client: nobody here wrote it, and docs/clients.md says what it needs."""
import subprocess

import pytest
from conftest import PASSWORD, USER, needs
from cryptography import x509
from cryptography.hazmat.primitives import serialization


@pytest.fixture
def pki(tmp_path):
    program = needs("pki")

    def run(*arguments, output=None):
        done = subprocess.run([program, *map(str, arguments)], cwd=tmp_path, timeout=60, capture_output=True)
        if done.returncode == 0 and output:
            (tmp_path / output).write_bytes(done.stdout)
        done.said = done.stderr.decode(errors="replace")
        return done

    return run


def request(pki, name, kind="ecdsa"):
    size = {"ecdsa": "256", "rsa": "2048"}[kind]
    assert pki("--gen", "--type", kind, "--size", size, "--outform", "pem", output=f"{name}-key.pem").returncode == 0
    made = pki("--req", "--in", f"{name}-key.pem", "--type", kind, "--dn", f"CN={name}", "--san",
               f"{name}.example", "--outform", "pem", output=f"{name}-request.pem")
    assert made.returncode == 0, made.said


def enroll(pki, server, name, *credentials):
    return pki("--est", "--url", server.url, "--in", f"{name}-request.pem", "--cacert", server.trust,
               "--cacert", server.trust.with_name("issuing.pem"), *credentials, "--outform", "pem",
               output=f"{name}.pem")


def assert_belongs(folder, name):
    certificate = x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes())
    key = serialization.load_pem_private_key((folder / f"{name}-key.pem").read_bytes(), None)
    assert certificate.public_key().public_numbers() == key.public_key().public_numbers()
    assert certificate.subject.rfc4514_string() == f"CN={name}"


PASSWORD_ENTRY = ("--userpass", f"{USER}:{PASSWORD}")


@pytest.mark.parametrize("ca_key", ["ec-p256", "rsa-2048", "ed25519"])
def test_pki_estca_trusts_the_ca_certificates_that_it_gets(serve, pki, tmp_path, ca_key):
    server = serve("--base64", "single-line", "--key", ca_key, "--ca-key", ca_key)
    done = pki("--estca", "--url", server.url, "--cacert", server.trust, "--caout", "ca", "--outform", "pem")
    assert done.returncode == 0, done.said
    root = x509.load_pem_x509_certificate((tmp_path / "ca.pem").read_bytes())
    assert root == x509.load_pem_x509_certificate(server.trust.read_bytes())


@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
def test_pki_est_enrolls_and_renews(serve, pki, tmp_path, kind):
    server = serve("--base64", "single-line")
    request(pki, "device", kind)
    done = enroll(pki, server, "device", *PASSWORD_ENTRY)
    assert done.returncode == 0, done.said
    assert "Issued certificate is trusted" in done.said
    assert_belongs(tmp_path, "device")

    for file in ("device.pem", "device-key.pem"):
        (tmp_path / file).rename(tmp_path / ("old-" + file))
    request(pki, "device", kind)
    done = enroll(pki, server, "device", "--cert", "old-device.pem", "--key", "old-device-key.pem")
    assert done.returncode == 0, done.said
    assert_belongs(tmp_path, "device")
    status, log = server.stop()
    assert status == 0
    assert "/simplereenroll 200 client=CN=device" in log


def test_pki_est_is_refused_with_a_wrong_password(serve, pki):
    server = serve("--base64", "single-line")
    request(pki, "device")
    done = enroll(pki, server, "device", "--userpass", f"{USER}:wrong")
    assert done.returncode != 0
    assert "HTTP 401" in done.said


@pytest.mark.parametrize("layout", ["lf-64", "crlf-76"])
def test_pki_5_9_cannot_read_base64_with_line_breaks(serve, pki, layout):
    """A defect of the client that docs/clients.md tells of. When this fails, the page is out of date."""
    server = serve("--base64", layout)
    done = pki("--estca", "--url", server.url, "--cacert", server.trust, "--caout", "ca")
    assert done.returncode != 0
    _, log = server.stop()
    assert "/cacerts 200" in log


def test_pki_5_9_does_not_speak_tls_1_3(serve, pki):
    """So is this."""
    server = serve("--base64", "single-line", "--tls", "1.3")
    done = pki("--estca", "--url", server.url, "--cacert", server.trust, "--caout", "ca")
    assert done.returncode != 0
    assert "protocol version" in done.said

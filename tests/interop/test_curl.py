"""curl and openssl as an EST client, by the commands of docs/clients.md, in every layout of base64."""
import subprocess

import pytest
from conftest import PASSWORD, USER, needs
from cryptography import x509
from cryptography.hazmat.primitives import serialization

LAYOUTS = ["single-line", "lf-64", "crlf-76"]


@pytest.fixture
def shell(tmp_path):
    """A line of shell, as the page shows it; what it printed."""
    for program in ("curl", "openssl"):
        needs(program)

    def run(line, status=0):
        done = subprocess.run(["bash", "-o", "pipefail", "-c", line], cwd=tmp_path, timeout=60,
                              capture_output=True, text=True)
        assert done.returncode == status, f"{line}\n{done.stdout}{done.stderr}"
        return done.stdout

    return run


def request(shell, name):
    shell(f"openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout {name}-key.pem "
          f"-subj /CN={name} -addext subjectAltName=DNS:{name}.example -outform DER 2>{name}.log "
          f"| openssl base64 > {name}.b64")


def enroll(shell, server, operation, name, credentials, more=""):
    shell(f"curl -sS --fail-with-body --cacert {server.trust} {credentials} {more} "
          f"-H 'Content-Type: application/pkcs10' --data-binary @{name}.b64 "
          f"{server.url}/.well-known/est/{operation} "
          f"| base64 -di | openssl pkcs7 -inform DER -print_certs -out {name}.pem")


def assert_belongs(folder, name):
    """Read by another hand than ours: the certificate is for the key and the names asked for."""
    certificate = x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes())
    key = serialization.load_pem_private_key((folder / f"{name}-key.pem").read_bytes(), None)
    assert certificate.public_key().public_numbers() == key.public_key().public_numbers()
    assert certificate.subject.rfc4514_string() == f"CN={name}"
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == [f"{name}.example"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_curl_gets_the_ca_certificates_and_enrolls(serve, shell, tmp_path, layout):
    server = serve("--base64", layout)
    shell(f"curl -sS --fail --cacert {server.trust} {server.url}/.well-known/est/cacerts "
          "| base64 -di | openssl pkcs7 -inform DER -print_certs -out ca.pem")
    request(shell, "device")
    enroll(shell, server, "simpleenroll", "device", f"-u '{USER}:{PASSWORD}'")
    assert_belongs(tmp_path, "device")
    shell("openssl verify -CAfile ca.pem device.pem")


@pytest.mark.parametrize("version", ["--tls-max 1.2", "--tlsv1.3"])
def test_curl_renews_with_its_certificate(serve, shell, tmp_path, version):
    server = serve()
    request(shell, "device")
    enroll(shell, server, "simpleenroll", "device", f"-u '{USER}:{PASSWORD}'", version)
    shell("mv device.pem old.pem; mv device-key.pem old-key.pem")
    request(shell, "device")
    enroll(shell, server, "simplereenroll", "device", "--cert old.pem --key old-key.pem", version)
    assert_belongs(tmp_path, "device")


def test_curl_enrolls_at_a_label(serve, shell, tmp_path):
    server = serve("--label", "factory")
    request(shell, "device")
    enroll(shell, server, "simpleenroll", "device", f"-u '{USER}:{PASSWORD}'")
    enroll(shell, server, "factory/simpleenroll", "device", f"-u '{USER}:{PASSWORD}'")
    assert_belongs(tmp_path, "device")


def test_curl_is_asked_for_its_password(serve, shell):
    server = serve()
    request(shell, "device")
    head = shell(f"curl -sS -o answer -D - --cacert {server.trust} -H 'Content-Type: application/pkcs10' "
                 f"--data-binary @device.b64 {server.url}/.well-known/est/simpleenroll")
    assert head.startswith("HTTP/1.1 401 ")
    assert "\nwww-authenticate: basic " in head.lower()


def test_curl_does_not_know_the_server_without_its_anchor(serve, shell):
    server = serve()
    shell(f"curl -sS {server.url}/.well-known/est/cacerts", status=60)


@pytest.mark.parametrize("algorithm", ["digest", "digest-md5"])
def test_curl_enrolls_by_digest(serve, shell, tmp_path, algorithm):
    server = serve("--auth", algorithm)
    request(shell, "device")
    enroll(shell, server, "simpleenroll", "device", f"--digest -u '{USER}:{PASSWORD}'")
    assert_belongs(tmp_path, "device")


def test_curl_enrolls_by_tls_srp(serve, shell, tmp_path):
    if "TLS-SRP" not in shell("curl --version"):
        pytest.skip("this curl does not speak TLS-SRP")
    (tmp_path / "srp").write_text("srp secret\n")
    server = serve("--srp-user", "device", "--srp-password-file", tmp_path / "srp")
    request(shell, "device")
    # Without certificates there is none to verify, and TLS 1.3 has no SRP: curl wants to be told so.
    enroll(shell, server, "simpleenroll", "device",
           "--insecure --tls-max 1.2 --tlsauthtype SRP --tlsuser device --tlspassword 'srp secret'")
    assert_belongs(tmp_path, "device")


def test_curl_gets_a_key_that_the_server_made(serve, shell, tmp_path):
    server = serve("--generated-key", "rsa-2048")
    request(shell, "device")
    shell(f"curl -sS --fail --cacert {server.trust} -u '{USER}:{PASSWORD}' "
          "-H 'Content-Type: application/pkcs10' --data-binary @device.b64 "
          f"{server.url}/.well-known/est/serverkeygen > answer")
    answer = (tmp_path / "answer").read_bytes()
    boundary = answer.split(b"\r\n", 1)[0]
    parts = [part.partition(b"\r\n\r\n") for part in answer.split(boundary)[1:-1]]
    assert [b"application/pkcs8" in head for head, _, _ in parts] == [True, False]
    for name, (_, _, body) in zip(("key", "certificate"), parts):
        (tmp_path / f"{name}.b64").write_bytes(body)
    shell("base64 -di key.b64 | openssl pkcs8 -inform DER -nocrypt -out device-key.pem")
    shell("base64 -di certificate.b64 | openssl pkcs7 -inform DER -print_certs -out device.pem")
    assert_belongs(tmp_path, "device")

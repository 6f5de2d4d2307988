"""The reference peers by their command lines, each option of one against its partner at the other."""
import re

import pytest

from conftest import PASSWORD, USER


@pytest.fixture
def client(inquest, tmp_path):
    """client(server, "enroll", ...): with the server's anchor and the user's password."""
    (tmp_path / "password").write_text(PASSWORD + "\n")

    def run(server, operation, *options, password=True):
        who = ["--user", USER, "--password-file", "password"] if password else []
        return inquest("client", operation, "--url", server.url, "--trust", server.trust, *who,
                       *options)

    return run


def ca_of(server):
    return server.trust.parent


def serial_of(certificate):
    from cryptography import x509

    serial = x509.load_pem_x509_certificate(certificate.read_bytes()).serial_number
    text = f"{serial:x}"
    return text if len(text) % 2 == 0 else "0" + text


@pytest.mark.parametrize("command", [("server",), ("client",), *[("client", operation) for operation in (
    "cacerts", "enroll", "reenroll", "serverkeygen", "fullcmc")]], ids=" ".join)
def test_help_teaches_by_examples(inquest, command):
    done = inquest(*command, "--help")
    assert done.returncode == 0
    assert "Examples" in done.stdout
    assert f"inquest {' '.join(command)}" in done.stdout


def test_a_one_time_password_is_good_once(serve, client, inquest, tmp_path):
    server = serve("--otp", "required")
    given = inquest("ca", "otp", "--dir", ca_of(server), "--subject", "CN=device")
    assert given.returncode == 0
    (tmp_path / "otp").write_text(given.stdout)

    without = client(server, "enroll", "--subject", "CN=device")
    assert (without.returncode, "one-time password is required" in without.stderr) == (1, True)
    asked = client(server, "enroll", "--subject", "CN=device", "--obey")
    assert "the server asks for a one-time password" in asked.stderr
    another = client(server, "enroll", "--subject", "CN=another", "--otp-file", "otp")
    assert (another.returncode, "is not valid" in another.stderr) == (1, True)
    assert client(server, "enroll", "--subject", "CN=device", "--otp-file", "otp").returncode == 0
    again = client(server, "enroll", "--subject", "CN=device", "--otp-file", "otp")
    assert (again.returncode, "is not valid" in again.stderr) == (1, True)
    kept = list((ca_of(server) / "one-time-passwords").iterdir())
    assert [file.suffix for file in kept] == [".used"]


def test_a_revocation_challenge_revokes_its_certificate(serve, client, inquest, tmp_path):
    server = serve("--revocation-challenge")
    (tmp_path / "challenge").write_text("take it back\n")
    (tmp_path / "guess").write_text("take it\n")
    assert client(server, "enroll", "--subject", "CN=device", "--obey", "--revocation-challenge-file",
                  "challenge", "--out", "device").returncode == 0
    serial = serial_of(tmp_path / "device.pem")
    renew = ("reenroll", "--cert", "device.pem", "--key", "device-key.pem", "--out", "next")
    assert client(server, *renew, password=False).returncode == 0
    wrong = inquest("ca", "revoke", serial, "--dir", ca_of(server), "--challenge-file", "guess")
    assert (wrong.returncode, "is not the revocation challenge" in wrong.stderr) == (1, True)
    assert client(server, *renew, password=False).returncode == 0
    assert inquest("ca", "revoke", serial, "--dir", ca_of(server), "--challenge-file",
                   "challenge").returncode == 0
    refused = client(server, *renew, password=False)
    assert (refused.returncode, "revoked" in refused.stderr) == (1, True)


@pytest.mark.parametrize("operation", ["enroll", "serverkeygen", "fullcmc"])
def test_what_is_put_off_is_waited_for(serve, client, operation):
    server = serve("--approve-after", "2", "--retry-after", "0")
    assert client(server, operation, "--subject", "CN=impatient").returncode == 1
    done = client(server, operation, "--subject", "CN=device", "--wait", "5")
    assert done.returncode == 0, done.stderr
    assert "put off; asking again" in done.stderr


def test_a_person_approves_what_full_cmc_asks_for(serve, client, inquest):
    server = serve("--manual-approval")
    assert client(server, "fullcmc", "--subject", "CN=device").returncode == 1
    listed = inquest("ca", "waiting", "--dir", ca_of(server)).stdout
    assert re.fullmatch(r"[0-9a-f]{16}  waiting  CN=device\n", listed), listed


def test_keys_come_encrypted_by_a_key_that_both_have(serve, client, tmp_path):
    (tmp_path / "shared").write_bytes(bytes(range(32)))
    server = serve("--shared-key", f"0a0b:{tmp_path / 'shared'}", "--key-must-be-encrypted",
                   "--generated-key", "rsa-2048")
    plain = client(server, "serverkeygen", "--subject", "CN=device")
    assert (plain.returncode, "delivered encrypted" in plain.stderr) == (1, True)
    done = client(server, "serverkeygen", "--subject", "CN=device", "--shared-key", "0a0b:shared")
    assert done.returncode == 0, done.stderr
    assert client(server, "serverkeygen", "--subject", "CN=device", "--shared-key",
                  "0c0d:shared").returncode == 1


def test_one_operation_is_served_elsewhere(serve, client, inquest, tmp_path):
    there = serve()
    here = serve("--redirect-to", f"simpleenroll={there.url}", "--redirect-status", "308")
    assert client(here, "cacerts").returncode == 0
    (tmp_path / "both.pem").write_bytes(here.trust.read_bytes() + there.trust.read_bytes())
    told = client(here, "enroll", "--subject", "CN=device")
    assert (told.returncode, "wants your consent" in told.stderr) == (1, True)
    done = inquest("client", "enroll", "--url", here.url, "--trust", "both.pem", "--user", USER,
                   "--password-file", "password", "--subject", "CN=device", "--go-elsewhere")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("option, said", [
    (("--redirect-to", "http://est.example"), "neither https://"),
    (("--redirect-to", "tea=https://est.example"), "no operation 'tea'"),
    (("--without", "tea"), "no operation 'tea'"),
    (("--label", "cacerts"), "name of an operation"),
    (("--shared-key", "xyz"), "--shared-key wants ID:FILE"),
], ids=lambda value: value[-1] if isinstance(value, tuple) else "")
def test_what_cannot_be_is_wrong_usage(inquest, option, said):
    done = inquest("server", "--listen", "127.0.0.1:0", *option)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_server_without_time_says_when_to_come_back(serve, client):
    server = serve("--unavailable", "120", "--retry-after-date")
    done = client(server, "enroll", "--subject", "CN=device")
    assert done.returncode == 1
    assert "503 Service Unavailable" in done.stderr
    assert re.search(r"try again in 1[12]\d seconds", done.stderr), done.stderr


def test_users_enrol_for_their_own_names(serve, client, tmp_path):
    (tmp_path / "users").write_text("device-1:one\n\ndevice-2:two:with:colons\n")
    server = serve("--own-name-only", "--users-file", tmp_path / "users", "--auth", "digest,basic")
    (tmp_path / "two").write_text("two:with:colons\n")
    as_two = ("--user", "device-2", "--password-file", "two")
    assert client(server, "enroll", *as_two, password=False).returncode == 0
    refused = client(server, "enroll", *as_two, "--subject", "CN=device-1", password=False)
    assert (refused.returncode, "own name" in refused.stderr) == (1, True)


def test_both_are_required(serve, client, tmp_path):
    first = serve()
    assert client(first, "enroll", "--subject", "CN=device", "--out", "device").returncode == 0
    with (tmp_path / "device.pem").open("a") as chain:
        chain.write(client(first, "cacerts").stdout)
    both = serve("--require-both", "--client-trust", first.trust)
    certificate = ("--cert", "device.pem", "--key", "device-key.pem")
    ask = ("enroll", "--subject", "CN=device")
    assert client(both, *ask).returncode == 1
    assert client(both, *ask, *certificate, password=False).returncode == 1
    assert client(both, *ask, *certificate).returncode == 0


def test_further_kinds_of_keys_and_signatures(serve, client):
    server = serve("--key", "rsa-2048", "--ca-key", "ec-p384")
    for options in (("--key-kind", "rsa-2048", "--pss"), ("--key-kind", "ed448")):
        for operation in ("enroll", "fullcmc"):
            done = client(server, operation, "--subject", "CN=device", *options)
            assert done.returncode == 0, done.stderr

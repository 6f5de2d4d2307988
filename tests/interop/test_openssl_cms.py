"""openssl cms and curl where EST speaks CMS in earnest: full CMC, and keys that the server encrypts."""
import subprocess

import pytest
from conftest import PASSWORD, USER, needs
from cryptography import x509
from cryptography.hazmat.primitives import serialization

CREDENTIALS = f"-u '{USER}:{PASSWORD}'"

PKI_DATA, PKI_RESPONSE = "1.3.6.1.5.5.7.12.2", "1.3.6.1.5.5.7.12.3"
STATUS_INFO_V2, TRANSACTION_ID, SENDER_NONCE, RECIPIENT_NONCE = (
    "1.3.6.1.5.5.7.7.25", "1.3.6.1.5.5.7.7.5", "1.3.6.1.5.5.7.7.6", "1.3.6.1.5.5.7.7.7")
SIGNED_DATA, KEY_PACKAGE = "1.2.840.113549.1.7.2", "2.16.840.1.101.2.1.2.78.5"
DECRYPT_KEY_ID, ASYMMETRIC_DECRYPT_KEY_ID = "1.2.840.113549.1.9.16.2.37", "1.2.840.113549.1.9.16.2.54"
SMIME_CAPABILITIES = "1.2.840.113549.1.9.15"
AES256_CBC, AES256_WRAP = "2.16.840.1.101.3.4.1.42", "2.16.840.1.101.3.4.1.45"


# -- DER, written and read by hand, so that neither side's is trusted --

SEQUENCE, SET, INTEGER, OCTET_STRING = 0x30, 0x31, 0x02, 0x04


def tlv(tag, *contents):
    value = b"".join(contents)
    size = len(value)
    octets = size.to_bytes((size.bit_length() + 7) // 8 or 1, "big")
    length = octets if size < 128 else bytes([0x80 | len(octets)]) + octets
    return bytes([tag]) + length + value


def oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    octets = bytearray([40 * first + second])
    for arc in rest:
        digits = [arc & 0x7F]
        while arc := arc >> 7:
            digits.append(0x80 | (arc & 0x7F))
        octets += bytes(reversed(digits))
    return tlv(0x06, bytes(octets))


def children(der):
    """The elements that stand one after another in `der`, as (tag, contents, all of it)."""
    found = []
    while der:
        size, head = der[1], 2
        if size & 0x80:
            head += size & 0x7F
            size = int.from_bytes(der[2:head], "big")
        found.append((der[0], der[head:head + size], der[:head + size]))
        der = der[head + size:]
    return found


def attribute(kind, *values):
    return tlv(SEQUENCE, oid(kind), tlv(SET, *values))


# -- the device, which is openssl and curl --


@pytest.fixture
def shell(tmp_path):
    for program in ("curl", "openssl"):
        needs(program)

    def run(line, status=0):
        done = subprocess.run(["bash", "-o", "pipefail", "-c", line], cwd=tmp_path, timeout=60,
                              capture_output=True, text=True)
        assert done.returncode == status, f"{line}\n{done.stdout}{done.stderr}"
        return done.stdout

    return run


def new_key(shell, name, kind="EC -pkeyopt ec_paramgen_curve:P-256"):
    shell(f"openssl genpkey -algorithm {kind} -out {name}-key.pem 2>/dev/null")


def certificate_of_its_own(shell, name):
    """Signed by itself, with a subject key identifier to be named by."""
    shell(f"openssl req -x509 -new -key {name}-key.pem -subj /CN={name} -days 2 -out {name}-own.pem")


def request(shell, folder, name, *attributes):
    """PKCS#10 with attributes that `openssl req` cannot write."""
    shell(f"openssl pkey -in {name}-key.pem -pubout -outform DER -out {name}-public.der")
    subject = tlv(SEQUENCE, tlv(SET, tlv(SEQUENCE, oid("2.5.4.3"), tlv(0x0C, name.encode()))))
    info = tlv(SEQUENCE, tlv(INTEGER, b"\0"), subject, (folder / f"{name}-public.der").read_bytes(),
               tlv(0xA0, *sorted(attributes)))
    (folder / f"{name}-info.der").write_bytes(info)
    shell(f"openssl dgst -sha256 -sign {name}-key.pem -out {name}-signature {name}-info.der")
    ecdsa_with_sha256 = tlv(SEQUENCE, oid("1.2.840.10045.4.3.2"))
    signature = tlv(0x03, b"\0", (folder / f"{name}-signature").read_bytes())
    (folder / f"{name}.p10").write_bytes(tlv(SEQUENCE, info, ecdsa_with_sha256, signature))
    shell(f"openssl req -inform DER -in {name}.p10 -verify -noout; openssl base64 -in {name}.p10 -out {name}.b64")


def enroll(shell, server, name):
    shell(f"curl -sS --fail --cacert {server.trust} {CREDENTIALS} -H 'Content-Type: application/pkcs10' "
          f"--data-binary @{name}.b64 {server.url}/.well-known/est/simpleenroll "
          f"| base64 -di | openssl pkcs7 -inform DER -print_certs -out {name}.pem")


def ca_certificates(shell, server):
    shell(f"curl -sS --fail --cacert {server.trust} {server.url}/.well-known/est/cacerts "
          "| base64 -di | openssl pkcs7 -inform DER -print_certs -out ca.pem")


# -- full CMC --


def pki_data(folder, name):
    """RFC 5272 3.2.1: one PKCS#10 request, a transaction identifier and a nonce."""
    def control(number, kind, value):
        return tlv(SEQUENCE, tlv(INTEGER, bytes([number])), oid(kind), tlv(SET, value))

    controls = tlv(SEQUENCE, control(1, TRANSACTION_ID, tlv(INTEGER, b"\x11\x22")),
                   control(2, SENDER_NONCE, tlv(OCTET_STRING, b"a nonce of mine")))
    requests = tlv(SEQUENCE, tlv(0xA0, tlv(INTEGER, b"\x03"), (folder / f"{name}.p10").read_bytes()))
    return tlv(SEQUENCE, controls, requests, tlv(SEQUENCE), tlv(SEQUENCE))


def post_cmc(shell, server, signed):
    """Posts a PKI Request; leaves head and answer.der behind; the status."""
    shell(f"curl -sS --cacert {server.trust} {CREDENTIALS} -D head "
          "-H 'Content-Type: application/pkcs7-mime; smime-type=CMC-request' "
          f"--data-binary @<(openssl base64 -in {signed}) {server.url}/.well-known/est/fullcmc "
          "| base64 -di > answer.der")
    return int(shell("head -n 1 head").split()[1])


def controls_of_the_answer(shell, folder):
    """The response's controls by type: it is what an openssl that knows the root accepts as signed."""
    shell("openssl cms -verify -inform DER -in answer.der -CAfile ca.pem -purpose any "
          "-out response.der -certsout certificates.pem")
    (_, response, _), = children((folder / "response.der").read_bytes())
    controls = {}
    for _, control, _ in children(children(response)[0][1]):
        _, (_, _, kind), (_, values, _) = children(control)
        controls[kind] = values
    assert controls[oid(RECIPIENT_NONCE)] == tlv(OCTET_STRING, b"a nonce of mine")
    assert controls[oid(TRANSACTION_ID)] == tlv(INTEGER, b"\x11\x22")
    return controls


def status_of(controls):
    """CMCStatus and the body parts that it is about."""
    (_, info, _), = children(controls[oid(STATUS_INFO_V2)])
    (_, status, _), (_, parts, _), *_ = children(info)
    return status[0], [number[0] for _, number, _ in children(parts)]


def issued_for(folder, name):
    """The certificates of the answer that hold this key."""
    def spki(key):
        return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)

    key = serialization.load_pem_private_key((folder / f"{name}-key.pem").read_bytes(), None).public_key()
    end = "-----END CERTIFICATE-----\n"
    *every, _ = (folder / "certificates.pem").read_text().split(end)
    every = [x509.load_pem_x509_certificate((each + end).encode()) for each in every]
    return [each for each in every if spki(each.public_key()) == spki(key)]


def test_a_certificate_signs_a_cmc_request_by_openssl(serve, shell, tmp_path):
    server = serve()
    ca_certificates(shell, server)
    new_key(shell, "old")
    request(shell, tmp_path, "old")
    enroll(shell, server, "old")
    new_key(shell, "device")
    request(shell, tmp_path, "device")
    (tmp_path / "data.der").write_bytes(pki_data(tmp_path, "device"))
    shell(f"openssl cms -sign -binary -nodetach -econtent_type {PKI_DATA} -in data.der -outform DER "
          "-signer old.pem -inkey old-key.pem -out signed.der")
    assert post_cmc(shell, server, "signed.der") == 200
    assert "smime-type=CMC-response" in (tmp_path / "head").read_text()
    assert status_of(controls_of_the_answer(shell, tmp_path)) == (0, [3])
    assert [each.subject.rfc4514_string() for each in issued_for(tmp_path, "device")] == ["CN=device"]


def test_a_key_signs_for_itself_in_a_cmc_request_by_openssl(serve, shell, tmp_path):
    server = serve()
    ca_certificates(shell, server)
    new_key(shell, "device")
    certificate_of_its_own(shell, "device")
    request(shell, tmp_path, "device")
    (tmp_path / "data.der").write_bytes(pki_data(tmp_path, "device"))
    shell(f"openssl cms -sign -binary -nodetach -econtent_type {PKI_DATA} -in data.der -outform DER "
          "-signer device-own.pem -inkey device-key.pem -keyid -nocerts -out signed.der")
    assert post_cmc(shell, server, "signed.der") == 200
    assert status_of(controls_of_the_answer(shell, tmp_path)) == (0, [3])
    assert len(issued_for(tmp_path, "device")) == 1


def test_a_cmc_request_signed_by_a_stranger_is_answered_by_cmc(serve, shell, tmp_path):
    server = serve()
    ca_certificates(shell, server)
    for name in ("device", "stranger"):
        new_key(shell, name)
    certificate_of_its_own(shell, "stranger")
    request(shell, tmp_path, "device")
    (tmp_path / "data.der").write_bytes(pki_data(tmp_path, "device"))
    shell(f"openssl cms -sign -binary -nodetach -econtent_type {PKI_DATA} -in data.der -outform DER "
          "-signer stranger-own.pem -inkey stranger-key.pem -out signed.der")
    assert post_cmc(shell, server, "signed.der") in (400, 403)
    status, _ = status_of(controls_of_the_answer(shell, tmp_path))
    assert status == 2  # failed
    assert issued_for(tmp_path, "device") == []


# -- keys that the server makes, encrypted --


def smime_capabilities(*algorithms):
    return attribute(SMIME_CAPABILITIES, tlv(SEQUENCE, *(tlv(SEQUENCE, oid(each)) for each in algorithms)))


def key_from_the_server(shell, server, folder, name):
    """Posts to /serverkeygen; leaves enveloped.der and NAME.pem behind."""
    shell(f"curl -sS --fail-with-body --cacert {server.trust} {CREDENTIALS} "
          f"-H 'Content-Type: application/pkcs10' --data-binary @{name}.b64 "
          f"{server.url}/.well-known/est/serverkeygen > parts")
    answer = (folder / "parts").read_bytes()
    boundary = answer.split(b"\r\n", 1)[0]
    parts = [part.partition(b"\r\n\r\n") for part in answer.split(boundary)[1:-1]]
    assert [b"smime-type=server-generated-key" in head for head, _, _ in parts] == [True, False]
    for file, (_, _, body) in zip(("enveloped", "certificate"), parts):
        (folder / f"{file}.b64").write_bytes(body)
    shell("base64 -di enveloped.b64 > enveloped.der")
    shell(f"base64 -di certificate.b64 | openssl pkcs7 -inform DER -print_certs -out {name}.pem")


def assert_holds_the_key(shell, folder, name):
    """What was decrypted is SignedData over an AsymmetricKeyPackage, signed by this CA (RFC 7030 4.4.2)."""
    wrapped = tlv(SEQUENCE, oid(SIGNED_DATA), tlv(0xA0, (folder / "decrypted").read_bytes()))
    (folder / "signed-key.der").write_bytes(wrapped)
    shell("openssl cms -verify -inform DER -in signed-key.der -CAfile ca.pem -purpose any -out package.der")
    assert oid(KEY_PACKAGE) in wrapped
    (_, package, _), = children((folder / "package.der").read_bytes())
    (_, _, key), = children(package)
    (folder / "made.der").write_bytes(key)
    made = serialization.load_der_private_key(key, None).public_key()
    certificate = x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes())
    assert certificate.public_key().public_numbers() == made.public_numbers()


@pytest.mark.parametrize("kind", ["RSA -pkeyopt rsa_keygen_bits:2048", "EC -pkeyopt ec_paramgen_curve:P-256"],
                         ids=["key-transport", "key-agreement"])
def test_openssl_decrypts_a_key_for_a_certificate(serve, shell, tmp_path, kind):
    new_key(shell, "reader", kind)
    certificate_of_its_own(shell, "reader")
    server = serve("--decrypt-for", tmp_path / "reader-own.pem")
    ca_certificates(shell, server)
    new_key(shell, "device")
    own = x509.load_pem_x509_certificate((tmp_path / "reader-own.pem").read_bytes())
    identifier = own.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    request(shell, tmp_path, "device", attribute(ASYMMETRIC_DECRYPT_KEY_ID, tlv(OCTET_STRING, identifier)),
            smime_capabilities(AES256_CBC, AES256_WRAP))
    key_from_the_server(shell, server, tmp_path, "device")
    shell("openssl cms -decrypt -inform DER -in enveloped.der -binary -recip reader-own.pem "
          "-inkey reader-key.pem -out decrypted")
    assert_holds_the_key(shell, tmp_path, "device")


def test_openssl_decrypts_a_key_by_a_shared_one(serve, shell, tmp_path):
    (tmp_path / "shared").write_bytes(bytes(range(32)))
    server = serve("--shared-key", f"0a0b:{tmp_path / 'shared'}")
    ca_certificates(shell, server)
    new_key(shell, "device")
    request(shell, tmp_path, "device", attribute(DECRYPT_KEY_ID, tlv(OCTET_STRING, b"\x0a\x0b")),
            smime_capabilities(AES256_CBC, AES256_WRAP))
    key_from_the_server(shell, server, tmp_path, "device")
    shell("openssl cms -decrypt -inform DER -in enveloped.der -binary -secretkeyid 0a0b "
          f"-secretkey {bytes(range(32)).hex()} -out decrypted")
    assert_holds_the_key(shell, tmp_path, "device")


def test_a_key_is_not_sent_in_the_clear_where_encryption_was_asked_for(serve, shell, tmp_path):
    server = serve()
    new_key(shell, "device")
    request(shell, tmp_path, "device", attribute(DECRYPT_KEY_ID, tlv(OCTET_STRING, b"\x0a\x0b")),
            smime_capabilities(AES256_CBC, AES256_WRAP))
    answer = shell(f"curl -sS --fail-with-body --cacert {server.trust} {CREDENTIALS} -D head "
                   "-H 'Content-Type: application/pkcs10' --data-binary @device.b64 "
                   f"{server.url}/.well-known/est/serverkeygen", status=22)
    assert (tmp_path / "head").read_text().startswith("HTTP/1.1 400 ")
    assert "pkcs8" not in answer

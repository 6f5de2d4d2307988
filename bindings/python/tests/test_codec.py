"""The codec values as Python sees them."""

import inquest
import pytest


def test_base64_is_tolerant_of_white_space_unless_strict():
    assert inquest.decode_base64("AQ\r\nID ") == b"\x01\x02\x03"
    with pytest.raises(inquest.ParseError) as raised:
        inquest.decode_base64("AQ\r\nID", strict=True)
    assert raised.value.offset == 2


def test_base64_has_the_layouts_of_the_command_line():
    assert inquest.encode_base64(bytes(60), layout="lf-64").split("\n")[0] == "A" * 64
    with pytest.raises(ValueError):
        inquest.encode_base64(b"", layout="lf-63")


def test_a_request_that_is_cut_short_names_the_octet():
    with pytest.raises(inquest.ParseError) as raised:
        inquest.CertificationRequest.decode(bytes.fromhex("300a0201"))
    assert isinstance(raised.value.offset, int)
    assert raised.value.reason


def test_a_request_made_by_another_library_is_read():
    cryptography = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = cryptography.Name(
        [cryptography.NameAttribute(cryptography.NameOID.COMMON_NAME, "device-1")]
    )
    csr = cryptography.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    der = csr.public_bytes(serialization.Encoding.DER)
    request = inquest.CertificationRequest.decode(der)
    assert request.subject == "CN=device-1"
    assert request.proves_possession()
    assert request.encode() == der
    spoiled = bytearray(der)
    spoiled[-1] ^= 1
    assert not inquest.CertificationRequest.decode(bytes(spoiled)).proves_possession()


def test_certs_only_goes_there_and_back():
    certs = inquest.CertsOnly([bytes.fromhex("3003020101")])
    again = inquest.CertsOnly.decode(certs.encode())
    assert again.certificates == [bytes.fromhex("3003020101")]
    assert again.defect is None
    assert inquest.CertsOnly.decode(inquest.CertsOnly([]).encode()).defect

"""The reference server and the suite, driven from Python."""

import ssl
import urllib.request

import inquest
import pytest


def session_for(server):
    return inquest.ServerSession(
        url=server.url, trust_pem=server.trust_pem, user=server.user, password=server.password
    )


def test_the_reference_server_answers_a_client_of_the_standard_library():
    with inquest.ReferenceServer() as server:
        context = ssl.create_default_context(cadata=server.trust_pem)
        url = server.url + "/.well-known/est/cacerts"
        with urllib.request.urlopen(url, context=context, timeout=10) as answer:
            body = answer.read().decode()
    certs = inquest.CertsOnly.decode(inquest.decode_base64(body))
    assert certs.defect is None
    assert len(certs.certificates) >= 2


def test_a_server_that_was_stopped_has_no_url():
    server = inquest.ReferenceServer()
    with server:
        assert server.url.startswith("https://127.0.0.1:")
    with pytest.raises(RuntimeError):
        server.url


def test_an_unknown_fault_is_refused_with_the_nearest_known():
    known = next(fault["id"] for fault in inquest.faults() if fault["role"] == "server")
    with pytest.raises(ValueError, match=known):
        inquest.ReferenceServer(faults=[known + "x"])


def test_the_conforming_server_is_not_accused():
    with inquest.ReferenceServer() as server:
        session = session_for(server)
        cases = session.suite.select("op:cacerts")
        assert cases
        verdicts = {case.id: session.run(case).verdict for case in cases}
    assert set(verdicts.values()) <= {"pass", "info", "skipped"}, verdicts


def test_a_faulty_server_fails_with_the_requirement_that_it_breaks():
    fault = next(f for f in inquest.faults() if f["id"].startswith("cacerts-media-type"))
    with inquest.ReferenceServer(faults=[fault["id"]]) as server:
        session = session_for(server)
        results = [session.run(case) for case in session.suite.select("fault:" + fault["id"])]
    failed = [result for result in results if result.verdict == "fail"]
    assert failed
    accused = [r for r in failed if any(c.requirement == fault["breaks"] for c in r.checks)]
    assert accused
    assert fault["breaks"] in accused[0].text()


def test_nobody_there_is_an_error_and_not_a_failure():
    with inquest.ReferenceServer() as server:
        url, trust = server.url, server.trust_pem
    session = inquest.ServerSession(url=url, trust_pem=trust, user="u", password="p", timeout=1)
    assert session.run(session.suite.cases[0]).verdict in {"error", "skipped"}

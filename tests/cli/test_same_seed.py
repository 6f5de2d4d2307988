"""One seed, one run: the same requests whenever it is run, and the same verdicts however many cases
run at once."""
import base64
import json

from conftest import PASSWORD, USER


def cases(inquest, tmp_path, server, *options):
    inquest("test", "server", "--url", server.url, "--trust", server.trust, "--user", USER, "--password",
            PASSWORD, "--seed", "11", "--json", "run.json", "--show-secrets", *options)
    return json.loads((tmp_path / "run.json").read_text())["cases"]


def sent(case):
    """The decrypted octets that inquest sent, connection by connection."""
    return [(connection["name"],
             b"".join(base64.b64decode(transfer["bytes_base64"])
                      for transfer in connection["transfers"] if transfer["sent"]))
            for connection in case["evidence"]["connections"]]


def bound_to_its_connection(case):
    """Whether the case sends what its peer or TLS drew at random, a binding or a nonce, or shows in a
    header field the certificate that the peer has just issued to it."""
    text = b"".join(octets for _, octets in sent(case))
    steps = " ".join(step["text"] for step in case["evidence"]["steps"])
    if case["scenario"].startswith("security.forwarded-identity"):
        return True
    return b"Authorization: Digest" in text or "bound_to" in steps or "link" in steps + case["id"]


def test_two_runs_send_the_same_bytes(inquest, serve, tmp_path):
    server = serve("--label", "other")
    first = cases(inquest, tmp_path, server)
    second = cases(inquest, tmp_path, server)
    assert [case["id"] for case in first] == [case["id"] for case in second]
    differ = [one["id"] for one, other in zip(first, second)
              if sent(one) != sent(other) and not bound_to_its_connection(one)]
    assert not differ
    assert sum(len(octets) for case in first for _, octets in sent(case)) > 10_000


def test_the_verdicts_do_not_depend_on_how_many_cases_run_at_once(inquest, serve, tmp_path):
    server = serve("--label", "other", "--fault", "enroll-status-201", "--fault", "cacerts-status-201")

    some = ("--select", "rfc7030.4.1*,rfc7030.4.2*,rfc7030.3.2.3*")

    def verdicts(jobs):
        return {case["id"]: (case["verdict"], sorted({check["requirement"] for check in case["checks"]
                                                     if check["outcome"] == "fail"}))
                for case in cases(inquest, tmp_path, server, "--jobs", jobs, *some)}

    one_by_one = verdicts("1")
    assert one_by_one == verdicts("32")
    assert {verdict for verdict, _ in one_by_one.values()} >= {"pass", "fail"}

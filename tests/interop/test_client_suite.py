"""Every client scenario against clients that nobody here wrote, by the profiles of docs/examples/clients."""
import collections
import json
import subprocess

import pytest

from conftest import PROGRAM, ROOT, needs

CLIENTS = ROOT / "docs/examples/clients"


@pytest.fixture
def verdicts(tmp_path):
    """The verdicts of each scenario; what was found, judged and read by hand, is in docs/findings.md."""

    def run(profile):
        done = subprocess.run(
            [PROGRAM, "test", "client", "--profile", CLIENTS / profile, "--seed", "1", "--json", "run.json"],
            cwd=tmp_path, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=280)
        told = json.loads((tmp_path / "run.json").read_text())
        assert told["complete"], done.stdout + done.stderr
        by_scenario = collections.defaultdict(set)
        for case in told["cases"]:
            by_scenario[case["scenario"]].add(case["verdict"])
        counts = collections.Counter(case["verdict"] for case in told["cases"])
        assert counts["pass"] > 400, counts
        assert counts["error"] < 20, [case["reason"] for case in told["cases"] if case["verdict"] == "error"]
        return by_scenario

    return run


def test_strongswan_pki(verdicts):
    needs("pki")
    found = verdicts("strongswan-pki.yaml")
    assert found["rfc7230.3.answers-in-chunks"] == {"fail"}  # it reads none
    assert "fail" in found["rfc7030.3.3.1.certificate-for-something-else"]  # takes a server without serverAuth
    assert found["rfc7030.4.2.3.media-type"] == {"pass"}


def test_curl_and_openssl(verdicts):
    needs("curl")
    found = verdicts("curl.yaml")
    assert "fail" in found["rfc7030.3.2.1.another-origin-wants-a-word"]  # --location asks nobody
    assert "info" in found["rfc5272.4.1.of-another-key"]  # the script compares no key, and no text says that it must
    assert found["rfc7230.3.answers-in-chunks"] == {"pass"}
    assert found["rfc7030.4.2.3.media-type"] == {"pass"}

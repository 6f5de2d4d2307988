"""The exit status of inquest is a contract (docs/cli.md): scripts and CI files branch on it."""
import json
import signal
import socket
import subprocess
import xml.etree.ElementTree as xml

import pytest
from conftest import PASSWORD, PROGRAM, USER

HOLDS, FELL_SHORT, WRONG_USAGE, HARNESS_FAILED = 0, 1, 2, 3
QUICK = ("--select", "rfc7030.4.1*")


def test_a_conforming_server_holds_the_gate(inquest):
    done = inquest("test", "server", "--reference", *QUICK)
    assert done.returncode == HOLDS, done.stdout + done.stderr


def test_a_server_that_breaks_a_must_does_not(inquest):
    done = inquest("test", "server", "--reference", *QUICK, "--fault", "cacerts-status-201")
    assert done.returncode == FELL_SHORT, done.stdout + done.stderr
    assert "FAIL rfc7030.4.1" in done.stdout


def test_a_foreign_server_is_tested_by_url(inquest, serve):
    server = serve()
    done = inquest("test", "server", "--url", server.url, "--trust", server.trust, "--user", USER,
                   "--password", PASSWORD, *QUICK)
    assert done.returncode == HOLDS, done.stdout + done.stderr


def test_an_unreachable_peer_is_not_the_peers_failure(inquest, closed_port):
    done = inquest("test", "server", "--url", f"https://127.0.0.1:{closed_port}", *QUICK)
    assert done.returncode == HARNESS_FAILED, done.stdout + done.stderr
    assert "refused the" in done.stdout + done.stderr
    assert "FAIL" not in done.stdout


def test_a_peer_whose_certificate_is_not_trusted_is_not_judged(inquest, serve, tmp_path):
    first, other = serve(), serve()
    done = inquest("test", "server", "--url", first.url, "--trust", other.trust, *QUICK)
    assert done.returncode == HARNESS_FAILED, done.stdout + done.stderr


def test_a_run_of_nothing_never_succeeds(inquest):
    done = inquest("test", "server", "--reference", "--select", "no-such-case")
    assert done.returncode in (WRONG_USAGE, HARNESS_FAILED), done.stdout + done.stderr


@pytest.mark.parametrize("arguments", [
    [],
    ["test", "server"],
    ["test", "server", "--reference", "--no-such-option"],
    ["test", "server", "--reference", "--url", "https://127.0.0.1:1"],
    ["test", "server", "--url", "ftp://127.0.0.1"],
    ["test", "server", "--url", "https://127.0.0.1:1", "--trust", "missing.pem"],
    ["test", "server", "--profile", "missing.yaml"],
    ["test", "server", "--reference", "--fault", "no-such-fault"],
    ["report", "missing.json", "--html", "out.html"],
    ["server", "--listen", "127.0.0.1"],
    ["server", "--listen", "127.0.0.1:0", "--fault", "no-such-fault"],
    ["client", "enroll", "--url", "https://127.0.0.1:1", "--subject", "no equals sign"],
    ["scenarios", "show", "no-such-case"],
], ids=lambda arguments: " ".join(arguments) or "nothing")
def test_wrong_usage_is_told_before_anything_is_sent(inquest, arguments):
    done = inquest(*arguments)
    assert done.returncode == WRONG_USAGE, done.stdout + done.stderr
    assert done.stderr


def test_a_mistake_in_a_profile_is_shown_with_its_place(inquest, tmp_path):
    (tmp_path / "device.yaml").write_text("url: https://127.0.0.1:1\nuserr: est\n")
    done = inquest("test", "server", "--profile", "device.yaml")
    assert done.returncode == WRONG_USAGE
    assert "device.yaml:2:1: " in done.stderr
    assert "'user'" in done.stderr  # the nearest word


def test_a_port_that_is_taken_is_the_environments_failure(inquest):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = inquest("server", "--dir", "ca", "--listen", f"127.0.0.1:{taken.getsockname()[1]}")
    assert done.returncode == HARNESS_FAILED, done.stdout + done.stderr


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_reference_server_ends_when_it_is_told(serve, stop):
    server = serve()
    server.process.send_signal(stop)
    assert server.process.wait(timeout=30) == HOLDS


def test_the_reference_client_enrolls_at_the_reference_server(inquest, serve, tmp_path):
    server = serve()
    password = server.trust.parent.with_name("password")
    done = inquest("client", "enroll", "--url", server.url, "--trust", server.trust, "--user", USER,
                   "--password-file", password, "--out", "device")
    assert done.returncode == HOLDS, done.stdout + done.stderr
    renewed = inquest("client", "reenroll", "--url", server.url, "--trust", server.trust, "--cert",
                      "device.pem", "--key", "device-key.pem", "--out", "renewed")
    assert renewed.returncode == HOLDS, renewed.stdout + renewed.stderr
    assert (tmp_path / "device-key.pem").stat().st_mode & 0o077 == 0


def test_a_refused_enrolment_is_the_peers_answer(inquest, serve):
    server = serve()
    done = inquest("client", "enroll", "--url", server.url, "--trust", server.trust, "--user", USER,
                   "--password", "wrong")
    assert done.returncode == FELL_SHORT, done.stdout + done.stderr


def test_reports_are_written_in_every_format(inquest, tmp_path):
    done = inquest("test", "server", "--reference", *QUICK, "--report", "report")
    assert done.returncode == HOLDS, done.stdout + done.stderr
    cases = json.loads((tmp_path / "report/report.json").read_text())["cases"]
    suites = xml.parse(tmp_path / "report/junit.xml").getroot()
    assert len(list(suites.iter("testcase"))) == len(cases) > 0
    page = (tmp_path / "report/index.html").read_text()
    assert all(case["id"] in page for case in cases)


def test_the_same_seed_chooses_the_same_verdicts(inquest, tmp_path):
    for name in ("first", "second"):
        inquest("test", "server", "--reference", *QUICK, "--seed", "7", "--json", f"{name}.json")
    first, second = (json.loads((tmp_path / f"{name}.json").read_text()) for name in ("first", "second"))
    assert first["seed"] == second["seed"] == 7 or str(first["seed"]) == str(second["seed"]) == "7"
    assert [(case["id"], case["verdict"]) for case in first["cases"]] == \
           [(case["id"], case["verdict"]) for case in second["cases"]]


def test_standard_output_to_a_closed_pipe_ends_the_program(tmp_path):
    """As in `inquest scenarios list | head -1`."""
    line = f'"{PROGRAM}" scenarios list | head -1'
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert done.stdout.count("\n") == 1

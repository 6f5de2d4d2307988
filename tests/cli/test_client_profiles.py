"""Clients under test that behave badly as programs: the run goes on, and says so."""
import json

import pytest

PROFILE = """
tests: client
name: a client
can: [basic, certificate, tls1.2, tls1.3]
within: 2
operations:
  simpleenroll:
    command: [sh, -c, '{script}']
    stores: "{{out}}*"
"""


@pytest.fixture
def judge(inquest, tmp_path):
    def run(script, *options):
        (tmp_path / "client.yaml").write_text(PROFILE.format(script=script))
        done = inquest("test", "client", "--profile", "client.yaml", "--select", "rfc7030.4.2.3.media-type*",
                       "--json", "run.json", "--seed", "1", *options)
        cases = json.loads((tmp_path / "run.json").read_text())["cases"]
        done.cases = {case["id"].split("[")[-1].rstrip("]"): case for case in cases}
        return done

    return run


@pytest.mark.parametrize(("script", "told"), [
    ("sleep 100", "still ran after 2.0 s, and was stopped"),
    ("yes", "still ran after 2.0 s, and was stopped"),
    ("setsid sleep 100 & echo began; exit 3", "exit status 3"),
    ("while :; do head -c 10000000 /dev/zero > f$((i=i+1)); done", "wrote more than 64 MiB, and was stopped"),
])
def test_it_is_contained(judge, script, told):
    done = judge(script)
    case = done.cases["simpleenroll"]
    assert case["verdict"] == "error"  # nothing is proven of what it would have asked
    assert told in case["reason"]
    assert done.cases["simplereenroll"]["verdict"] == "skipped"
    assert done.returncode == 3


def test_a_crash_is_a_finding(judge):
    done = judge("kill -SEGV $$")
    case = done.cases["simpleenroll"]
    assert case["verdict"] == "fail"
    assert "signal 11" in case["reason"]
    assert done.returncode == 1


def test_a_program_that_is_not_there_is_our_trouble(inquest, tmp_path):
    (tmp_path / "client.yaml").write_text(PROFILE.format(script="").replace("[sh, -c, '']", "[no-such-program]"))
    done = inquest("test", "client", "--profile", "client.yaml", "--select", "rfc7030.4.2.3.media-type*", "--seed", "1")
    assert done.returncode == 3
    assert "there is no program 'no-such-program'" in " ".join(done.stdout.split())


def test_a_mistake_in_a_profile_is_named_with_its_place(inquest, tmp_path):
    (tmp_path / "client.yaml").write_text(PROFILE.format(script="").replace("simpleenroll", "simpleenrol"))
    done = inquest("test", "client", "--profile", "client.yaml")
    assert done.returncode == 2
    assert "client.yaml:7:3" in done.stderr
    assert "did you mean 'simpleenroll'" in done.stderr

"""The pytest plugin gives the verdicts of the command line."""

import json
import os
import subprocess

import inquest

pytest_plugins = ["pytester"]
SELECT = "op:cacerts"


def run_pytest(pytester, *arguments):
    return pytester.runpytest_subprocess(
        "-p", "inquest.pytest_plugin", "-p", "no:cacheprovider", *arguments
    )


def options_for(server, tmp_path):
    trust = tmp_path / "trust.pem"
    trust.write_text(server.trust_pem)
    return {"url": server.url, "trust": str(trust), "user": server.user, "password": server.password}


def test_cases_are_items_and_all_pass_against_the_reference(pytester):
    result = run_pytest(pytester, "--est-reference", "--est-select", SELECT, "-v")
    outcomes = result.parseoutcomes()
    assert outcomes.get("passed", 0) > 0
    assert not {"failed", "errors"} & outcomes.keys(), result.stdout.str()


def test_nothing_is_added_without_a_server(pytester):
    pytester.makepyfile("def test_own(): pass")
    run_pytest(pytester).assert_outcomes(passed=1)


def test_verdicts_are_those_of_the_command_line(pytester, tmp_path):
    fault = next(f["id"] for f in inquest.faults() if f["id"].startswith("cacerts-media-type"))
    with inquest.ReferenceServer(faults=[fault]) as server:
        options = options_for(server, tmp_path)
        flags = [f"--est-{name}={value}" for name, value in options.items()]
        by_plugin = run_pytest(pytester, *flags, "--est-select", SELECT, "--junitxml=plugin.xml")
        stored = tmp_path / "result.json"
        command = [os.environ["INQUEST_PROGRAM"], "test", "server", "--select", SELECT]
        command += [f"--{name}={value}" for name, value in options.items()]
        by_command = subprocess.run(
            [*command, "--json", str(stored), "--seed", "1"], capture_output=True, text=True
        )
    assert by_command.returncode == 1, by_command.stdout + by_command.stderr
    verdicts = [case["verdict"] for case in json.loads(stored.read_text())["cases"]]
    outcomes = by_plugin.parseoutcomes()
    assert outcomes.get("failed", 0) == verdicts.count("fail") > 0
    assert outcomes.get("passed", 0) == sum(verdicts.count(v) for v in ("pass", "info", "warning"))
    assert outcomes.get("skipped", 0) == verdicts.count("skipped")
    assert outcomes.get("errors", 0) == verdicts.count("error")

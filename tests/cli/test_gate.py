"""The gate: known verdicts, shards, comparison of two runs, and what code hosts are given."""
import datetime
import json
import re
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

HOLDS, FELL_SHORT, WRONG_USAGE, HARNESS_FAILED = 0, 1, 2, 3
REFERENCE = ("test", "server", "--reference", "--seed", "3", "--policy", "basic")
CACERTS = ("--select", "rfc7030.4.1*")
FAULT = ("--fault", "cacerts-status-201")


@pytest.fixture
def known(inquest, tmp_path):
    """A file that knows what the server with FAULT does, its TODOs filled in."""
    inquest(*REFERENCE, *CACERTS, *FAULT, "--write-expect", "draft.yaml")
    draft = (tmp_path / "draft.yaml").read_text()
    assert "TODO" in draft
    file = tmp_path / "known.yaml"
    file.write_text(re.sub("TODO.*", "said", draft))
    return file


def test_a_draft_is_refused_until_it_says_why(inquest, tmp_path):
    inquest(*REFERENCE, *CACERTS, *FAULT, "--write-expect", "draft.yaml")
    done = inquest(*REFERENCE, *CACERTS, *FAULT, "--expect", "draft.yaml")
    assert done.returncode == WRONG_USAGE
    assert re.search(r"draft.yaml:\d+:\d+: this is left to say", done.stderr)


def test_known_failures_hold_the_gate_and_are_reported_as_known(inquest, known, tmp_path):
    done = inquest(*REFERENCE, *CACERTS, *FAULT, "--expect", known, "--json", "run.json", "--sarif", "run.sarif")
    assert done.returncode == HOLDS, done.stdout + done.stderr
    assert "gate: holds" in done.stdout
    failing = [case for case in json.loads((tmp_path / "run.json").read_text())["cases"]
               if case["verdict"] == "fail"]
    assert failing and all(case["known"] for case in failing)
    results = json.loads((tmp_path / "run.sarif").read_text())["runs"][0]["results"]
    assert results and all(result["suppressions"] for result in results)


def test_a_known_failure_that_is_mended_fails_the_gate(inquest, known):
    done = inquest(*REFERENCE, *CACERTS, "--expect", known)
    assert done.returncode == FELL_SHORT, done.stdout + done.stderr
    assert "passes now" in done.stdout


def test_another_failure_of_a_known_case_fails_the_gate(inquest, known):
    done = inquest(*REFERENCE, *CACERTS, "--fault", "cacerts-media-type-text-plain", *FAULT, "--expect", known)
    assert done.returncode == FELL_SHORT, done.stdout + done.stderr


def test_an_entry_that_expired_fails_the_gate(inquest, known):
    known.write_text(re.sub(r"expires: .*", "expires: 2020-01-31", known.read_text()))
    done = inquest(*REFERENCE, *CACERTS, *FAULT, "--expect", known)
    assert done.returncode == FELL_SHORT, done.stdout + done.stderr
    assert "expired" in done.stdout


def test_a_pattern_that_matches_nothing_fails_the_gate(inquest, tmp_path):
    (tmp_path / "known.yaml").write_text("known: [{case: no.such.case, verdict: skipped, reason: r}]\n")
    done = inquest(*REFERENCE, *CACERTS, "--expect", "known.yaml")
    assert done.returncode == FELL_SHORT, done.stdout + done.stderr
    assert "no case is called no.such.case" in done.stdout


def test_a_scenario_that_is_newly_skipped_fails_the_gate(inquest, tmp_path):
    (tmp_path / "known.yaml").write_text("known: []\n")
    select = ("--select", "rfc7030.3.2.1.answers-at-all*")
    assert inquest(*REFERENCE, *select, "--expect", "known.yaml").returncode == HOLDS
    done = inquest(*REFERENCE, *select, "--tls", "1.3", "--expect", "known.yaml")
    assert done.returncode == FELL_SHORT, done.stdout + done.stderr
    assert "newly skipped" in done.stdout


def test_shards_share_the_cases_out(inquest, tmp_path):
    def ids(*shard):
        inquest(*REFERENCE, *CACERTS, "--json", "run.json", *shard)
        return [case["id"] for case in json.loads((tmp_path / "run.json").read_text())["cases"]]

    parts = [ids("--shard", f"{i}/3") for i in (1, 2, 3)]
    assert sorted(sum(parts, [])) == sorted(ids())
    assert all(parts)


@pytest.mark.parametrize("shard", ["0/3", "4/3", "1", "a/b", "1/"])
def test_a_shard_that_is_none_is_wrong_usage(inquest, shard):
    assert inquest(*REFERENCE, "--shard", shard).returncode == WRONG_USAGE


def test_two_runs_are_compared(inquest, tmp_path):
    inquest(*REFERENCE, *CACERTS, "--json", "good.json")
    inquest(*REFERENCE, *CACERTS, *FAULT, "--json", "bad.json")
    worse = inquest("report", "bad.json", "--compare", "good.json", "--markdown", "c.md", "--html", "c.html")
    assert worse.returncode == FELL_SHORT
    assert "New failures" in worse.stdout and "## New failures" in (tmp_path / "c.md").read_text()
    assert "<h2>New failures" in (tmp_path / "c.html").read_text()
    better = inquest("report", "good.json", "--compare", "bad.json")
    assert better.returncode == HOLDS and "Mended" in better.stdout
    assert inquest("report", "good.json", "--compare", "good.json").returncode == HOLDS


def fenced(language):
    """The blocks of docs/ci.md in that language."""
    return re.findall(rf"^```{language}\n(.*?)^```", (ROOT / "docs/ci.md").read_text(), re.M | re.S)


def test_the_examples_in_docs_are_yaml_and_use_options_that_there_are(inquest):
    blocks = fenced("yaml")
    assert len(blocks) >= 3
    help_text = inquest("test", "server", "--help").stdout + inquest("report", "--help").stdout
    for block in blocks:
        yaml.safe_load(block)
        for line in block.splitlines():
            if "inquest" in line or "scripts/run" in line or line.strip().startswith("--"):
                for option in set(re.findall(r"(?<!\S)--[a-z-]+", line)) - {"--version", "--depth"}:
                    assert option in help_text, (option, line)


def test_the_known_verdicts_in_docs_can_be_read(inquest, tmp_path):
    [example] = [block for block in fenced("yaml") if block.startswith("known:")]
    soon = datetime.date.today() + datetime.timedelta(days=30)
    (tmp_path / "known.yaml").write_text(re.sub(r"\d{4}-\d\d-\d\d", soon.isoformat(), example))
    done = inquest(*REFERENCE, *CACERTS, "--expect", "known.yaml")
    assert done.returncode in (HOLDS, FELL_SHORT), done.stderr
    assert "matches nothing" not in done.stdout

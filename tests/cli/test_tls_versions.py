"""A server that speaks one version of TLS is judged in that one, and not accused for the other."""
import json

import pytest
from conftest import PASSWORD, USER


@pytest.mark.parametrize("spoken, refused", [("1.2", "1.3"), ("1.3", "1.2")])
def test_the_whole_suite_in_one_version_of_tls(inquest, serve, tmp_path, spoken, refused):
    server = serve("--tls", spoken)
    done = inquest("test", "server", "--url", server.url, "--trust", server.trust, "--user", USER,
                   "--password", PASSWORD, "--json", "run.json")
    assert done.returncode == 0, done.stdout + done.stderr
    cases = json.loads((tmp_path / "run.json").read_text())["cases"]
    assert {case["verdict"] for case in cases} <= {"pass", "info", "skipped"}
    of_version = {version: [case for case in cases if f"tls{version}" in case["id"]]
                  for version in (spoken, refused)}
    assert of_version[spoken] and of_version[refused]
    why = {version: [case["reason"] for case in of_version[version] if case["verdict"] == "skipped"]
           for version in of_version}
    # What this server lacks is skipped in either version, and for that reason.
    assert len(why[spoken]) < len(of_version[spoken]) / 2
    assert not any("tls alert" in reason or "leaves out TLS" in reason for reason in why[spoken])
    assert len(why[refused]) == len(of_version[refused])
    assert any("refused it: tls alert 70" in reason for reason in why[refused])

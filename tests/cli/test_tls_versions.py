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
    assert all(case["verdict"] != "skipped" for case in of_version[spoken]
               if "label" not in case["id"])
    assert all(f"refused it: tls alert 70" in case["reason"] for case in of_version[refused])

"""`inquest matrix`: clients that nobody here wrote at the reference server."""
import json
import os
from pathlib import Path

import pytest

from conftest import PROGRAM, ROOT, needs

CLIENTS = ROOT / "docs/examples/clients"


@pytest.fixture
def matrix(inquest, tmp_path):
    def run(*options):
        path = f"{Path(PROGRAM).resolve().parent}:{os.environ['PATH']}"
        done = inquest("matrix", *options, "--report", tmp_path / "report", env={**os.environ, "PATH": path})
        told = json.loads((tmp_path / "report/matrix.json").read_text())
        done.cells = {(cell["client"], cell["server"], cell["story"]): cell for cell in told["cells"]}
        return done

    return run


def test_each_client_meets_each_server(matrix, tmp_path):
    needs("curl")
    done = matrix("--reference", "--profile", CLIENTS / "inquest.yaml", CLIENTS / "curl.yaml",
                  "--policy", "default", "manual-approval", "rollover")
    outcome = {key: cell["outcome"] for key, cell in done.cells.items()}
    server = "inquest reference server"
    for client in ("inquest reference client", "inquest client", "curl and openssl"):
        for story in ("ca certificates", "enrol", "renew"):
            assert outcome[client, server, story] == "works", done.cells[client, server, story]
    for story in ("bootstrap", "server-side key", "attributes"):
        assert outcome["inquest reference client", server, story] == "works"
    assert outcome["curl and openssl", server, "bootstrap"] == "not offered"
    assert outcome["inquest client", server + ", policy manual-approval", "retry"] == "works"
    assert outcome["inquest client", server + ", policy rollover", "rollover"] == "works"

    page = (tmp_path / "report/matrix.html").read_text()
    assert 'href="#cell-0"' in page and 'id="cell-0"' in page
    assert "inquest-user" not in page or "********" in page


def test_what_fails_is_told_with_its_reason(matrix):
    needs("pki")
    done = matrix("--reference", "--profile", CLIENTS / "strongswan-pki.yaml", "--policy", "tls1.3")
    cell = done.cells["strongSwan pki", "inquest reference server, policy tls1.3", "enrol"]
    assert cell["outcome"] == "fails"
    assert "exit status" in cell["what"]
    assert done.returncode == 1
    assert "fails: strongSwan pki: it keeps no certificate" in done.stdout
    assert "    enrol at inquest reference server, policy tls1.3" in done.stdout


def test_a_matrix_wants_both_sides(inquest):
    done = inquest("matrix", "--profile", CLIENTS / "curl.yaml")
    assert done.returncode == 2
    assert "wants a client and a server" in done.stderr

"""`inquest host`: devices come when they like, and the page shows what came of it."""
import json
import signal
import subprocess
import time
import urllib.request

import pytest

from conftest import PROGRAM, needs

SCENARIO = "rfc7030.4.2.3.media-type[simpleenroll]"


@pytest.fixture
def host(tmp_path):
    """A host of one scenario; its page's URL, and where a device is to go."""
    ready = tmp_path / "ready"
    process = subprocess.Popen(
        [PROGRAM, "host", "--select", SCENARIO, "--quiet-after", "1.5", "--ready-file", ready,
         "--trust-out", tmp_path / "trust.pem", "--json", tmp_path / "host.json", "--seed", "1"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    last = time.monotonic() + 60
    while not ready.exists():
        assert process.poll() is None and time.monotonic() < last, process.stdout.read()
        time.sleep(0.02)
    process.page = ready.read_text().strip()
    yield process
    if process.poll() is None:
        process.kill()
    process.stdout.close()


def state(host):
    with urllib.request.urlopen(host.page + "api/state", timeout=10) as answer:
        return json.load(answer)


def device(inquest, host, tmp_path, name, *options):
    """A device does what the page says."""
    told = state(host)
    case = told["cases"][0]
    (tmp_path / "password").write_text(told["password"] + "\n")
    base, _, label = case["url"].partition("/.well-known/est/")
    return inquest("client", "enroll", "--url", base, "--label", f"{label}.{name}", "--trust",
                   tmp_path / "trust.pem", "--user", told["user"], "--password-file", tmp_path / "password",
                   "--subject", f"CN={name}", "--out", tmp_path / name, *options)


def runs_when_done(host, count):
    last = time.monotonic() + 60
    while time.monotonic() < last:
        done = [run for run in state(host)["runs"] if run["state"] == "done"]
        if len(done) >= count:
            return done
        time.sleep(0.05)
    raise AssertionError(f"still: {state(host)['runs']}")


def test_devices_are_judged_and_reported(host, inquest, tmp_path):
    assert device(inquest, host, tmp_path, "good").returncode == 0
    assert device(inquest, host, tmp_path, "bad", "--fault", "request-media-type-json").returncode == 1
    verdicts = {run["device"]: run["verdict"] for run in runs_when_done(host, 2)}
    assert verdicts == {"good": "pass", "bad": "fail"}

    host.send_signal(signal.SIGINT)
    said, _ = host.communicate(timeout=60)
    assert host.returncode == 1
    assert f"fail     {SCENARIO} bad" in said
    cases = json.loads((tmp_path / "host.json").read_text())["cases"]
    assert {each["id"]: each["verdict"] for each in cases} == {
        f"{SCENARIO}@good": "pass", f"{SCENARIO}@bad": "fail"}
    assert all(line["transfers"] for line in cases[0]["evidence"]["connections"])


def test_a_browser_sees_verdicts_appear(host, inquest, tmp_path):
    chromium = needs("chromium")

    def page():
        return subprocess.run(
            [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             f"--user-data-dir={tmp_path}/chromium", "--virtual-time-budget=5000", "--dump-dom", host.page],
            capture_output=True, text=True, timeout=120).stdout

    before = page()
    assert SCENARIO in before and "No device has come yet." in before
    assert device(inquest, host, tmp_path, "lab").returncode == 0
    runs_when_done(host, 1)
    after = page()
    assert '<span class="verdict pass">pass</span>' in after
    assert "lab: " in after
    assert "1 pass" in after


def test_somebody_can_say_what_the_device_made_of_it(host):
    request = urllib.request.Request(host.page + "api/accepted", data=b'{"label": "x", "accepted": true}')
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code == 404

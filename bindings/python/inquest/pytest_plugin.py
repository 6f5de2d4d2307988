"""pytest plugin: the cases of the suite as test items.

    pytest -p inquest.pytest_plugin --est-url https://est.example:8443 --est-trust ca.pem \
           --est-user est --est-password-file secret

`fail` fails the test, `warning` warns (or fails, with --est-fail-on should), `skipped` skips, and
`error`, the harness's own trouble, is an error of pytest and not a failure.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any, Optional

import pytest

from . import Case, ReferenceServer, ServerProfile, ServerSession, Suite, scenarios_directory


class EstFailure(Exception):
    """The server under test fell short."""


class EstHarnessError(Exception):
    """The case could not be judged."""


class EstWarning(UserWarning):
    """The server under test broke a SHOULD."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("inquest", "conformance of an EST server (RFC 7030)")
    group.addoption("--est-url", help="the server under test: https://HOST:PORT")
    group.addoption("--est-profile", help="a profile (YAML) in place of the options here")
    group.addoption("--est-reference", action="store_true", help="test inquest's own server")
    group.addoption("--est-trust", help="trust anchors of the server's certificate (PEM file)")
    group.addoption("--est-user", default="", help="user for HTTP authentication")
    group.addoption("--est-password", default="", help="its password")
    group.addoption("--est-password-file", help="file whose first line is the password")
    group.addoption("--est-cert", help="client certificate and chain (PEM file)")
    group.addoption("--est-key", help="its private key (PEM file)")
    group.addoption("--est-label", default="", help="CA label")
    group.addoption("--est-select", default="", help="cases to run, as inquest --select")
    group.addoption("--est-seed", type=int, default=1, help="the same seed makes the same requests")
    group.addoption("--est-timeout", type=float, default=5.0, help="seconds for each answer")
    group.addoption("--est-fail-on", choices=["must", "should"], default="must")


def _text_of(path: Optional[str]) -> str:
    return Path(path).read_text() if path else ""


def _profile(config: pytest.Config) -> ServerProfile:
    if config.getoption("--est-profile"):
        return ServerProfile.load(config.getoption("--est-profile"))
    password = config.getoption("--est-password")
    if config.getoption("--est-password-file"):
        password = _text_of(config.getoption("--est-password-file")).split("\n")[0]
    return ServerProfile(
        url=config.getoption("--est-url"),
        trust_pem=_text_of(config.getoption("--est-trust")),
        user=config.getoption("--est-user"),
        password=password,
        certificate_pem=_text_of(config.getoption("--est-cert")),
        key_pem=_text_of(config.getoption("--est-key")),
        label=config.getoption("--est-label"),
    )


class EstCollector(pytest.Collector):
    """The suite against one server. The server is looked at when the first case runs."""

    def __init__(self, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.suite = Suite(scenarios_directory())
        self._reference: Optional[ReferenceServer] = None
        self._session: Optional[ServerSession] = None

    def collect(self) -> list[EstItem]:
        cases = self.suite.select(self.config.getoption("--est-select"))
        return [EstItem.from_parent(self, name=case.id, case=case) for case in cases]

    @property
    def session_under_test(self) -> ServerSession:
        if self._session is None:
            if self.config.getoption("--est-reference"):
                self._reference = ReferenceServer().__enter__()
                profile = ServerProfile(
                    url=self._reference.url,
                    trust_pem=self._reference.trust_pem,
                    user=self._reference.user,
                    password=self._reference.password,
                )
            else:
                profile = _profile(self.config)
            self._session = ServerSession(
                profile,
                suite=self.suite,
                seed=self.config.getoption("--est-seed"),
                timeout=self.config.getoption("--est-timeout"),
            )
        return self._session

    def close(self) -> None:
        self._session = None
        if self._reference is not None:
            self._reference.__exit__()
            self._reference = None


class EstItem(pytest.Item):
    """One case of the suite."""

    def __init__(self, *, case: Case, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.case = case
        self.add_marker("est")

    def setup(self) -> None:
        # The case runs here so that the harness's own trouble is an error of pytest, not a failure.
        self.result = self.parent.session_under_test.run(self.case)
        self.user_properties.append(("est_verdict", self.result.verdict))
        if self.result.verdict == "error":
            raise EstHarnessError(self.result.text())
        if self.result.verdict == "skipped":
            pytest.skip(self.result.reason)

    def runtest(self) -> None:
        should_counts = self.config.getoption("--est-fail-on") == "should"
        if self.result.verdict == "fail" or (self.result.verdict == "warning" and should_counts):
            raise EstFailure(self.result.text())
        if self.result.verdict == "warning":
            warnings.warn(EstWarning(self.result.text()), stacklevel=1)

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        if isinstance(excinfo.value, (EstFailure, EstHarnessError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return Path(self.case.file), self.case.line, self.case.id


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "est: a case of the inquest suite")


def _wanted(config: pytest.Config) -> bool:
    return any(config.getoption(name) for name in ("--est-url", "--est-profile", "--est-reference"))


def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    if not _wanted(config):
        return
    collector = EstCollector.from_parent(session, name="est", nodeid="est")
    config.add_cleanup(collector.close)
    items.extend(collector.collect())


@pytest.fixture
def est_reference_server() -> Any:
    """The reference EST server, running for one test."""
    with ReferenceServer() as server:
        yield server

"""A server under test and the results of its cases, as Python values."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

from ._core import Case, ServerProfile, Suite, _ServerSession


def scenarios_directory() -> str:
    """Where the suite lies: $INQUEST_SCENARIOS, beside the package, or the source tree."""
    if said := os.environ.get("INQUEST_SCENARIOS"):
        return said
    for parent in Path(__file__).resolve().parents:
        for folder in (parent / "scenarios", parent / "share" / "inquest" / "scenarios"):
            if (folder / "requirements").is_dir():
                return str(folder)
    raise FileNotFoundError("no scenarios folder is found: set INQUEST_SCENARIOS")


@dataclass(frozen=True)
class Check:
    """One judgement of a case: which requirement, and what came of it."""

    requirement: str
    outcome: str
    what: str
    expected: str
    actual: str


@dataclass(frozen=True)
class CaseResult:
    """What came of one case. `verdict` is pass, fail, warning, info, skipped or error."""

    id: str
    verdict: str
    reason: str
    story: str
    checks: list[Check]
    again: str
    raw: dict[str, Any] = field(repr=False)

    def text(self) -> str:
        """The findings for people: requirement, expected, actual, and the command to run it again."""
        lines = [f"{self.verdict.upper()} {self.id}", f"  {self.story}"]
        for check in self.checks:
            if check.outcome == "pass":
                continue
            lines += [
                f"  {check.requirement}: {check.outcome}: {check.what}",
                f"    expected  {check.expected}",
                f"    actual    {check.actual}",
            ]
        if not any(check.outcome != "pass" for check in self.checks) and self.reason:
            lines.append(f"  {self.reason}")
        return "\n".join([*lines, f"  again     {self.again}"])


class ServerSession:
    """One EST server under test. Give a profile, or the keywords of ServerProfile.

    `seed` makes requests repeatable; `timeout` is in seconds, for each answer.
    """

    def __init__(
        self,
        profile: Optional[ServerProfile] = None,
        *,
        suite: Optional[Suite] = None,
        seed: int = 1,
        timeout: float = 5.0,
        **keywords: str,
    ) -> None:
        self.suite = suite or Suite(scenarios_directory())
        self.profile = profile or ServerProfile(**keywords)
        self._session = _ServerSession(self.suite, self.profile, seed, timeout)

    def run(self, case: Case) -> CaseResult:
        """Runs one case and answers its result."""
        raw = json.loads(self._session.run(case))["cases"][0]
        checks = [
            Check(
                check["requirement"],
                check["outcome"],
                check.get("what", ""),
                check.get("expected", ""),
                check.get("actual", ""),
            )
            for check in raw.get("checks", [])
        ]
        return CaseResult(
            raw["id"],
            raw["verdict"],
            raw.get("reason", ""),
            raw.get("story", ""),
            checks,
            raw.get("again", ""),
            raw,
        )

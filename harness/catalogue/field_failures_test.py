#!/usr/bin/python3
"""Tests scripts/field-failures on small repositories."""
import subprocess
import tempfile
import unittest
from pathlib import Path

program = Path(__file__).resolve().parent.parent.parent / "scripts/field-failures"

SCENARIO = """\
about: a
tests: server
cases:
  one: {tags: [field, b101]}
  two: {tags: [field, b101, other]}
"""


class FieldFailures(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "docs").mkdir()
        (self.root / "scenarios/rfc1000").mkdir(parents=True)
        (self.root / "scenarios/rfc1000/4.2-x.yaml").write_text(SCENARIO)

    def look(self, *ends, options=()):
        """The status and what was said, where row b101 and those after it end so."""
        table = self.root / "docs/field-failures.md"
        table.write_text("".join(f"| b{101 + i} | server | it fails | {end} |\n" for i, end in enumerate(ends)))
        done = subprocess.run([program, "--repository", self.root, *options], stdout=subprocess.PIPE, text=True)
        return done.returncode, done.stdout, table.read_text()

    def test_a_row_may_name_its_scenarios_or_not_yet(self):
        status, said, _ = self.look("`rfc1000.4.2.one`, `rfc1000.4.2.two`", "open", "no: it is policy.")
        self.assertEqual((0, "3 rows: 1 with scenarios, 1 with a reason, 1 open\n"), (status, said))
        status, said, _ = self.look("open")
        self.assertEqual(0, status)
        self.assertIn("1 rows could be filled in", said)

    def test_write_fills_them_in(self):
        _, _, table = self.look("open", options=["--write"])
        self.assertIn("| `rfc1000.4.2.one`, `rfc1000.4.2.two` |", table)

    def test_a_scenario_without_the_tag_is_no_end(self):
        status, said, _ = self.look("`rfc1000.4.2.three`")
        self.assertEqual(1, status)
        self.assertIn("b101 claims rfc1000.4.2.three, which does not bear the tag", said)

    def test_a_tag_without_a_row_is_found(self):
        status, said, _ = self.look()
        self.assertEqual(1, status)
        self.assertIn("rfc1000.4.2.one is tagged b101, of which the table has no row", said)

    def test_a_reason_and_a_scenario_contradict_each_other(self):
        self.assertEqual(1, self.look("no: it is policy.")[0])

    def test_a_row_without_an_end_is_found(self):
        status, said, _ = self.look("`rfc1000.4.2.one`", "some day")
        self.assertEqual(1, status)
        self.assertIn("b102 ends neither in scenarios", said)


unittest.main()

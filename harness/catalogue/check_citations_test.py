#!/usr/bin/python3
"""Tests scripts/check-citations on small repositories, each with one thing wrong."""
import subprocess
import tempfile
import unittest
from pathlib import Path

program = Path(__file__).resolve().parent.parent.parent / "scripts/check-citations"

REQUIREMENT = """\
- id: RFC1000-2.1-01
  level: MUST
  binds: [server]
  says: The server answers.
  anchor: the server MUST answer
"""
TEXT = """\
1.  Introduction ........ 1

2.1.  Answers

   Whatever was asked, the server
\f
Author                       Standards Track                    [Page 1]

RFC 1000                          Answers                   October 2013

   MUST answer.

2.2.  Questions

   Nobody must ask.
"""
FAULT = """\
add(moments::answer, {.id = "silent", .role = Role::%s, .breaks = "%s", .story = "says nothing"});
"""


class CheckCitations(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.write("texts/rfc1000.txt", TEXT)
        self.requirements(REQUIREMENT)

    def write(self, name, text):
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def requirements(self, text):
        self.write("scenarios/requirements/rfc1000.yaml", text)

    def check(self, texts="texts"):
        done = subprocess.run(
            ["/usr/bin/python3", "-B", program, "--repository", self.root, self.root / texts],
            capture_output=True, text=True, check=False)
        self.assertEqual(done.stderr, "")
        return done.returncode, done.stdout

    def wrong(self, what):
        status, output = self.check()
        self.assertEqual(status, 1, output)
        self.assertIn(what, output)

    def test_accepts_what_is_right(self):
        self.write("reference/faults/answer_faults.cpp", FAULT % ("server", "RFC1000-2.1-01"))
        self.write("reference/server.cpp", "// RFC1000-2.1-01: silence is no answer\n")
        self.assertEqual(self.check(), (0, "1 requirements, 0 wrong citations\n"))

    def test_refuses_an_anchor_that_the_section_lacks(self):
        self.requirements(REQUIREMENT.replace("RFC1000-2.1", "RFC1000-2.2"))
        self.wrong("RFC1000-2.2-01: section 2.2 does not say 'the server MUST answer'")

    def test_knows_the_sections_of_an_appendix(self):
        self.write("texts/rfc1000.txt", TEXT + "\nAppendix A. Examples\n\nA.1.  An answer\n\n   It answers so.\n")
        entry = REQUIREMENT.replace("2.1-01", "A.1-01").replace("the server MUST answer", "It answers so")
        self.requirements(entry)
        self.assertEqual(self.check()[0], 0)
        self.requirements(entry.replace("A.1-01", "A-01"))
        self.wrong("RFC1000-A-01: section A does not say 'It answers so'")

    def test_refuses_a_sentence_with_a_keyword_that_no_entry_has(self):
        self.write("texts/rfc7030.txt", "2.1.  Answers\n\n   It answers.  Clients MUST wait.\n")
        self.wrong("RFC7030 2.1 has no entry for: Clients MUST wait.")

    def test_refuses_a_document_without_text(self):
        (self.root / "texts/rfc1000.txt").unlink()
        self.wrong("there is no rfc1000.txt")

    def test_refuses_numbers_with_a_gap(self):
        self.requirements(REQUIREMENT.replace("-01", "-02"))
        self.wrong("RFC1000-2.1-02: the number before it was 00")

    def test_refuses_an_anchor_of_too_few_words(self):
        self.requirements(REQUIREMENT.replace("the server MUST answer", "MUST answer"))
        self.wrong("RFC1000-2.1-01: an anchor has three to ten words, not 2")

    def test_refuses_an_unknown_id_in_a_comment(self):
        self.write("harness/judge.h", "\n// RFC1000-2.1-07: no such thing\n")
        self.wrong("harness/judge.h:2: no requirement is called RFC1000-2.1-07")

    def test_refuses_an_unknown_id_in_a_scenario(self):
        self.write("scenarios/rfc1000/2.1-answers.yaml", "covers: [RFC1000-9-01]\n")
        self.wrong("scenarios/rfc1000/2.1-answers.yaml:1:")

    def test_leaves_tests_alone(self):
        self.write("harness/judge_test.cpp", "// RFC1000-2.1-07\n")
        self.assertEqual(self.check()[0], 0)

    def test_refuses_a_fault_of_a_peer_who_is_not_bound(self):
        self.write("reference/faults/answer_faults.cpp", FAULT % ("client", "RFC1000-2.1-01"))
        self.wrong("silent breaks RFC1000-2.1-01, which does not bind a client")

    def test_a_fault_may_break_nothing(self):
        self.write("reference/faults/answer_faults.cpp", FAULT % ("client", ""))
        self.assertEqual(self.check()[0], 0)

    def test_says_when_there_are_no_texts(self):
        status, output = self.check("elsewhere")
        self.assertEqual(status, 0)
        self.assertIn("anchors are not checked", output)


if __name__ == "__main__":
    unittest.main()

"""What inquest says, as approved transcripts: tests/cli/golden/NAME.txt, a command, its words, its status.

The first line of a file is the command after '$ '; lines '< FILE | text' before it write a file. After
a change that is meant: INQUEST_APPROVE=1 and a look at git diff.
"""
import os
import re
import shlex
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


def stable(text, tmp_path, port):
    text = text.replace(str(port), "PORT").replace(str(tmp_path), "FOLDER")
    text = re.sub(r"seed \d+", "seed NUMBER", text)
    text = re.sub(r"\d+ of \d+ cases not run", "SOME of ALL cases not run", text)
    return re.sub(r"\b\d+([.]\d+)? (ms|s|seconds?)\b", "TIME", text)


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.txt")), ids=lambda file: file.stem)
def test_says_what_was_approved(inquest, tmp_path, closed_port, file):
    lines = file.read_text().split("\n")
    head = lines[: next(at for at, line in enumerate(lines) if line.startswith("$ ")) + 1]
    for line in head[:-1]:
        name, _, text = line.removeprefix("< ").partition(" | ")
        with (tmp_path / name).open("a") as written:
            written.write(text + "\n")
    command = shlex.split(head[-1].replace("PORT", str(closed_port)))
    assert command[:2] == ["$", "inquest"]

    done = inquest(*command[2:])
    said = stable(done.stdout + done.stderr, tmp_path, closed_port)
    transcript = "\n".join(head) + "\n" + said + f"[exit status {done.returncode}]\n"
    if os.environ.get("INQUEST_APPROVE") == "1":
        file.write_text(transcript)
    assert transcript == file.read_text()

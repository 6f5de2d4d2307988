#!/usr/bin/python3
"""What a case of the suite costs, in signatures: processor time that `inquest test server --reference`
takes for a case (client and server together), divided by that of one ECDSA signature on P-256 by
OpenSSL on the same machine at the same time. A ratio, so that machines can be compared.

Usage: suite_ratio.py [PROGRAM] [--most RATIO]    ends with 1 when the ratio is above RATIO
"""
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

root = Path(__file__).resolve().parent.parent


def processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def seconds_a_signature():
    told = subprocess.run(["openssl", "speed", "-seconds", "1", "ecdsap256"], capture_output=True, text=True,
                          check=True).stdout
    return 1 / float(re.search(r"256 bits ecdsa \(nistp256\)\s+\S+\s+\S+\s+([0-9.]+)", told).group(1))


def seconds_a_case(program):
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "run.json"
        command = [program, "test", "server", "--reference", "--seed", "1", "--json", result]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fills the pool of keys
        before = processor_seconds()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        took = processor_seconds() - before
        run = json.loads(result.read_text())
        judged = sum(case["verdict"] != "skipped" for case in run["cases"])
        return took / judged, judged, run["duration_us"] / 1e6


def main(arguments):
    most = float(arguments.pop(arguments.index("--most") + 1)) if "--most" in arguments else None
    programs = [argument for argument in arguments if not argument.startswith("--")]
    program = programs[0] if programs else os.environ.get("INQUEST_PROGRAM", root / "build/release/bin/inquest")
    case, judged, wall = seconds_a_case(program)
    signature = seconds_a_signature()
    ratio = case / signature
    print(f"{judged} cases: {case * 1000:.2f} ms of processor a case, {wall:.1f} s in all; "
          f"a signature {signature * 1e6:.0f} us; ratio {ratio:.0f}")
    return 1 if most is not None and ratio > most else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

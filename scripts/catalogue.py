"""What scripts read of the catalogue, of the faults and of the scenarios."""
import re

import yaml

CITATION = re.compile(r"\bRFC\d{4}-(?:[A-Z]|\d+)(?:\.\d+)*-\d\d\b")


def read_catalogue(root):
    """Id -> entry, in the order of the files and of the text."""
    entries = {}
    for file in sorted((root / "scenarios/requirements").glob("*.yaml")):
        for entry in yaml.safe_load(file.read_text()):
            entries[entry["id"]] = entry
    return entries


def read_faults(root):
    """File, id, role and what is broken of every fault; None for what it does not say."""
    for file in sorted((root / "reference/faults").glob("*_faults.cpp")):
        for entry in re.split(r"\{\s*\.id\s*=", file.read_text())[1:]:
            fault = re.match(r'\s*"([^"]+)"', entry).group(1)
            role = re.search(r"\.role\s*=\s*Role::(\w+)", entry)
            broken = re.search(r'\.breaks\s*=\s*"([^"]*)"', entry)
            yield file, fault, role and role.group(1), broken and broken.group(1)


def read_scenarios(root):
    """File, role and case of every scenario."""
    for file in sorted((root / "scenarios").glob("*/*.yaml")):
        if file.parent.name in ("requirements", "vectors", "packs"):
            continue
        suite = yaml.safe_load(file.read_text())
        for case in suite["cases"].values():
            yield file, suite["tests"], case

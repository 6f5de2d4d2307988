#!/usr/bin/python3
"""Tests the published schema of server profiles: the example fits, and what is wrong does not."""
import json
import unittest
from pathlib import Path

import jsonschema
import yaml

here = Path(__file__).resolve().parent
schema = json.loads((here / "server-profile.schema.json").read_text())


def fits(profile):
    return jsonschema.Draft202012Validator(schema).is_valid(profile)


def with_url(**keys):
    return {"url": "https://localhost:8443", **keys}


class ServerProfileSchema(unittest.TestCase):
    def test_is_a_schema(self):
        jsonschema.Draft202012Validator.check_schema(schema)

    def test_the_examples_in_docs_fit(self):
        examples = here.parent.parent / "docs/examples"
        servers = sorted((examples / "servers").glob("*.yaml"))
        self.assertGreater(len(servers), 3)
        for example in [examples / "server-profile.yaml", *servers]:
            self.assertTrue(fits(yaml.safe_load(example.read_text())), example.name)

    def test_url_alone_fits(self):
        for url in ("https://h", "https://h:1/", "https://[::1]:8443/.well-known/est/factory"):
            self.assertTrue(fits({"url": url}), url)

    def test_another_scheme_or_path_does_not_fit(self):
        for url in ("http://h", "https://h/est", "https://u@h", "https://h/.well-known/est/a/b"):
            self.assertFalse(fits({"url": url}), url)

    def test_a_typo_does_not_fit(self):
        self.assertFalse(fits(with_url(pasword="x")))
        self.assertFalse(fits(with_url(tls=["1.1"])))
        self.assertFalse(fits(with_url(keys=["ec-p255"])))

    def test_what_belongs_together_does_not_fit_alone(self):
        self.assertFalse(fits(with_url(cert="a.pem")))
        self.assertFalse(fits(with_url(user="u")))
        self.assertFalse(fits(with_url(password="p", password_file="f")))
        self.assertTrue(fits(with_url(password="p")))
        self.assertFalse(fits(with_url(cmc_secret="s")))
        self.assertFalse(fits(with_url(cmc_identification="i")))
        self.assertTrue(fits(with_url(cmc_identification="i", cmc_secret="s")))

    def test_a_shared_key_has_its_octets_once(self):
        name = {"identifier": "6b31"}
        for key, right in (({}, False), ({"key": "00"}, True), ({"key": "00", "key_file": "f"}, False)):
            profile = with_url(key_encryption={"shared_key": {**name, **key}})
            self.assertEqual(fits(profile), right, key)
        recipient = {"cert": "a.pem", "key": "b.pem"}
        self.assertTrue(fits(with_url(key_encryption={"key_transport": recipient})))
        self.assertFalse(fits(with_url(key_encryption={"key_agreement": {"cert": "a.pem"}})))

    def test_a_label_is_no_operation(self):
        self.assertFalse(fits(with_url(label="cacerts")))
        self.assertTrue(fits(with_url(label="cacerts2", other_label="b")))


if __name__ == "__main__":
    unittest.main()

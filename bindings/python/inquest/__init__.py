"""inquest: conformance tests for EST (RFC 7030), from Python.

>>> import inquest
>>> with inquest.ReferenceServer() as server:
...     session = inquest.ServerSession(url=server.url, trust_pem=server.trust_pem,
...                                     user=server.user, password=server.password)
...     result = session.run(session.suite.cases[0])
"""

from ._core import (
    Case,
    CertificationRequest,
    CertsOnly,
    ParseError,
    ReferenceServer,
    ServerProfile,
    Suite,
    YamlError,
    decode_base64,
    encode_base64,
    faults,
    tree_text,
)
from .session import CaseResult, Check, ServerSession, scenarios_directory

__all__ = [
    "Case",
    "CaseResult",
    "CertificationRequest",
    "CertsOnly",
    "Check",
    "ParseError",
    "ReferenceServer",
    "ServerProfile",
    "ServerSession",
    "Suite",
    "YamlError",
    "decode_base64",
    "encode_base64",
    "faults",
    "scenarios_directory",
    "tree_text",
]

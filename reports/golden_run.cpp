#include "reports/golden_run.h"

namespace inquest {
namespace {

const std::string hostile =
    "<script>alert(1)</script>\x1b[31mred\x1b[0m \"quoted\" & 'single' \xff\xfe\xc2\x9b" +
    std::string(1, '\0') + "]]>";

CaseResult base_case(const std::string& scenario, const std::string& variant, Verdict verdict) {
  CaseResult each;
  each.scenario = scenario;
  each.id = scenario + variant;
  each.story =
      "What this case is about, in a sentence that is long enough to be wrapped on a console of "
      "eighty columns.";
  each.file = "rfc7030/4.2.1-simpleenroll.yaml";
  each.tags = {"field", "B101"};
  each.verdict = verdict;
  each.duration_us = 12'345;
  each.again =
      "inquest test server --url https://est.example:8443 --select '" + each.id + "' --seed 7";
  each.evidence.steps = {{"enroll", "enroll: {faults: [csr-signature-flipped-bit]}"},
                         {"expect_refusal", "expect_refusal: {cites: RFC7030-4.2.1-02}"}};
  return each;
}

CaseResult failing_case() {
  auto each = base_case("rfc7030.4.2.1.csr-signature-invalid", "[tls1.3,basic]", Verdict::fail);
  each.reason = "whether the request was refused: expected a refusal, got 200";
  each.checks = {
      {"RFC7030-4.2.1-02", Verdict::fail, "whether the request was refused",
       "a refusal, and no certificate",
       "200 application/pkcs7-mime, 1034 bytes, a certificate for CN=" + hostile, 2},
      {"RFC7030-4.2.3-05", Verdict::pass, "the status code", "status 4xx or 5xx", "400", 3}};
  each.evidence.connections = {
      {"main",
       "est.example:8443",
       "TLSv1.3",
       "TLS_AES_256_GCM_SHA384",
       "00ff",
       "orderly close",
       {{true, 1200,
         "POST /.well-known/est/simpleenroll HTTP/1.1\r\nHost: est.example\r\nAuthorization: Basic "
         "****\r\n\r\nMIIB",
         0},
        {false, 5300, "HTTP/1.1 200 OK\r\nX-Hostile: " + hostile + "\r\n\r\n", 12}}},
      {"second", "est.example:8443", "", "", "", "refused", {}}};
  each.evidence.certificates = {{"issued", "CN=" + hostile, "CN=CA",
                                 "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"}};
  each.evidence.structures = {
      {"the certs-only of the answer", std::string("\x30\x00", 2), "    0     0 SEQUENCE\n"}};
  each.evidence.twin = TwinResult{"200 application/pkcs7-mime, 900 bytes", "- 00\n+ 01\n"};
  each.evidence.reproducer = "#!/bin/sh\nopenssl s_client -connect est.example:8443\n";
  return each;
}

}  // namespace

RunResult golden_run() {
  RunResult run;
  run.tool = "inquest 0.1.0";
  run.started = "2026-01-02T03:04:05Z";
  run.duration_us = 3'210'000;
  run.seed = 7;
  run.sut = {"server",
             "Example EST server",
             "est.example:8443",
             {{"URL", "https://est.example:8443"}, {"Server", hostile}}};
  run.requirements = {
      {"RFC7030-4.1.2-04",
       "SHOULD NOT",
       "RFC 7030",
       "4.1.2",
       "/cacerts is answered without client authentication.",
       {},
       ""},
      {"RFC7030-4.1.3-01",
       "MUST",
       "RFC 7030",
       "4.1.3",
       "A successful /cacerts response has status 200.",
       {},
       ""},
      {"RFC7030-4.2.1-02",
       "WIRE",
       "RFC 7030",
       "4.2.1",
       "The CSR's signature proves possession of the private key.",
       {},
       ""},
      {"RFC7030-4.2.3-05",
       "MUST",
       "RFC 7030",
       "4.2.3",
       "A problem is answered with a suitable 4xx or 5xx.",
       {},
       ""},
      {"RFC7030-3.4-01",
       "WIRE",
       "RFC 7030",
       "3.4",
       "The signature of an enrolment request proves possession of the private key.",
       {"RFC7030-4.2.1-02"},
       ""},
      {"RFC8951-5.1-02",
       "MAY",
       "RFC 8951",
       "5.1",
       "Errors for people may bear text/plain.",
       {},
       "A permission: a refusal with any other media type breaks nothing."}};
  auto passing = base_case("rfc7030.4.1.3.status", "", Verdict::pass);
  passing.checks = {{"RFC7030-4.1.3-01", Verdict::pass, "the status code", "status 200",
                     "200 application/pkcs7-mime", 2}};
  auto warning = base_case("rfc7030.4.1.2.without-credentials", "", Verdict::warning);
  warning.file = "rfc7030/4.1.2-cacerts-request.yaml";
  warning.checks = {{"RFC7030-4.1.2-04", Verdict::warning, "the status code", "status 200",
                     "401 text/plain, 20 bytes", 2}};
  warning.reason = "the status code: expected status 200, got 401";
  auto info = base_case("rfc8951.3.raw-der-request", "", Verdict::info);
  info.checks = {{"RFC7030-4.2.3-05", Verdict::info, "what the peer puts up with", "",
                  "200, a certificate", 2}};
  auto skipped = base_case("rfc7030.3.2.2.label", "", Verdict::skipped);
  skipped.reason = "the profile names no further label (other_label)";
  auto error = base_case("rfc7030.4.2.2.renew", "[tls1.2]", Verdict::error);
  error.reason = "no client certificate could be enrolled for this case: " + hostile;
  auto known = base_case("rfc7030.4.1.2.without-credentials", "[tls1.2]", Verdict::warning);
  known.checks = warning.checks;
  known.reason = warning.reason;
  known.known = "opened in the next release";
  run.cases = {passing, failing_case(), warning, info, skipped, error, known};
  return run;
}

}  // namespace inquest

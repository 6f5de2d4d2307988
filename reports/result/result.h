#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What a run found: plain values, all that a report writer knows. Bytes are strings of bytes here
/// (not text); every writer escapes them for its format.
namespace inquest {

enum class Verdict { pass, fail, warning, info, skipped, error };
/// "pass", "fail", ...
std::string_view name_of(Verdict verdict);

/// A normative statement, as far as a report needs it.
struct RequirementResult {
  std::string id;        ///< RFC7030-4.2.1-02
  std::string level;     ///< MUST, MUST NOT, SHOULD, SHOULD NOT, MAY, WIRE (a rule without keyword)
  std::string document;  ///< RFC 7030
  std::string section;   ///< 4.2.1
  std::string says;      ///< our paraphrase
  std::vector<std::string> says_again;  ///< ids of the statements that it repeats
  std::string untestable;               ///< why no black box can show it; empty: it can be tested
};

/// One judgement inside a case.
struct CheckResult {
  std::string requirement;          ///< id
  Verdict outcome = Verdict::pass;  ///< pass, fail, warning, info
  std::string what;                 ///< what was looked at: "status of the answer to the enrolment"
  std::string expected;             ///< all that would have been accepted
  std::string actual;
  std::size_t step = 0;  ///< number of the step that judged, from 1
};

struct TransferResult {
  bool sent = false;         ///< by inquest
  std::int64_t at_us = 0;    ///< since the connection began
  std::string bytes;         ///< decrypted; secrets masked unless asked for
  std::size_t left_out = 0;  ///< bytes dropped here to bound the report
};

struct CertificateResult {
  std::string role;  ///< "server", "issued", "cacerts"
  std::string subject;
  std::string issuer;
  std::string pem;
};

/// A structure in a body, decoded beside its bytes.
struct StructureResult {
  std::string name;  ///< "certs-only of the answer"
  std::string der;   ///< bytes
  std::string tree;  ///< one line an element: offset, length, tag, value
};

struct ConnectionResult {
  std::string name;         ///< "main"
  std::string peer;         ///< host:port
  std::string tls_version;  ///< empty: none
  std::string cipher_suite;
  std::string channel_binding;  ///< hex
  std::string fate;             ///< how it ended
  std::vector<TransferResult> transfers;
};

/// One run of a client under test.
struct ProgramResult {
  std::string name;     ///< "simpleenroll at main"
  std::string command;  ///< as it would be typed, secrets masked; empty: there was none
  std::string ended;    ///< what it kept, and how it ended
  std::string output;   ///< what it printed; secrets masked
};

struct StepResult {
  std::string word;  ///< "enroll"
  std::string text;  ///< the step as its author wrote it, one line
};

/// Where a negative case differs from its twin, the same case without the deviation.
struct TwinResult {
  std::string accepted;    ///< how the twin fared: "200, certificate for CN=device-1"
  std::string difference;  ///< hex, header or field that differs, for people
};

struct Evidence {
  std::vector<StepResult> steps;
  std::vector<ConnectionResult> connections;
  std::vector<CertificateResult> certificates;
  std::vector<StructureResult> structures;
  std::vector<ProgramResult> programs;  ///< of a client under test
  std::optional<TwinResult> twin;
  std::string reproducer;  ///< a shell script of openssl and curl; empty where there is none
};

struct CaseResult {
  std::string id;        ///< rfc7030.4.2.1.csr-signature-invalid[tls1.3,basic]
  std::string scenario;  ///< the id without its variant
  std::string story;     ///< one or two sentences
  std::string file;      ///< scenario file, relative
  std::vector<std::string> tags;
  Verdict verdict = Verdict::error;
  std::string reason;  ///< for skipped and error: why; else the first finding in one line
  std::vector<CheckResult> checks;
  Evidence evidence;
  std::int64_t duration_us = 0;
  std::string again;  ///< the command that runs this case alone
  std::string known;  ///< why this verdict is expected, by the file of known verdicts; else empty
};

struct SutResult {
  std::string role;  ///< server or client
  std::string name;  ///< from its profile, or its URL
  std::string address;
  std::vector<std::pair<std::string, std::string>> facts;  ///< "TLS": "TLSv1.3 ..."
};

struct RunResult {
  int format = 1;       ///< of the JSON
  std::string tool;     ///< "inquest 0.1.0"
  std::string started;  ///< RFC 3339, UTC
  std::int64_t duration_us = 0;
  std::uint64_t seed = 0;
  SutResult sut;
  std::vector<RequirementResult> requirements;  ///< all that the suite knows for this role
  std::vector<CaseResult> cases;                ///< in the suite's order
  bool complete = true;                         ///< false when the run was stopped early
};

struct Tally {
  std::size_t pass = 0, fail = 0, warning = 0, info = 0, skipped = 0, error = 0;
  std::size_t total() const { return pass + fail + warning + info + skipped + error; }
};
Tally tally(const RunResult& run);
void count(Tally& tally, Verdict verdict);

/// The requirement of that id, or nullptr.
const RequirementResult* find_requirement(const RunResult& run, std::string_view id);

/// What the run says of each requirement: violated if any check failed on it, else doubtful if any
/// warned, satisfied if any passed, not exercised otherwise. One that says others again fares as
/// they do.
enum class Standing { satisfied, doubtful, violated, not_exercised };
std::string_view name_of(Standing standing);
std::vector<std::pair<RequirementResult, Standing>> standings(const RunResult& run);

/// JSON by reports/result/schema.json, and back. The reader throws std::runtime_error naming the
/// place (a JSON pointer) that is wrong. Byte strings are base64 in fields that end in "_base64".
std::string encode_run(const RunResult& run);
RunResult decode_run(const std::string& json);

}  // namespace inquest

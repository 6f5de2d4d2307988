#include <benchmark/benchmark.h>

#include "reference/pki/atomic_file.h"
#include "reference/pki/authority.h"
#include "reference/pki/csr.h"
#include "reference/pki/name.h"

/// What an enrolment costs beside the network: proof-of-possession, and issuing in memory and on
/// disk (where syncing the file and its folder takes most of the time).
namespace inquest {
namespace {

constexpr std::int64_t now = 1750000000;

void issue(benchmark::State& state, Authority& authority) {
  const auto subject = encode_name("CN=device-1");
  const auto public_key = Key::generate(KeyKind("ec-p256")).public_key();
  for (auto _ : state)
    benchmark::DoNotOptimize(
        authority.issue(authority.prepare(subject, public_key, std::nullopt, now)));
}

void issue_in_memory(benchmark::State& state, const char* kind) {
  AuthorityOptions options;
  options.issuing_key = KeyKind(kind);
  issue(state, *Authority::in_memory(options, now));
}
BENCHMARK_CAPTURE(issue_in_memory, ec_p256, "ec-p256");
BENCHMARK_CAPTURE(issue_in_memory, rsa_2048, "rsa-2048");
BENCHMARK_CAPTURE(issue_in_memory, ed25519, "ed25519");

void issue_on_disk(benchmark::State& state) {
  const TemporaryFolder folder;
  issue(state, *Authority::open(folder.path() / "ca", {}, now));
}
BENCHMARK(issue_on_disk);

void prove_possession(benchmark::State& state, const char* kind) {
  const auto key = Key::generate(KeyKind(kind));
  RequestInfo info;
  info.subject = encode_name("CN=device-1");
  info.public_key = key.public_key();
  const auto request = sign_request(info, key);
  for (auto _ : state) benchmark::DoNotOptimize(proves_possession(request));
}
BENCHMARK_CAPTURE(prove_possession, ec_p256, "ec-p256");
BENCHMARK_CAPTURE(prove_possession, rsa_2048, "rsa-2048");
BENCHMARK_CAPTURE(prove_possession, ed25519, "ed25519");

}  // namespace
}  // namespace inquest

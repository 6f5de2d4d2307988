#include <benchmark/benchmark.h>
#include <openssl/cms.h>

#include <chrono>
#include <stdexcept>

#include "reference/codec/base64.h"
#include "reference/codec/certs_only.h"
#include "reference/codec/pkcs10.h"
#include "reference/pki/authority.h"
#include "reference/pki/csr.h"
#include "reference/pki/name.h"
#include "reference/pki/openssl.h"

/// How fast our reading is. OpenSSL's of the same bytes is timed within the same run, turn by turn,
/// so that the ratio holds on a busy machine: "ours/OpenSSL" below 1 means that ours is faster.
/// OpenSSL does more: it makes a key object of each public key, which takes most of its time.
namespace inquest {
namespace {

using Clock = std::chrono::steady_clock;
using CmsPtr = std::unique_ptr<CMS_ContentInfo, OpensslDeleter<CMS_ContentInfo_free>>;

constexpr std::int64_t now = 1750000000;

Bytes request() {
  const auto key = Key::generate(KeyKind("ec-p256"));
  RequestInfo info;
  info.subject = encode_name("CN=device-1,O=Example,C=DE");
  info.public_key = key.public_key();
  info.attributes = {
      {"1.2.840.113549.1.9.7", {encode(utf8_string("a challenge password"))}},
      extension_request({extensions::subject_alt_name({"DNS:device-1.example", "IP:192.0.2.1"}),
                         extensions::key_usage({"digitalSignature"})}),
  };
  return encode(encode(sign_request(info, key)));
}

Bytes certs_only() {
  const auto authority = Authority::in_memory({}, now);
  CertsOnly value;
  value.certificates = {authority->issuing().der(), authority->root().der()};
  return encode(encode(value));
}

bool ours_reads_request(const Bytes& der) { return decode_certification_request(der).has_value(); }

bool openssl_reads_request(const Bytes& der) {
  const unsigned char* at = der.data();
  return X509ReqPtr(d2i_X509_REQ(nullptr, &at, static_cast<long>(der.size()))) != nullptr;
}

bool ours_reads_certs_only(const Bytes& der) { return decode_certs_only(der).has_value(); }

bool openssl_reads_certs_only(const Bytes& der) {
  const unsigned char* at = der.data();
  return CmsPtr(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(der.size()))) != nullptr;
}

template <class Read>
double seconds(Read read, const Bytes& der) {
  const auto begin = Clock::now();
  if (!read(der)) throw std::logic_error("what is measured must be readable");
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

template <class Ours, class Openssl>
void compare(benchmark::State& state, const Bytes& der, Ours ours, Openssl openssl) {
  double our_time = 0;
  double openssl_time = 0;
  for (auto _ : state) {
    const auto took = seconds(ours, der);
    state.SetIterationTime(took);
    our_time += took;
    openssl_time += seconds(openssl, der);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(der.size()));
  state.counters["ours/OpenSSL"] = our_time / openssl_time;
}

void read_request(benchmark::State& state) {
  compare(state, request(), ours_reads_request, openssl_reads_request);
}
BENCHMARK(read_request)->UseManualTime();

void read_certs_only(benchmark::State& state) {
  compare(state, certs_only(), ours_reads_certs_only, openssl_reads_certs_only);
}
BENCHMARK(read_certs_only)->UseManualTime();

void write_request(benchmark::State& state) {
  const auto value = *decode_certification_request(request());
  for (auto _ : state) benchmark::DoNotOptimize(encode(encode(value)));
}
BENCHMARK(write_request);

void write_base64(benchmark::State& state, const Base64Layout& layout) {
  const Bytes bytes(static_cast<std::size_t>(state.range(0)), 0xa5);
  for (auto _ : state) benchmark::DoNotOptimize(encode_base64(bytes, layout));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK_CAPTURE(write_base64, single_line, layouts::single_line)->Arg(1000)->Arg(100000);
BENCHMARK_CAPTURE(write_base64, crlf_76, layouts::crlf_76)->Arg(1000)->Arg(100000);

void read_base64(benchmark::State& state, const Base64Layout& layout) {
  const auto text = encode_base64(Bytes(static_cast<std::size_t>(state.range(0)), 0xa5), layout);
  for (auto _ : state) benchmark::DoNotOptimize(decode_base64(text));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK_CAPTURE(read_base64, single_line, layouts::single_line)->Arg(1000)->Arg(100000);
BENCHMARK_CAPTURE(read_base64, crlf_76, layouts::crlf_76)->Arg(1000)->Arg(100000);

}  // namespace
}  // namespace inquest

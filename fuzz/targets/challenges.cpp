#include <cstdlib>

#include "reference/protocol/digest_check.h"

namespace {

using namespace inquest;

/// Credentials of whatever form: only the password's own answer may count, and it must be counted.
void check_credentials(const std::string& field) {
  HttpRequest request;
  request.method = "POST";
  request.target = "/.well-known/est/simpleenroll";
  request.headers.add("Authorization", field);
  DigestNonces nonces;
  const auto check = check_digest(request, {{"est", "a password that no input knows"}}, "realm",
                                  nonces, 1'800'000'000);
  if (check.verdict == DigestVerdict::valid) std::abort();
  (void)decode_basic_authorization(field);
}

}  // namespace

/// A challenge that can be answered is answered so that it can be read again, with its own words.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string field(text_of(BytesView(data, size)));
  HttpRequest request;
  request.method = "POST";
  request.target = "/";
  for (const auto& challenge : parse_challenges(field)) {
    if (!can_answer(challenge)) continue;
    const auto answer =
        parse_challenges(digest_authorization(challenge, {"a\"b\\c", "password"}, request, 1, "c"));
    if (answer.size() != 1 || answer[0].scheme != "digest" ||
        answer[0].find("username") != "a\"b\\c" ||
        answer[0].find("nonce") != challenge.find("nonce") ||
        answer[0].find("realm") != challenge.find("realm"))
      std::abort();
  }
  check_credentials(field);
  check_credentials("Digest " + field);
  return 0;
}

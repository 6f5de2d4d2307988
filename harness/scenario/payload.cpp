#include "harness/scenario/payload.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/key_delivery.h"
#include "reference/codec/base64.h"
#include "reference/pki/second_reader.h"

namespace inquest {
namespace {

bool printable(BytesView body) {
  return std::all_of(body.begin(), body.end(), [](std::uint8_t c) {
    return (c >= 0x20 && c != 0x7f) || c == '\r' || c == '\n' || c == '\t';
  });
}

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t\r\n");
  return from == std::string_view::npos ? std::string_view() : text.substr(from);
}

std::string_view without_nuls_behind(std::string_view text) {
  return text.substr(0, text.find_last_not_of('\0') + 1);
}

/// The base64 between the first pair of armour lines.
std::optional<Bytes> octets_in_armour(std::string_view text) {
  const auto begin = text.find('\n', text.find("-----BEGIN"));
  const auto end = text.find("-----END");
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return {};
  auto decoded = decode_base64(text.substr(begin, end - begin));
  if (!decoded) return {};
  return *std::move(decoded);
}

}  // namespace

std::string_view name_of(BodyForm form) {
  switch (form) {
    case BodyForm::empty:
      return "an empty body";
    case BodyForm::base64:
      return "base64";
    case BodyForm::der:
      return "raw DER";
    case BodyForm::pem:
      return "PEM armour";
    case BodyForm::json:
      return "JSON";
    case BodyForm::html:
      return "HTML";
    case BodyForm::text:
      return "text that is not base64";
    case BodyForm::binary:
      return "binary data";
  }
  return "";
}

std::string form_text(BytesView body) {
  const auto form = form_of(body);
  const auto text = text_of(body);
  auto said = std::string(name_of(form));
  const auto kept = without_nuls_behind(text).size();
  if (form == BodyForm::binary && kept > 0 && kept < text.size() &&
      decode_base64(text.substr(0, kept)))
    return fmt::format("base64 and, behind it, {} from byte {} on",
                       text.size() - kept == 1 ? "a NUL" : "NULs", kept);
  if (form == BodyForm::text)
    if (const auto decoded = decode_base64(text); !decoded) said += ": " + decoded.error().text();
  return said;
}

BodyForm form_of(BytesView body) {
  const auto text = trimmed(text_of(body));
  if (text.empty()) return BodyForm::empty;
  if (decode_base64(text_of(body))) return BodyForm::base64;
  if (text.starts_with("-----BEGIN")) return BodyForm::pem;
  if (body.size() > 1 && body[0] == 0x30 && (body[1] >= 0x80 || !printable(body)))
    return BodyForm::der;
  if (!printable(body)) return BodyForm::binary;
  if (text.starts_with("{") || text.starts_with("[")) return BodyForm::json;
  if (text.starts_with("<")) return BodyForm::html;
  return BodyForm::text;
}

std::optional<Bytes> octets_of(BytesView body) {
  switch (form_of(body)) {
    case BodyForm::base64: {
      auto decoded = decode_base64(text_of(body));
      return *std::move(decoded);
    }
    case BodyForm::der:
      return copy_of(body);
    case BodyForm::pem:
      return octets_in_armour(text_of(body));
    case BodyForm::binary:
      if (auto decoded = decode_base64(without_nuls_behind(text_of(body)))) return *decoded;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

CertsOnlyReading read_certs_only(BytesView octets) {
  CertsOnlyReading reading;
  auto ours = decode_certs_only(octets);
  auto theirs = openssl_signed_data(octets);
  if (!ours) reading.our_error = ours.error().text();
  if (!theirs) reading.openssl_error = theirs.error().text();
  if (ours) {
    reading.value = *std::move(ours);
  } else if (theirs) {
    // BER, or something else that only OpenSSL puts up with: go on with its re-encoding.
    if (auto again = decode_certs_only(*theirs)) reading.value = *std::move(again);
  }
  return reading;
}

const Exchange& exchange_of(const Answer& answer) {
  if (!answer.exchange) throw Inconclusive("there is no answer to judge: " + answer.failure.what);
  return *answer.exchange;
}

std::vector<Certificate> certificates_of(const Answer& answer) {
  if (answer.status() >= 300)
    throw Inconclusive("a request that is right in everything was refused: " + answer.summary());
  const auto body =
      answer.key_asked ? certificate_part_of(answer).body : exchange_of(answer).response.body;
  const auto octets = octets_of(body);
  if (!octets)
    throw Inconclusive("the body cannot be read as certificates: it is " +
                       std::string(name_of(form_of(body))));
  const auto reading = read_certs_only(*octets);
  if (!reading.value)
    throw Inconclusive("the body cannot be read as certs-only: " + reading.our_error);
  std::vector<Certificate> certificates;
  for (const auto& der : reading.value->certificates) {
    auto certificate = Certificate::decode(der);
    if (!certificate)
      throw Inconclusive("a certificate of the answer cannot be read: " +
                         certificate.error().text());
    certificates.push_back(*std::move(certificate));
  }
  return certificates;
}

Certificate issued_certificate(const Answer& answer) {
  // A refusal may hold certificates as well: those of who signed it (RFC 5272 3.2.2).
  if (answer.exchange && (answer.status() < 200 || answer.status() > 299))
    throw Inconclusive("no certificate was issued: " + answer.summary());
  const auto certificates = certificates_of(answer);
  if (certificates.empty()) throw Inconclusive("the answer holds no certificate");
  if (answer.asked && !answer.key_asked) {
    for (const auto& certificate : certificates)
      if (certificate.public_key() == answer.asked->public_key) return certificate;
  }
  return certificates.front();
}

bool granted(const Answer& answer) {
  if (answer.status() < 200 || answer.status() > 299 || answer.status() == 202) return false;
  const auto& body = answer.exchange->response.body;
  if (answer.key_asked) return holds_parts(answer.exchange->response);
  if (!answer.asked) return !body.empty() || answer.request.method == "HEAD";
  const auto octets = octets_of(body);
  if (!octets) return false;
  const auto reading = read_certs_only(*octets);
  if (!reading.value || reading.value->certificates.empty()) return false;
  if (!answer.request.target.ends_with("/fullcmc")) return true;
  // Beside what was issued, a Full PKI Response has the certificates of who signed it.
  const auto key = answer.asked->key.public_key();
  return std::any_of(reading.value->certificates.begin(), reading.value->certificates.end(),
                     [&](const Bytes& der) {
                       const auto certificate = Certificate::decode(der);
                       return certificate && certificate->public_key() == key;
                     });
}

}  // namespace inquest

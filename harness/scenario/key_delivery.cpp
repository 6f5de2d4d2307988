#include "harness/scenario/key_delivery.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "harness/scenario/payload.h"
#include "reference/codec/media_type.h"
#include "reference/codec/oids.h"
#include "reference/pki/second_reader.h"

namespace inquest {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// What follows "boundary=", in quotation marks or up to a semicolon, even where it should have had
/// some.
std::string boundary_as_it_stands(const std::string& content_type) {
  const auto at = lower(content_type).find("boundary=");
  if (at == std::string::npos) return "";
  auto rest = content_type.substr(at + 9);
  if (rest.starts_with('"')) return rest.substr(1, rest.find('"', 1) - 1);
  rest = rest.substr(0, rest.find(';'));
  while (rest.ends_with(' ') || rest.ends_with('\t')) rest.pop_back();
  return rest;
}

/// The second reader: RFC 2046 5.1.1 says that it is sufficient to find the boundary at the
/// beginning of a line. The bodies of parts, or why there are none.
Result<std::vector<std::string>> split_by_search(std::string_view body, std::string_view boundary) {
  const auto delimiter = "\n--" + std::string(boundary);
  const auto text = "\n" + std::string(body);
  std::vector<std::string> parts;
  auto at = text.find(delimiter);
  if (at == std::string::npos) return ParseError{0, "the boundary does not occur"};
  for (;;) {
    const auto after = at + delimiter.size();
    if (text.compare(after, 2, "--") == 0) break;
    const auto next = text.find(delimiter, after);
    if (next == std::string::npos) return ParseError{at, "no closing delimiter follows"};
    const auto part = text.substr(after, next - after);
    // The head ends at the first empty line.
    const auto crlf = part.find("\r\n\r\n");
    const auto lf = part.find("\n\n");
    if (crlf == std::string::npos && lf == std::string::npos)
      return ParseError{at, "a part without an empty line"};
    auto content = crlf < lf ? part.substr(crlf + 4) : part.substr(lf + 2);
    if (content.ends_with('\r')) content.pop_back();  // belongs to the delimiter
    parts.push_back(std::move(content));
    at = next;
  }
  if (parts.empty()) return ParseError{at, "no part precedes the end"};
  return parts;
}

std::size_t delimiters_within_lines(std::string_view body, std::string_view boundary) {
  const auto delimiter = "--" + std::string(boundary);
  std::size_t count = 0;
  for (auto at = body.find(delimiter); at != std::string_view::npos;
       at = body.find(delimiter, at + delimiter.size()))
    if (at > 0 && body[at - 1] != '\n') ++count;
  return count;
}

bool same_parts(const Multipart& ours, const std::vector<std::string>& theirs) {
  return std::equal(
      ours.parts.begin(), ours.parts.end(), theirs.begin(), theirs.end(),
      [](const BodyPart& one, const std::string& other) { return text_of(one.body) == other; });
}

enum class Holds { key, certificate, unknown };

Holds by_type(const BodyPart& part) {
  const auto* type = part.headers.find("Content-Type");
  const auto media = type ? decode_media_type(*type) : Result<MediaType>(ParseError{});
  if (!media) return Holds::unknown;
  if (media->essence() == media_types::pkcs8) return Holds::key;
  const auto* smime = media->parameter("smime-type");
  if (media->essence() != media_types::pkcs7_mime || smime == nullptr) return Holds::unknown;
  if (lower(*smime) == "server-generated-key") return Holds::key;
  return lower(*smime) == "certs-only" ? Holds::certificate : Holds::unknown;
}

Holds by_content(const BodyPart& part) {
  const auto octets = octets_of(part.body);
  if (!octets) return Holds::unknown;
  const auto reading = read_certs_only(*octets);
  if (reading.value && !reading.value->certificates.empty() && reading.value->signers.empty())
    return Holds::certificate;
  if (Certificate::decode(*octets)) return Holds::certificate;
  if (!openssl_private_key_info_defect(*octets) || !openssl_enveloped_data_defect(*octets))
    return Holds::key;
  return Holds::unknown;
}

std::optional<BodyPart> part_with(const Multipart& multipart, Holds wanted) {
  for (const auto& part : multipart.parts)
    if (by_type(part) == wanted) return part;
  for (const auto& part : multipart.parts)
    if (by_type(part) == Holds::unknown && by_content(part) == wanted) return part;
  // Two parts, of which one is known: the other is what is left.
  if (multipart.parts.size() != 2) return std::nullopt;
  const auto known = [&](const BodyPart& part) {
    const auto type = by_type(part);
    return (type == Holds::unknown ? by_content(part) : type) != Holds::unknown;
  };
  if (known(multipart.parts[0]) == known(multipart.parts[1])) return std::nullopt;
  return known(multipart.parts[0]) ? multipart.parts[1] : multipart.parts[0];
}

/// From the envelope inwards; what cannot be had is left empty.
void open_envelope_of(KeyDelivery& delivery) {
  auto envelope = decode_enveloped_data(*delivery.octets);
  if (!envelope) {
    delivery.envelope_error = envelope.error().text();
    return;
  }
  delivery.envelope = *std::move(envelope);
  if (std::holds_alternative<std::monostate>(delivery.asked.secret)) {
    delivery.open_error = "nobody asked for encryption, and there is no key to open it with";
    return;
  }
  const auto* shared = std::get_if<SharedKey>(&delivery.asked.secret);
  auto content = shared != nullptr
                     ? open_envelope(*delivery.octets, *shared)
                     : open_envelope(*delivery.octets, std::get<PrivateKey>(delivery.asked.secret));
  if (!content) {
    delivery.open_error = content.error().reason;
    return;
  }
  delivery.content = *std::move(content);
  auto data = decode_enveloped_signed_data(*delivery.content);
  if (!data) {
    delivery.signed_error = data.error().text();
    return;
  }
  delivery.signed_data = *std::move(data);
  if (!delivery.signed_data->content) return;
  if (auto keys = decode_key_package(*delivery.signed_data->content)) delivery.key = keys->front();
}

}  // namespace

PartsReading read_parts(const HttpResponse& response) {
  PartsReading reading;
  if (const auto* type = response.headers.find("Content-Type")) reading.content_type = *type;
  const auto strict = multipart_boundary(reading.content_type);
  if (!strict) reading.our_boundary_error = strict.error().text();
  reading.boundary = strict ? *strict : boundary_as_it_stands(reading.content_type);
  if (reading.boundary.empty()) {
    reading.our_error = reading.search_error = "there is no boundary to look for";
    return reading;
  }
  auto ours = decode_multipart(response.body, reading.boundary);
  const auto theirs = split_by_search(text_of(response.body), reading.boundary);
  if (!theirs) reading.search_error = theirs.error().text();
  reading.within_lines = delimiters_within_lines(text_of(response.body), reading.boundary);
  if (!ours) {
    reading.our_error = ours.error().text();
    return reading;
  }
  if (theirs && !same_parts(*ours, *theirs))
    reading.search_error = fmt::format("{} parts, or other ones", theirs->size());
  reading.value = *std::move(ours);
  return reading;
}

bool holds_parts(const HttpResponse& response) {
  const auto* type = response.headers.find("Content-Type");
  if (type != nullptr && lower(*type).starts_with("multipart/")) return !response.body.empty();
  const auto form = form_of(response.body);
  return form == BodyForm::base64 || form == BodyForm::der || form == BodyForm::pem ||
         form == BodyForm::binary || text_of(response.body).starts_with("--");
}

Multipart parts_of(const Answer& answer) {
  const auto reading = read_parts(exchange_of(answer).response);
  if (!reading.value)
    throw Inconclusive("the parts of the answer cannot be told apart: " + reading.our_error);
  if (!reading.search_error.empty())
    throw Inconclusive("readers disagree on the parts of the answer: " + reading.search_error);
  return *reading.value;
}

BodyPart key_part_of(const Answer& answer) {
  auto part = part_with(parts_of(answer), Holds::key);
  if (!part) throw Inconclusive("no part of the answer holds a key that can be told");
  return *std::move(part);
}

BodyPart certificate_part_of(const Answer& answer) {
  auto part = part_with(parts_of(answer), Holds::certificate);
  if (!part) throw Inconclusive("no part of the answer holds a certificate that can be told");
  return *std::move(part);
}

KeyDelivery key_delivery_of(const Answer& answer) {
  if (!answer.key_asked || !answer.asked)
    throw std::logic_error("the answer judged here is none of /serverkeygen");
  KeyDelivery delivery;
  delivery.asked = *answer.key_asked;
  delivery.key_of_request = answer.asked->key.public_key();
  delivery.part = key_part_of(answer);
  delivery.octets = octets_of(delivery.part.body);
  if (const auto part = part_with(parts_of(answer), Holds::certificate))
    if (const auto octets = octets_of(part->body))
      if (const auto reading = read_certs_only(*octets);
          reading.value && !reading.value->certificates.empty())
        if (const auto certificate = Certificate::decode(reading.value->certificates.front()))
          delivery.certificate = *certificate;
  if (!delivery.octets) return delivery;
  const auto plain = decode_private_key(*delivery.octets);
  if (!openssl_private_key_info_defect(*delivery.octets) || plain) {
    delivery.key = delivery.octets;
    return delivery;
  }
  open_envelope_of(delivery);
  if (const auto* type = delivery.part.headers.find("Content-Type");
      type != nullptr && is_media_type(*type, media_types::pkcs8))
    delivery.envelope_error = "it is said to be a PrivateKeyInfo: " + plain.error().text();
  return delivery;
}

}  // namespace inquest

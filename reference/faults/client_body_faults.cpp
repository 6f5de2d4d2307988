#include <algorithm>
#include <cctype>

#include "reference/codec/base64.h"
#include "reference/faults/catalogue.h"
#include "reference/protocol/client_moments.h"

namespace inquest {
namespace {

void refuse(AnswerOctets& octets, const std::string& why) { octets.der = ParseError{0, why}; }

std::string transfer_encoding(const AnswerOctets& octets) {
  const auto* field = octets.headers->find("Content-Transfer-Encoding");
  return field == nullptr ? "" : *field;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// The longest run of characters without white space.
std::size_t longest_line(std::string_view text) {
  std::size_t longest = 0;
  std::size_t length = 0;
  for (const char c : text) {
    length = is_space(c) ? 0 : length + 1;
    longest = std::max(longest, length);
  }
  return longest;
}

/// What stands between the lines of armour, or all of it.
std::string_view within_armour(std::string_view text) {
  const auto begin = text.find("-----BEGIN");
  if (begin == std::string_view::npos) return text;
  const auto first = text.find('\n', begin);
  const auto last = text.find("-----END", begin);
  if (first == std::string_view::npos || last == std::string_view::npos || last < first)
    return text;
  return text.substr(first, last - first);
}

}  // namespace

void add_client_body_faults(FaultCatalogue& add) {
  add(moments::answer_octets,
      {.id = "client-reads-base64-in-lines-only",
       .role = Role::client,
       .breaks = "RFC8951-3-01",
       .story = "base64 in one long line is not read"},
      [](AnswerOctets& octets) {
        if (longest_line(text_of(octets.body)) > 76) refuse(octets, "a line is too long");
      });

  add(moments::answer_octets,
      {.id = "client-reads-base64-in-one-line-only",
       .role = Role::client,
       .breaks = "RFC8951-3.1-01",
       .story = "white space within base64 is not read over, but for its end"},
      [](AnswerOctets& octets) {
        auto text = std::string(text_of(octets.body));
        while (!text.empty() && is_space(text.back())) text.pop_back();
        // The lines of 76 that MIME has are still read.
        if (text.find('\n') != std::string::npos && longest_line(text) != 76)
          refuse(octets, "white space within base64");
      });

  add(moments::answer_octets,
      {.id = "client-knows-no-crlf-in-base64",
       .role = Role::client,
       .breaks = "RFC8951-3.1-01",
       .story = "lines of base64 that are 64 characters long and end in CRLF are not read"},
      [](AnswerOctets& octets) {
        const auto text = text_of(octets.body);
        if (text.find('\r') != std::string_view::npos && longest_line(text) == 64)
          refuse(octets, "a carriage return");
      });

  add(moments::answer_octets,
      {.id = "client-wants-line-end-after-base64",
       .role = Role::client,
       .breaks = "RFC8951-3-01",
       .story = "base64 that does not end in a line end is not read"},
      [](AnswerOctets& octets) {
        if (!text_of(octets.body).ends_with('\n')) refuse(octets, "the last line does not end");
      });

  add(moments::answer_octets,
      {.id = "client-believes-transfer-encoding",
       .role = Role::client,
       .breaks = "RFC8951-3-04",
       .story = "where Content-Transfer-Encoding says binary the body is read as DER"},
      [](AnswerOctets& octets) {
        const auto says = transfer_encoding(octets);
        if (says == "binary" || says == "8bit")
          octets.der = Bytes(octets.body.begin(), octets.body.end());
      });

  add(moments::answer_octets,
      {.id = "client-wants-transfer-encoding-to-be-known",
       .role = Role::client,
       .breaks = "RFC8951-3-03",
       .story = "a Content-Transfer-Encoding other than base64 is refused"},
      [](AnswerOctets& octets) {
        const auto says = transfer_encoding(octets);
        if (!says.empty() && says != "base64") refuse(octets, "the encoding " + says);
      });

  add(moments::answer_octets,
      {.id = "client-takes-raw-der",
       .role = Role::client,
       .breaks = "RFC4648-3.3-01",
       .story = "what is no base64 is read as DER"},
      [](AnswerOctets& octets) {
        if (!octets.der) octets.der = Bytes(octets.body.begin(), octets.body.end());
      });

  add(moments::answer_octets,
      {.id = "client-takes-pem",
       .role = Role::client,
       .breaks = "RFC4648-3.3-01",
       .story = "the armour of PEM is taken off a body"},
      [](AnswerOctets& octets) {
        if (!octets.der) octets.der = decode_base64(within_armour(text_of(octets.body)));
      });

  add(moments::answer_octets,
      {.id = "client-passes-over-what-is-no-base64",
       .role = Role::client,
       .breaks = "RFC4648-3.3-01",
       .story = "characters that are no base64 are left out, and the rest is read"},
      [](AnswerOctets& octets) {
        if (octets.der) return;
        auto text = std::string(text_of(octets.body));
        std::erase_if(text, [](unsigned char c) {
          return std::isalnum(c) == 0 && c != '+' && c != '/' && c != '=';
        });
        octets.der = decode_base64(text);
      });
}

}  // namespace inquest

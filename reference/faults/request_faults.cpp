#include <algorithm>
#include <cctype>

#include "reference/codec/base64.h"
#include "reference/faults/catalogue.h"

namespace inquest {

void add_request_faults(FaultCatalogue& add) {
  add(moments::request,
      {.id = "request-media-type-text-plain",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-06",
       .story = "the request bears text/plain"},
      [](HttpRequest& request) { request.headers.set("Content-Type", "text/plain"); });

  add(moments::request,
      {.id = "request-media-type-json",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-06",
       .story = "the request bears application/json"},
      [](HttpRequest& request) { request.headers.set("Content-Type", "application/json"); });

  add(moments::request,
      {.id = "request-media-type-missing",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-06",
       .story = "the request has no Content-Type"},
      [](HttpRequest& request) { request.headers.remove("Content-Type"); });

  add(moments::request,
      {.id = "request-media-type-upper-case",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the media type is in capitals"},
      [](HttpRequest& request) { request.headers.set("Content-Type", "APPLICATION/PKCS10"); });

  add(moments::request,
      {.id = "request-media-type-with-parameter",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the media type has a parameter"},
      [](HttpRequest& request) {
        request.headers.set("Content-Type", "application/pkcs10; charset=us-ascii");
      });

  add(moments::request,
      {.id = "request-transfer-encoding-base64",
       .role = Role::client,
       .breaks = "",
       .story = "legal: Content-Transfer-Encoding says base64"},
      [](HttpRequest& request) { request.headers.set("Content-Transfer-Encoding", "base64"); });

  add(moments::request,
      {.id = "request-transfer-encoding-binary",
       .role = Role::client,
       .breaks = "",
       .story = "legal: Content-Transfer-Encoding says binary, and is to be ignored"},
      [](HttpRequest& request) { request.headers.set("Content-Transfer-Encoding", "binary"); });

  add(moments::request_body,
      {.id = "request-body-empty",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the body is empty"},
      [](EncodedBody& body) { body.text.clear(); });

  add(moments::request_body,
      {.id = "request-body-raw-der",
       .role = Role::client,
       .breaks = "RFC8951-3-01",
       .story = "the body is DER and not base64"},
      [](EncodedBody& body) {
        if (auto der = decode_base64(body.text)) body.text = text_of(*der);
      });

  add(moments::request_body,
      {.id = "request-body-pem-armour",
       .role = Role::client,
       .breaks = "RFC8951-3-01",
       .story = "the body has PEM armour"},
      [](EncodedBody& body) {
        const auto der = decode_base64(body.text);
        body.text = "-----BEGIN CERTIFICATE REQUEST-----\n" + encode_base64(*der, layouts::lf_64) +
                    "-----END CERTIFICATE REQUEST-----\n";
      });

  add(moments::request_body,
      {.id = "request-body-json",
       .role = Role::client,
       .breaks = "RFC8951-3-01",
       .story = "the body is JSON around the base64"},
      [](EncodedBody& body) {
        const auto der = decode_base64(body.text);
        body.text = "{\"csr\": \"" + encode_base64(*der) + "\"}";
      });

  add(moments::request_body,
      {.id = "request-body-not-base64",
       .role = Role::client,
       .breaks = "RFC8951-3-01",
       .story = "characters that are not base64 stand in the body"},
      [](EncodedBody& body) { body.text.insert(body.text.size() / 2, "*?!"); });

  add(moments::request_body,
      {.id = "request-body-without-padding",
       .role = Role::client,
       .breaks = "RFC8951-3-01",
       .story = "the padding of the base64 is left out, and a character besides"},
      [](EncodedBody& body) {
        const auto der = decode_base64(body.text);
        auto text = encode_base64(*der);
        while (!text.empty() && text.back() == '=') text.pop_back();
        if (text.size() % 4 == 0) text.pop_back();
        body.text = text;
      });

  add(moments::request_body,
      {.id = "request-body-of-a-megabyte",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "a megabyte of base64 stands in place of a CSR"},
      [](EncodedBody& body) { body.text = std::string(1U << 20U, 'A'); });

  add(moments::request_body,
      {.id = "request-body-with-spaces",
       .role = Role::client,
       .breaks = "",
       .story = "legal: spaces and tabs stand between the characters of the base64"},
      [](EncodedBody& body) {
        const auto der = decode_base64(body.text);
        auto text = encode_base64(*der);
        for (std::size_t at = 40; at < text.size(); at += 41)
          text.insert(at, 1, at % 2 == 0 ? ' ' : '\t');
        body.text = " " + text + " \r\n";
      });

  add(moments::request_body,
      {.id = "request-body-leading-newline",
       .role = Role::client,
       .breaks = "",
       .story = "legal: an empty line stands before the base64"},
      [](EncodedBody& body) { body.text.insert(0, "\r\n"); });

  add(moments::request,
      {.id = "request-media-type-x-pkcs10",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-06",
       .story = "the request bears application/x-pkcs10"},
      [](HttpRequest& request) { request.headers.set("Content-Type", "application/x-pkcs10"); });

  add(moments::request_body,
      {.id = "request-body-base64url",
       .role = Role::client,
       .breaks = "RFC8951-3-01",
       .story = "the body is base64url"},
      [](EncodedBody& body) {
        std::replace(body.text.begin(), body.text.end(), '+', '-');
        std::replace(body.text.begin(), body.text.end(), '/', '_');
        body.text += "-_";
      });

  add(moments::request_body,
      {.id = "request-body-base64-twice",
       .role = Role::client,
       .breaks = "RFC8951-3-01",
       .story = "the body is base64 of base64"},
      [](EncodedBody& body) { body.text = encode_base64(bytes_of(body.text)); });

  add(moments::request_body,
      {.id = "request-body-cut-short",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the base64 ends after half of the CSR"},
      [](EncodedBody& body) {
        const auto der = decode_base64(body.text);
        body.text = encode_base64(BytesView(*der).first(der->size() / 2));
      });

  add(moments::request_body,
      {.id = "request-body-of-ten-megabytes",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "ten megabytes of base64 stand in place of a CSR"},
      [](EncodedBody& body) { body.text = std::string(10U << 20U, 'A'); });

  add(moments::request_body,
      {.id = "request-body-single-line",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the base64 stands on one line"},
      [](EncodedBody& body) { body.text = encode_base64(*decode_base64(body.text)); });

  add(moments::request_body,
      {.id = "request-body-lf-64",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the base64 stands on lines of 64 characters that end with LF"},
      [](EncodedBody& body) {
        body.text = encode_base64(*decode_base64(body.text), layouts::lf_64);
      });

  add(moments::request_body,
      {.id = "request-body-character-a-line",
       .role = Role::client,
       .breaks = "",
       .story = "legal: each character of the base64 stands on a line of its own"},
      [](EncodedBody& body) {
        body.text = encode_base64(*decode_base64(body.text), {1, "\n", true});
      });

  add(moments::request,
      {.id = "request-in-chunks",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the body comes in chunks"},
      [](HttpRequest& request) {
        request.framing = Framing::chunked;
        request.chunk_size = 100;
      });

  add(moments::request,
      {.id = "request-field-names-lower-case",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the names of header fields are in lower case"},
      [](HttpRequest& request) {
        HttpHeaders lowered;
        for (auto [name, value] : request.headers) {
          for (auto& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
          lowered.add(name, value);
        }
        request.headers = lowered;
      });

  add(moments::request,
      {.id = "request-target-absolute",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the request line has the whole URL, as RFC 7230 5.3.2 lets servers expect"},
      [](HttpRequest& request) {
        const auto* host = request.headers.find("Host");
        if (host != nullptr) request.target = "https://" + *host + request.target;
      });

  add(moments::request_body,
      {.id = "request-body-html",
       .role = Role::client,
       .breaks = "RFC8951-3-01",
       .story = "the body is HTML around the base64"},
      [](EncodedBody& body) { body.text = "<html><body>" + body.text + "</body></html>"; });

  add(moments::request_body,
      {.id = "request-body-final-newline",
       .role = Role::client,
       .breaks = "",
       .story = "legal: a newline follows the base64 on its one line"},
      [](EncodedBody& body) { body.text = encode_base64(*decode_base64(body.text)) + "\n"; });

  add(moments::request_body,
      {.id = "request-body-final-crlf",
       .role = Role::client,
       .breaks = "",
       .story = "legal: a CRLF follows the base64 on its one line"},
      [](EncodedBody& body) { body.text = encode_base64(*decode_base64(body.text)) + "\r\n"; });

  add(moments::request_body,
      {.id = "request-body-lf-76",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the base64 stands on lines of 76 characters that end with LF"},
      [](EncodedBody& body) {
        body.text = encode_base64(*decode_base64(body.text), {76, "\n", true});
      });

  add(moments::request_body,
      {.id = "request-body-crlf-64",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the base64 stands on lines of 64 characters that end with CRLF"},
      [](EncodedBody& body) {
        body.text = encode_base64(*decode_base64(body.text), {64, "\r\n", false});
      });

  add(moments::request_body,
      {.id = "request-body-with-tabs",
       .role = Role::client,
       .breaks = "",
       .story = "legal: each line of the base64 begins with a tab"},
      [](EncodedBody& body) {
        body.text = "\t" + encode_base64(*decode_base64(body.text), {60, "\n\t", true});
      });

  add(moments::request_body,
      {.id = "request-body-with-byte-order-mark",
       .role = Role::client,
       .breaks = "RFC8951-3-01",
       .story = "a byte order mark stands before the base64"},
      [](EncodedBody& body) { body.text.insert(0, "\xef\xbb\xbf"); });

  add(moments::request_body,
      {.id = "request-body-with-nul",
       .role = Role::client,
       .breaks = "RFC8951-3-01",
       .story = "a NUL follows the base64"},
      [](EncodedBody& body) { body.text.push_back('\0'); });

  add(moments::request_body,
      {.id = "request-body-in-quotes",
       .role = Role::client,
       .breaks = "RFC8951-3-01",
       .story = "the base64 stands in quotation marks"},
      [](EncodedBody& body) {
        body.text = "\"" + encode_base64(*decode_base64(body.text)) + "\"";
      });

  add(moments::request_body,
      {.id = "request-body-url-encoded",
       .role = Role::client,
       .breaks = "RFC8951-3-01",
       .story = "the base64 is percent-encoded, as forms are"},
      [](EncodedBody& body) {
        std::string encoded;
        for (const char c : encode_base64(*decode_base64(body.text)))
          encoded += c == '+' ? "%2B" : c == '/' ? "%2F" : c == '=' ? "%3D" : std::string(1, c);
        body.text = "csr=" + encoded;
      });

  add(moments::request_body,
      {.id = "request-body-padded-too-much",
       .role = Role::client,
       .breaks = "RFC8951-3-01",
       .story = "four characters of padding follow the base64"},
      [](EncodedBody& body) { body.text = encode_base64(*decode_base64(body.text)) + "===="; });
}

}  // namespace inquest

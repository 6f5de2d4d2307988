#include <fmt/format.h>

#include "reference/codec/base64.h"
#include "reference/codec/media_type.h"
#include "reference/codec/multipart.h"
#include "reference/faults/catalogue.h"

namespace inquest {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// Edits the body as text, knowing its boundary.
std::function<void(HttpResponse&)> body(
    const std::function<void(std::string& text, const std::string& boundary)>& edit) {
  return [edit](HttpResponse& response) {
    const auto* type = response.headers.find("Content-Type");
    const auto boundary = type ? multipart_boundary(*type) : Result<std::string>(ParseError{});
    if (!boundary) return;
    std::string text(text_of(response.body));
    edit(text, *boundary);
    response.body = bytes_of(text);
  };
}

/// Another boundary, written into Content-Type by `format` with a place for it.
std::function<void(HttpResponse&)> boundary(const std::string& other, const std::string& format) {
  return [other, format](HttpResponse& response) {
    body([&](std::string& text, const std::string& former) { replace_all(text, former, other); })(
        response);
    response.headers.set("Content-Type", fmt::format(fmt::runtime(format), other));
  };
}

void add_faults_of_the_boundary(FaultCatalogue& add) {
  add(moments::key_response,
      {.id = "key-boundary-missing",
       .role = Role::server,
       .breaks = "RFC2046-5.1.1-01",
       .story = "Content-Type does not say the boundary of the parts"},
      [](HttpResponse& response) {
        response.headers.set("Content-Type", media_types::multipart_mixed);
      });

  add(moments::key_response,
      {.id = "key-boundary-without-quotes",
       .role = Role::server,
       .breaks = "RFC2046-5.1.1-02",
       .story = "the boundary has a colon and a slash, and no quotation marks around it"},
      boundary("in/quest:1", "multipart/mixed; boundary={}"));

  add(moments::key_response,
      {.id = "key-boundary-too-long",
       .role = Role::server,
       .breaks = "RFC2046-5.1.1-05",
       .story = "the boundary has 71 characters"},
      boundary(std::string(71, 'b'), "multipart/mixed; boundary={}"));

  add(moments::key_response,
      {.id = "key-boundary-of-other-characters",
       .role = Role::server,
       .breaks = "RFC2046-5.1.1-08",
       .story = "the boundary has a character that boundaries have not"},
      boundary("in*quest", "multipart/mixed; boundary=\"{}\""));

  add(moments::key_response,
      {.id = "key-boundary-of-all-characters",
       .role = Role::server,
       .breaks = "",
       .story = "legal: the boundary has every character that one may have, in quotation marks"},
      boundary("'()+_,-./:=? inquest", "multipart/mixed; charset=utf-8; boundary=\"{}\""));

  add(moments::key_response,
      {.id = "key-boundary-within-a-line",
       .role = Role::server,
       .breaks = "RFC2046-5.1.1-03",
       .story = "the second delimiter stands at the end of a line of base64"},
      body([](std::string& text, const std::string& boundary) {
        const auto second = text.find("--" + boundary, text.find(boundary) + 1);
        auto end = second;
        while (end > 0 && (text[end - 1] == '\n' || text[end - 1] == '\r')) --end;
        text.erase(end, second - end);
      }));

  add(moments::key_response,
      {.id = "key-parts-lines-end-in-lf",
       .role = Role::server,
       .breaks = "RFC2046-5.1.1-03",
       .story = "the lines around the parts end in LF alone"},
      body([](std::string& text, const std::string&) { replace_all(text, "\r\n", "\n"); }));

  add(moments::key_response,
      {.id = "key-parts-not-closed",
       .role = Role::server,
       .breaks = "RFC2046-5.1.1-06",
       .story = "the closing delimiter is missing"},
      body([](std::string& text, const std::string& boundary) {
        text.resize(text.rfind("--" + boundary));
      }));

  add(moments::key_response,
      {.id = "key-boundary-padded",
       .role = Role::server,
       .breaks = "RFC2046-5.1.1-09",
       .story = "white space follows each delimiter"},
      body([](std::string& text, const std::string& boundary) {
        replace_all(text, boundary + "\r\n", boundary + "  \r\n");
      }));

  add(moments::key_parts,
      {.id = "key-parts-head-in-utf8",
       .role = Role::server,
       .breaks = "RFC2046-5.1.1-10",
       .story = "the head of a part is not US-ASCII"},
      [](Multipart& parts) {
        parts.parts.front().headers.add("Content-Description",
                                        "cl\xc3\xa9 priv\xc3\xa9"
                                        "e");
      });

  add(moments::key_parts,
      {.id = "key-parts-with-preamble",
       .role = Role::server,
       .breaks = "",
       .story = "legal: a preamble and an epilogue stand around the parts"},
      [](Multipart& parts) {
        parts.preamble = bytes_of("This is for readers without MIME.");
        parts.epilogue = bytes_of("So is this.\r\n");
      });
}

void add_faults_of_the_answer(FaultCatalogue& add) {
  add(moments::key_response,
      {.id = "key-status-201",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-01",
       .story = "a key comes under 201 Created"},
      [](HttpResponse& response) { response.status = 201; });

  add(moments::key_response,
      {.id = "key-media-type-form-data",
       .role = Role::server,
       .breaks = "RFC7030-3.2.4-08",
       .story = "key and certificate come as multipart/form-data"},
      [](HttpResponse& response) {
        auto type = *response.headers.find("Content-Type");
        replace_all(type, "multipart/mixed", "multipart/form-data");
        response.headers.set("Content-Type", type);
      });

  add(moments::key_response,
      {.id = "key-media-type-related",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-02",
       .story = "key and certificate come as multipart/related"},
      [](HttpResponse& response) {
        auto type = *response.headers.find("Content-Type");
        replace_all(type, "multipart/mixed", "multipart/related");
        response.headers.set("Content-Type", type);
      });

  add(moments::key_response,
      {.id = "key-response-length-of-the-parts-alone",
       .role = Role::server,
       .breaks = "RFC7230-3.3.2-01",
       .story = "Content-Length counts what the parts hold, and not the lines around them"},
      [](HttpResponse& response) {
        const auto boundary = multipart_boundary(*response.headers.find("Content-Type"));
        const auto parts =
            boundary ? decode_multipart(response.body, *boundary) : Result<Multipart>(ParseError{});
        if (!parts) return;
        std::size_t length = 0;
        for (const auto& part : parts->parts) length += part.body.size();
        response.headers.set("Content-Length", std::to_string(length));
      });

  add(moments::key_refusal,
      {.id = "key-refusal-status-200",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-28",
       .story = "a request for a key is refused with 200"},
      [](HttpResponse& response) { response.status = 200; });

  add(moments::key_refusal,
      {.id = "key-refusal-untyped-binary",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-29",
       .story = "a request for a key is refused with octets, without Content-Type"},
      [](HttpResponse& response) {
        response.headers.remove("Content-Type");
        response.body = {0x00, 0x01, 0x02, 0xff, 0xfe};
      });

  add(moments::key_refusal,
      {.id = "key-refusal-untyped-empty",
       .role = Role::server,
       .breaks = "RFC8951-5.2-01",
       .story = "a request for a key is refused without Content-Type and without a word"},
      [](HttpResponse& response) {
        response.headers.remove("Content-Type");
        response.body.clear();
      });
}

void add_faults_of_the_parts(FaultCatalogue& add) {
  add(moments::key_parts,
      {.id = "key-parts-without-certificate",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-03",
       .story = "a key comes alone, without its certificate"},
      [](Multipart& parts) { parts.parts.pop_back(); });

  add(moments::key_parts,
      {.id = "key-parts-and-a-text",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-03",
       .story = "a third part tells what the other two are"},
      [](Multipart& parts) {
        BodyPart text;
        text.headers = {{"Content-Type", "text/plain"}};
        text.body = bytes_of("A key and its certificate.");
        parts.parts.push_back(text);
      });

  add(moments::key_parts,
      {.id = "key-parts-certificate-first",
       .role = Role::server,
       .breaks = "",
       .story = "legal: the certificate stands before the key"},
      [](Multipart& parts) { std::swap(parts.parts.front(), parts.parts.back()); });

  add(moments::key_parts,
      {.id = "key-part-media-type-octet-stream",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-04",
       .story = "a key that is not encrypted is in an application/octet-stream part"},
      [](Multipart& parts) {
        auto& headers = parts.parts.front().headers;
        if (is_media_type(*headers.find("Content-Type"), media_types::pkcs8))
          headers.set("Content-Type", "application/octet-stream");
      });

  add(moments::key_parts,
      {.id = "key-part-smime-type-missing",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-26",
       .story = "the part of an encrypted key does not say server-generated-key"},
      [](Multipart& parts) {
        auto& headers = parts.parts.front().headers;
        if (is_media_type(*headers.find("Content-Type"), media_types::pkcs7_mime))
          headers.set("Content-Type", media_types::pkcs7_mime);
      });

  add(moments::key_parts,
      {.id = "key-part-smime-type-enveloped-data",
       .role = Role::server,
       .breaks = "RFC8951-3.2.4-02",
       .story = "the part of an encrypted key says enveloped-data, as mail does"},
      [](Multipart& parts) {
        auto& headers = parts.parts.front().headers;
        if (is_media_type(*headers.find("Content-Type"), media_types::pkcs7_mime))
          headers.set("Content-Type", "application/pkcs7-mime; smime-type=enveloped-data");
      });

  add(moments::key_parts,
      {.id = "certificate-part-media-type-pkix-cert",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-27",
       .story = "the certificate that comes with a key is in an application/pkix-cert part"},
      [](Multipart& parts) {
        parts.parts.back().headers.set("Content-Type", "application/pkix-cert");
      });

  add(moments::key_parts,
      {.id = "certificate-part-smime-type-missing",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-27",
       .story = "the part of the certificate does not say certs-only"},
      [](Multipart& parts) {
        parts.parts.back().headers.set("Content-Type", media_types::pkcs7_mime);
      });

  add(moments::key_part_body,
      {.id = "key-part-in-armour",
       .role = Role::server,
       .breaks = "RFC8951-3.2.4-01",
       .story = "the key comes in PEM armour"},
      [](EncodedBody& body) {
        body.text = "-----BEGIN PRIVATE KEY-----\r\n" + body.text + "-----END PRIVATE KEY-----\r\n";
      });

  add(moments::key_part_body,
      {.id = "key-part-raw-der",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-05",
       .story = "the key comes as DER and not as base64"},
      [](EncodedBody& body) {
        if (const auto der = decode_base64(body.text)) body.text = text_of(*der);
      });

  add(moments::key_part_body,
      {.id = "key-part-base64-twice",
       .role = Role::server,
       .breaks = "RFC8951-3.2.4-01",
       .story = "the key is base64 of base64"},
      [](EncodedBody& body) { body.text = encode_base64(bytes_of(body.text), layouts::crlf_76); });
}

}  // namespace

void add_key_parts_faults(FaultCatalogue& add) {
  add_faults_of_the_boundary(add);
  add_faults_of_the_answer(add);
  add_faults_of_the_parts(add);
}

}  // namespace inquest

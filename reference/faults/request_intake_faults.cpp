#include "reference/codec/base64.h"
#include "reference/faults/catalogue.h"

namespace inquest {
namespace {

/// Content-Type of a request with a body; nullptr where there is none.
const std::string* type_of_request(const Admission& admission) {
  return admission.request->method == "POST" ? admission.request->headers.find("Content-Type")
                                             : nullptr;
}

}  // namespace

void add_request_intake_faults(FaultCatalogue& add) {
  add(moments::admission,
      {.id = "wants-wrapped-base64",
       .role = Role::server,
       .breaks = "RFC8951-3-01",
       .story = "a body without line breaks is refused"},
      [](Admission& admission) {
        const auto& request = *admission.request;
        if (request.method == "POST" &&
            (text_of(request.body).find('\n') == std::string_view::npos && !request.body.empty()))
          admission.refusal = Refusal{400, "Not in this form.\n", {}};
      });

  add(moments::admission,
      {.id = "wants-unwrapped-base64",
       .role = Role::server,
       .breaks = "RFC8951-3.1-01",
       .story = "a body with line breaks is refused"},
      [](Admission& admission) {
        const auto& request = *admission.request;
        if (request.method == "POST" &&
            (text_of(request.body).find('\n') != std::string_view::npos))
          admission.refusal = Refusal{400, "Not in this form.\n", {}};
      });

  add(moments::admission,
      {.id = "wants-no-spaces-in-base64",
       .role = Role::server,
       .breaks = "RFC8951-3.1-01",
       .story = "a body with spaces or tabs is refused"},
      [](Admission& admission) {
        const auto& request = *admission.request;
        if (request.method == "POST" &&
            (text_of(request.body).find_first_of(" \t") != std::string_view::npos))
          admission.refusal = Refusal{400, "Not in this form.\n", {}};
      });

  add(moments::admission,
      {.id = "wants-transfer-encoding-field",
       .role = Role::server,
       .breaks = "RFC8951-3-03",
       .story = "a request without Content-Transfer-Encoding is refused"},
      [](Admission& admission) {
        const auto& request = *admission.request;
        if (request.method == "POST" &&
            (request.headers.find("Content-Transfer-Encoding") == nullptr))
          admission.refusal = Refusal{415, "Not in this form.\n", {}};
      });

  add(moments::admission,
      {.id = "believes-transfer-encoding-field",
       .role = Role::server,
       .breaks = "RFC8951-3-04",
       .story = "a Content-Transfer-Encoding other than base64 is refused"},
      [](Admission& admission) {
        const auto& request = *admission.request;
        if (request.method == "POST" &&
            (request.headers.find("Content-Transfer-Encoding") != nullptr &&
             *request.headers.find("Content-Transfer-Encoding") != "base64"))
          admission.refusal = Refusal{415, "Not in this form.\n", {}};
      });

  add(moments::admission,
      {.id = "compares-media-type-as-text",
       .role = Role::server,
       .breaks = "RFC7231-3.1.1.1-01",
       .story = "a media type in capitals is refused"},
      [](Admission& admission) {
        const auto* type = type_of_request(admission);
        if (type != nullptr && type->find("application/pkcs10") == std::string::npos)
          admission.refusal = Refusal{415, "Not in this form.\n", {}};
      });

  add(moments::admission,
      {.id = "refuses-media-type-with-parameter",
       .role = Role::server,
       .breaks = "RFC2046-1-01",
       .story = "a media type with a parameter is refused"},
      [](Admission& admission) {
        const auto* type = type_of_request(admission);
        if (type != nullptr && type->find(';') != std::string::npos)
          admission.refusal = Refusal{415, "Not in this form.\n", {}};
      });

  add(moments::admission,
      {.id = "refuses-chunked-requests",
       .role = Role::server,
       .breaks = "RFC7230-3.3.1-01",
       .story = "a request in chunks is refused"},
      [](Admission& admission) {
        const auto& request = *admission.request;
        if (request.method == "POST" && (request.framing == Framing::chunked))
          admission.refusal = Refusal{400, "Not in this form.\n", {}};
      });

  add(moments::admission,
      {.id = "refuses-large-requests",
       .role = Role::server,
       .breaks = "RFC7030-4.2-03",
       .story = "a CSR of more than 1000 characters is too large"},
      [](Admission& admission) {
        const auto& request = *admission.request;
        if (request.method == "POST" && (request.body.size() > 1000))
          admission.refusal = Refusal{413, "Not in this form.\n", {}};
      });

  add(moments::received_body,
      {.id = "wants-raw-der",
       .role = Role::server,
       .breaks = "RFC8951-3-01",
       .story = "a CSR is read from DER, and one in base64 is refused"},
      [](Bytes& body) {
        const bool der = !body.empty() && body[0] == 0x30;
        body = der ? bytes_of(encode_base64(body)) : Bytes{};
      });

  add(moments::received_body,
      {.id = "wants-pem-armour",
       .role = Role::server,
       .breaks = "RFC8951-3-01",
       .story = "a CSR is read from between armour lines, and one without them is refused"},
      [](Bytes& body) {
        const auto text = std::string(text_of(body));
        const auto begin = text.find("-----BEGIN");
        const auto end = text.find("-----END");
        const bool armour = begin != std::string::npos && end != std::string::npos;
        const auto from = armour ? text.find('\n', begin) : 0;
        body = armour ? bytes_of(text.substr(from, end - from)) : Bytes{};
      });

  add(moments::received_body,
      {.id = "drops-first-and-last-line",
       .role = Role::server,
       .breaks = "RFC8951-3-01",
       .story = "the first and the last line of a body are dropped, as if they were armour"},
      [](Bytes& body) {
        auto text = std::string(text_of(body));
        while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
        const auto first = text.find('\n');
        const auto last = text.rfind('\n');
        if (first == std::string::npos)
          body.clear();
        else
          body = bytes_of(text.substr(first, last > first ? last - first : 0));
      });

  add(moments::admission,
      {.id = "wants-no-final-newline",
       .role = Role::server,
       .breaks = "RFC8951-3.1-01",
       .story = "a body that ends in a newline is refused"},
      [](Admission& admission) {
        const auto& request = *admission.request;
        if (request.method == "POST" && !request.body.empty() && request.body.back() == '\n')
          admission.refusal = Refusal{400, "Not in this form.\n", {}};
      });

  // Each by itself is served: only a combination shows it.
  add(moments::admission,
      {.id = "chunked-reenrollment-fails",
       .role = Role::server,
       .breaks = "RFC7030-4.2-03",
       .story = "a re-enrolment in chunks is answered with 500"},
      [](Admission& admission) {
        if (admission.operation == Operation::simplereenroll &&
            admission.request->framing == Framing::chunked)
          admission.refusal = Refusal{500, "Something went wrong.\n", {}};
      });
}

}  // namespace inquest

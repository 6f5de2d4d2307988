#include <algorithm>
#include <functional>
#include <mutex>
#include <set>

#include "reference/codec/base64.h"
#include "reference/codec/oids.h"
#include "reference/codec/pkcs10.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/csr.h"

namespace inquest {
namespace {

Refusal failure() { return {500, "Something went wrong.\n", {}}; }

bool is_enrollment(const Admission& admission) {
  return admission.operation == Operation::simpleenroll ||
         admission.operation == Operation::simplereenroll;
}

std::optional<CertificationRequest> request_of(const HttpRequest& request) {
  const auto der = decode_base64(text_of(request.body));
  if (!der) return std::nullopt;
  auto decoded = decode_certification_request(*der);
  if (!decoded) return std::nullopt;
  return *std::move(decoded);
}

std::optional<CertificationRequest> request_in(const Admission& admission) {
  if (!is_enrollment(admission)) return std::nullopt;
  return request_of(*admission.request);
}

/// Whether an extension is asked for whose id is such a one.
bool asks_for(const CertificationRequest& request,
              const std::function<bool(const std::string&)>& such) {
  const auto asked = requested_extensions(request.info);
  return asked && std::any_of(asked->begin(), asked->end(),
                              [&](const Extension& each) { return such(each.id); });
}

bool has_common_name(const RequestInfo& info) {
  const auto type = encode(oid(oids::common_name));
  return std::search(info.subject.begin(), info.subject.end(), type.begin(), type.end()) !=
         info.subject.end();
}

/// Whether a Name is long, or has a value that is no UTF8String of ASCII.
bool is_unusual(const Bytes& subject) {
  const auto name = decode_der(subject);
  if (!name || subject.size() > 200) return true;
  const auto usual = [](const Element& value) {
    return value.tag() == Tag::utf8_string &&
           std::all_of(value.contents().begin(), value.contents().end(),
                       [](std::uint8_t c) { return c >= 0x20 && c < 0x7f; });
  };
  const auto& rdns = name->children();
  return std::any_of(rdns.begin(), rdns.end(), [&](const Element& rdn) {
    return rdn.children().size() != 1 || !usual(rdn[0][1]);
  });
}

/// The subjects that somebody asked for with a signature that does not verify. The one fault that
/// keeps something between two requests, since that is what it is about.
class Memory {
 public:
  bool refuses(const HttpRequest& request) {
    const auto asked = request_of(request);
    if (!asked) return false;
    const std::lock_guard lock(mutex_);
    if (!proves_possession(*asked)) subjects_.insert(asked->info.subject);
    return subjects_.contains(asked->info.subject);
  }

 private:
  std::mutex mutex_;
  std::set<Bytes> subjects_;
};

}  // namespace

void add_intake_failure_faults(FaultCatalogue& add) {
  add(moments::admission,
      {.id = "fails-at-what-is-not-base64",
       .role = Role::server,
       .breaks = "RFC7231-6-01",
       .story = "a body that is not base64 is answered with 500"},
      [](Admission& admission) {
        if (is_enrollment(admission) && !decode_base64(text_of(admission.request->body)))
          admission.refusal = failure();
      });

  add(moments::request_structure,
      {.id = "fails-at-what-is-no-request",
       .role = Role::server,
       .breaks = "RFC7231-6-01",
       .story = "a body without a readable CSR is answered with 500"},
      [](Judgement& refusal) {
        if (refusal) refusal = failure();
      });

  add(moments::key_policy,
      {.id = "fails-at-keys-it-does-not-like",
       .role = Role::server,
       .breaks = "RFC7231-6-01",
       .story = "a key that is not certified is answered with 500"},
      [](Judgement& refusal) {
        if (refusal) refusal = failure();
      });

  add(moments::proof_of_possession,
      {.id = "fails-at-wrong-signatures",
       .role = Role::server,
       .breaks = "RFC7231-6-01",
       .story = "a CSR whose signature does not verify is answered with 500"},
      [](Judgement& refusal) {
        if (refusal) refusal = failure();
      });

  add(moments::admission,
      {.id = "fails-without-common-name",
       .role = Role::server,
       .breaks = "RFC7231-6-01",
       .story = "a subject without a common name is answered with 500"},
      [](Admission& admission) {
        if (const auto request = request_in(admission); request && !has_common_name(request->info))
          admission.refusal = failure();
      });

  add(moments::admission,
      {.id = "fails-at-alternative-names",
       .role = Role::server,
       .breaks = "RFC7231-6-01",
       .story = "a CSR that asks for alternative names is answered with 500"},
      [](Admission& admission) {
        const auto request = request_in(admission);
        if (!request) return;
        if (asks_for(*request, [](const std::string& id) { return id == oids::subject_alt_name; }))
          admission.refusal = failure();
      });

  add(moments::admission,
      {.id = "fails-at-unknown-attributes",
       .role = Role::server,
       .breaks = "RFC7231-6-01",
       .story = "an attribute beside extensionRequest is answered with 500"},
      [](Admission& admission) {
        const auto request = request_in(admission);
        if (!request) return;
        for (const auto& attribute : request->info.attributes)
          if (attribute.type != oids::extension_request) admission.refusal = failure();
      });

  add(moments::admission,
      {.id = "fails-at-unusual-subjects",
       .role = Role::server,
       .breaks = "RFC7231-6-01",
       .story = "a subject with other strings than UTF8String of ASCII, or longer than 200 octets, "
                "is answered with 500"},
      [](Admission& admission) {
        if (const auto request = request_in(admission);
            request && is_unusual(request->info.subject))
          admission.refusal = failure();
      });

  add(moments::admission,
      {.id = "fails-at-requested-extensions",
       .role = Role::server,
       .breaks = "RFC7231-6-01",
       .story = "a CSR that asks for extensions other than names is answered with 500"},
      [](Admission& admission) {
        const auto request = request_in(admission);
        if (!request) return;
        if (asks_for(*request, [](const std::string& id) { return id != oids::subject_alt_name; }))
          admission.refusal = failure();
      });

  add(moments::admission,
      {.id = "fails-at-old-signatures",
       .role = Role::server,
       .breaks = "RFC7231-6-01",
       .story = "a CSR that is signed by SHA-1 or MD5 is answered with 500"},
      [](Admission& admission) {
        const auto request = request_in(admission);
        if (!request) return;
        for (const auto* old :
             {"1.2.840.113549.1.1.5", "1.2.840.113549.1.1.4", "1.2.840.10045.4.1"}) {
          const auto named = encode(oid(old));
          const auto& algorithm = request->signature_algorithm;
          if (std::search(algorithm.begin(), algorithm.end(), named.begin(), named.end()) !=
              algorithm.end())
            admission.refusal = failure();
        }
      });

  add(moments::admission,
      {.id = "remembers-bad-requests",
       .role = Role::server,
       .breaks = "RFC7030-4.2-03",
       .story = "after a bad request for a subject, no good one for it is granted any more"},
      [](Admission& admission) {
        static Memory memory;
        if (is_enrollment(admission) && memory.refuses(*admission.request))
          admission.refusal = Refusal{403, "This device is locked.\n", {}};
      });

  add(moments::delivery,
      {.id = "drops-connection-instead-of-refusing",
       .role = Role::server,
       .breaks = "RFC7030-4.2.3-05",
       .story = "where a request is refused with 400, the connection is reset without an answer"},
      [](Delivery& delivery) {
        if (!text_of(delivery.bytes).starts_with("HTTP/1.1 400")) return;
        delivery.bytes.clear();
        delivery.abort_after = true;
      });

  add(moments::delivery,
      {.id = "answers-twice-when-refusing",
       .role = Role::server,
       .breaks = "RFC7030-4.1.2-02",
       .story =
           "a refusal goes out twice, so that the next request gets the answer of the last one"},
      [](Delivery& delivery) {
        if (text_of(delivery.bytes).starts_with("HTTP/1.1 4"))
          append(delivery.bytes, Bytes(delivery.bytes));
      });

  add(moments::admission,
      {.id = "fails-at-renewals",
       .role = Role::server,
       .breaks = "RFC7030-4.2-03",
       .story = "every renewal is answered with 500"},
      [](Admission& admission) {
        if (admission.operation == Operation::simplereenroll) admission.refusal = failure();
      });

  add(moments::refusal_response,
      {.id = "refusal-body-empty",
       .role = Role::server,
       .breaks = "RFC7231-6.5-01",
       .story = "a refusal explains nothing"},
      [](HttpResponse& response) { response.body.clear(); });
}

}  // namespace inquest

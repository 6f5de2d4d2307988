#include "reference/client/faulty_client_for_tests.h"
#include "reference/codec/certs_only.h"
#include "reference/codec/media_type.h"
#include "reference/codec/oids.h"
#include "reference/pki/name.h"

/// What a client takes for certificates.
namespace inquest {
namespace {

std::string plainly(ClientScene& scene) {
  scene.start();
  return scene.enroll();
}

/// Successful answers have this status.
std::string with_status(ClientScene& scene, int status) {
  scene.twist = [status](HttpResponse& response, const HttpRequest&) {
    if (response.status == 200) response.status = status;
  };
  return plainly(scene);
}

std::string cacerts_with_status(ClientScene& scene, int status) {
  with_status(scene, status);
  return scene.fetch_cacerts();
}

/// Successful answers have this field.
std::string with_field(ClientScene& scene, const std::string& name, const std::string& value) {
  scene.twist = [name, value](HttpResponse& response, const HttpRequest&) {
    if (response.status == 200) response.headers.set(name, value);
  };
  return plainly(scene);
}

std::string with_media_type(ClientScene& scene, const std::string& type) {
  return with_field(scene, "Content-Type", type);
}

/// Successful answers have certs-only as `change` leaves it.
std::string with_certs(ClientScene& scene, const std::function<void(CertsOnly&)>& change) {
  scene.server_deviations.add<CertsOnly>(moments::certs_only, change);
  return plainly(scene);
}

/// The SignedData claims one octet more than there is.
std::string with_length_beyond_the_end(ClientScene& scene) {
  scene.server_deviations.add<Bytes>(moments::certs_only_der, [](Bytes& der) { ++der.at(3); });
  return plainly(scene);
}

std::string with_crl(ClientScene& scene) {
  return with_certs(scene, [crl = scene.policy.authority->crl(ClientScene::now())](auto& certs) {
    certs.crls.push_back(crl);
  });
}

/// The issuing CA stands first or last among the certificates.
std::string with_issuer(ClientScene& scene, bool first) {
  return with_certs(scene, [first, der = scene.policy.authority->issuing().der()](auto& certs) {
    auto& all = certs.certificates;
    all.insert(first ? all.begin() : all.end(), der);
  });
}

/// Certificates in the order that no sender of DER would have.
std::string unsorted(ClientScene& scene) {
  return with_certs(scene, [der = scene.policy.authority->issuing().der()](auto& certs) {
    certs.certificates.push_back(der);
    std::sort(certs.certificates.rbegin(), certs.certificates.rend());
  });
}

/// Certs-only stands in id-data.
std::string as_data(ClientScene& scene) {
  scene.server_deviations.add<Bytes>(moments::certs_only_der, [](Bytes& der) {
    der = encode(sequence({oid(oids::cms_data), explicit_tag(0, octet_string(der))}));
  });
  return plainly(scene);
}

std::string for_another_key(ClientScene& scene) {
  return with_certs(scene, [der = scene.policy.authority->issuing().der()](auto& certs) {
    certs.certificates = {der};
  });
}

std::string cacerts_after_rollover(ClientScene& scene) {
  scene.policy.authority->roll_over({}, ClientScene::now());
  scene.belong_to(scene.policy.authority);
  scene.start();
  return scene.fetch_cacerts();
}

std::string by_rsa(ClientScene& scene) {
  AuthorityOptions options;
  options.issuing_key = KeyKind("rsa-2048");
  scene.belong_to(Authority::in_memory(options, ClientScene::now()));
  scene.options.tls.trust = scene.policy.authority->roots();
  return plainly(scene);
}

std::string laid_out(ClientScene& scene, const Base64Layout& layout) {
  scene.policy.layout = layout;
  return plainly(scene);
}

/// Successful answers are DER, and Content-Transfer-Encoding says so.
std::string in_binary(ClientScene& scene) {
  scene.twist = [](HttpResponse& response, const HttpRequest&) {
    if (response.status != 200) return;
    response.headers.set("Content-Transfer-Encoding", "binary");
    response.body = *decode_base64(text_of(response.body));
  };
  return plainly(scene);
}

std::string with_strange_characters(ClientScene& scene) {
  scene.twist = [](HttpResponse& response, const HttpRequest&) {
    if (response.status == 200) response.body.insert(response.body.begin() + 40, '*');
  };
  return plainly(scene);
}

}  // namespace

const std::vector<FaultRow>& answer_rows() {
  static const std::vector<FaultRow> rows{
      {"client-takes-cacerts-of-any-status",
       [](auto& scene) { return cacerts_with_status(scene, 404); }, "the server answered 404 ",
       "granted 2"},
      {"client-takes-certificate-of-refusal", [](auto& scene) { return with_status(scene, 403); },
       "the server answered 403 ", "granted"},
      {"client-takes-unknown-status-for-success",
       [](auto& scene) { return with_status(scene, 471); }, "the server answered 471", "granted"},
      {"client-takes-certificates-of-any-media-type",
       [](auto& scene) { return with_media_type(scene, "text/plain"); }, "bears 'text/plain'",
       "granted"},
      {"client-reads-media-type-by-case",
       [](auto& scene) { return with_media_type(scene, "Application/PKCS7-mime"); }, "granted",
       "the media type is"},
      {"client-compares-media-type-as-text",
       [](auto& scene) {
         return with_media_type(scene, "application/pkcs7-mime;smime-type=certs-only");
       },
       "granted", "the media type is"},
      {"client-passes-over-lengths", with_length_beyond_the_end, "no certs-only", "granted"},
      {"client-knows-no-crls", with_crl, "granted", "it has CRLs"},
      {"client-takes-certificates-with-content",
       [](auto& scene) { return scene.enroll_at({"certs-only-with-content"}); }, "not certs-only",
       "granted"},
      {"client-takes-certificates-of-content", as_data, "no certs-only", "granted"},
      {"client-wants-certificates-sorted", unsorted, "granted", "it is no DER"},
      {"client-takes-first-certificate", for_another_key, "bears the key", "granted"},
      {"client-takes-last-certificate", for_another_key, "bears the key", "granted"},
      {"client-takes-certificate-of-another-key", for_another_key, "bears the key", "granted"},
      {"client-wants-one-certificate", [](auto& scene) { return with_issuer(scene, true); },
       "granted", "bears the key"},
      {"client-wants-one-root-in-cacerts", cacerts_after_rollover, "granted 6", "several roots"},

      {"client-reads-base64-in-lines-only",
       [](auto& scene) { return laid_out(scene, layouts::single_line); }, "granted",
       "a line is too long"},
      {"client-reads-base64-in-one-line-only",
       [](auto& scene) { return laid_out(scene, layouts::lf_64); }, "granted",
       "white space within"},
      {"client-knows-no-crlf-in-base64",
       [](auto& scene) {
         return laid_out(scene, {64, "\r\n", true});
       },
       "granted", "a carriage return"},
      {"client-wants-line-end-after-base64",
       [](auto& scene) {
         return laid_out(scene, {64, "\n", false});
       },
       "granted", "the last line does not end"},
      {"client-believes-transfer-encoding", in_binary, "is not base64", "granted"},
      {"client-wants-transfer-encoding-to-be-known",
       [](auto& scene) { return with_field(scene, "Content-Transfer-Encoding", "Base64"); },
       "granted", "the encoding Base64"},
      {"client-knows-no-certificate-by-rsa", by_rsa, "granted", "an algorithm that nobody knows"},
      {"client-takes-raw-der", [](auto& scene) { return scene.enroll_at({"body-raw-der"}); },
       "is not base64", "granted"},
      {"client-takes-pem", [](auto& scene) { return scene.enroll_at({"body-pem-armour"}); },
       "is not base64", "granted"},
      {"client-passes-over-what-is-no-base64", with_strange_characters, "is not base64", "granted"},
  };
  return rows;
}

}  // namespace inquest

#include "reference/protocol/server.h"

#include <gmock/gmock.h>

#include "reference/codec/media_type.h"
#include "reference/protocol/exchange_for_tests.h"

namespace inquest {
namespace {

using testing::HasSubstr;

class Server : public ServerForTests {
 protected:
  HttpResponse ask_for(const std::string& method, const std::string& target) {
    HttpRequest request;
    request.method = method;
    request.target = target;
    return ask(request);
  }
  std::string on_the_wire(const HttpRequest& request) {
    return std::string(text_of(deliver(ask(request), request, {}, now).bytes));
  }
};

TEST_F(Server, GivesItsCertificatesToAnybody) {
  const auto response = ask(cacerts_request(without_password(), {}), TlsFacts{});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(*response.headers.find("Content-Type"), media_types::pkcs7_certs_only);
  const auto accepted = accept_cacerts(response, now);
  const auto& certificates = std::get<std::vector<Certificate>>(accepted);
  ASSERT_EQ(certificates.size(), 2U);
  EXPECT_EQ(certificates[0].der(), policy.authority->issuing().der());
  EXPECT_EQ(certificates[1].der(), policy.authority->root().der());
}

TEST_F(Server, LaysItsBase64OutAsThePolicySays) {
  policy.layout = layouts::single_line;
  EXPECT_EQ(text_of_body(ask_for("GET", "/.well-known/est/cacerts")).find('\n'), std::string::npos);
  policy.layout = layouts::lf_64;
  EXPECT_EQ(text_of_body(ask_for("GET", "/.well-known/est/cacerts")).find('\n'), 64U);
}

TEST_F(Server, SaysContentTransferEncodingOnlyWhenToldTo) {
  EXPECT_EQ(ask_for("GET", "/.well-known/est/cacerts").headers.count("Content-Transfer-Encoding"),
            0U);
  policy.send_transfer_encoding = true;
  EXPECT_EQ(*ask_for("GET", "/.well-known/est/cacerts").headers.find("Content-Transfer-Encoding"),
            "base64");
}

TEST_F(Server, ServesItsLabelsAndNoOthers) {
  EXPECT_EQ(ask_for("GET", "/.well-known/est/lab/cacerts").status, 200);
  EXPECT_EQ(ask_for("GET", "/.well-known/est/other/cacerts").status, 404);
}

TEST_F(Server, KnowsNothingElsewhere) {
  policy.without = {Operation::fullcmc};
  for (const auto* target : {"/", "/cacerts", "/.well-known/est/nonsense",
                             "/.well-known/est/fullcmc", "/.well-known/est/inquest/fullcmc"}) {
    const auto response = ask_for("GET", target);
    EXPECT_EQ(response.status, 404) << target;
    EXPECT_EQ(*response.headers.find("Content-Type"), media_types::text_plain);
    EXPECT_NE(text_of_body(response), "");
  }
}

TEST_F(Server, NamesTheMethodsThatItHas) {
  const auto post = ask_for("POST", "/.well-known/est/cacerts");
  EXPECT_EQ(post.status, 405);
  EXPECT_EQ(*post.headers.find("Allow"), "GET, HEAD, OPTIONS");
  const auto get = ask_for("GET", "/.well-known/est/simpleenroll");
  EXPECT_EQ(get.status, 405);
  EXPECT_EQ(*get.headers.find("Allow"), "POST, OPTIONS");
  EXPECT_EQ(ask_for("get", "/.well-known/est/cacerts").status, 501);
  EXPECT_EQ(ask_for("DELETE", "/.well-known/est/cacerts").status, 405);
}

TEST_F(Server, DoesNotReadWhatIsTooLarge) {
  auto request = enrollment(named("CN=x"), key);
  request.body = Bytes(policy.max_request_body + 1, 'A');
  EXPECT_EQ(ask(request).status, 413);
  request.body.pop_back();
  EXPECT_EQ(ask(request).status, 400);
}

TEST_F(Server, DatesItsAnswers) {
  EXPECT_THAT(on_the_wire(cacerts_request(without_password(), {})),
              HasSubstr("\r\nDate: Fri, 15 Jan 2027 08:00:00 GMT\r\nServer: inquest\r\n"));
}

TEST_F(Server, AnswersHeadWithTheHeadOfGet) {
  auto request = cacerts_request(without_password(), {});
  const auto whole = on_the_wire(request);
  request.method = "HEAD";
  EXPECT_EQ(on_the_wire(request), whole.substr(0, whole.find("\r\n\r\n") + 4));
  EXPECT_THAT(whole, HasSubstr("Content-Length: "));
}

TEST_F(Server, SaysThatItClosesToWhoAskedForIt) {
  auto request = cacerts_request(without_password(), {});
  EXPECT_EQ(on_the_wire(request).find("Connection"), std::string::npos);
  request.headers.set("Connection", "foo , CLOSE");
  EXPECT_THAT(on_the_wire(request), HasSubstr("\r\nConnection: close\r\n"));
  request.headers.set("Connection", "close-not");
  EXPECT_EQ(on_the_wire(request).find("Connection"), std::string::npos);
}

TEST_F(Server, RefusesInWordsWhatCannotBeRead) {
  const auto response = refuse_unreadable(431, "the head is too long", {});
  EXPECT_EQ(response.status, 431);
  EXPECT_EQ(*response.headers.find("Connection"), "close");
  EXPECT_THAT(text_of_body(response), HasSubstr("the head is too long"));
}

TEST_F(Server, PassesEachValueThroughItsMoment) {
  Deviations deviations;
  deviations.add<std::vector<Bytes>>(moments::cacerts_certificates,
                                     [](auto& certificates) { certificates.pop_back(); });
  deviations.add<HttpResponse>(moments::cacerts_response,
                               [](auto& response) { response.status = 299; });
  const auto request = cacerts_request(without_password(), {});
  EXPECT_EQ(respond(request, {}, policy, deviations, now).status, 299);
  deviations.add<HttpResponse>(moments::cacerts_response,
                               [](auto& response) { response.status = 200; });
  const auto accepted = accept_cacerts(respond(request, {}, policy, deviations, now), now);
  EXPECT_EQ(std::get<std::vector<Certificate>>(accepted).size(), 1U);
}

TEST_F(Server, ServesACaOfItsOwnUnderALabel) {
  policy.authorities["plant"] = Authority::in_memory({}, now);
  HttpOptions options = with_password();
  options.label = "plant";
  const auto theirs = certificate_in(
      ask(enrollment(named("CN=one"), key, Operation::simpleenroll, options)), key, now);
  EXPECT_TRUE(theirs.issued_by(policy.authorities["plant"]->issuing()));
  const auto ours = certificate_in(ask(enrollment(named("CN=one"), key)), key, now);
  EXPECT_TRUE(ours.issued_by(policy.authority->issuing()));
  // Renewing is for the CA that issued.
  options = without_password();
  options.label = "plant";
  EXPECT_EQ(
      ask(enrollment(named("CN=one"), key, Operation::simplereenroll, options), showing(theirs))
          .status,
      200);
  EXPECT_NE(ask(enrollment(named("CN=one"), key, Operation::simplereenroll, options), showing(ours))
                .status,
            200);
}

TEST_F(Server, SendsRequestsElsewhere) {
  policy.redirects = {{"https://other.example:8443", std::nullopt, 308}};
  const auto response = ask(enrollment(named("CN=one"), key));
  EXPECT_EQ(response.status, 308);
  EXPECT_EQ(*response.headers.find("Location"),
            "https://other.example:8443/.well-known/est/simpleenroll");
}

TEST_F(Server, SaysWhichMethodsThereAre) {
  HttpRequest request;
  request.method = "OPTIONS";
  request.target = path_of(Operation::cacerts);
  const auto response = ask(request);
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(*response.headers.find("Allow"), "GET, HEAD, OPTIONS");
}

}  // namespace
}  // namespace inquest

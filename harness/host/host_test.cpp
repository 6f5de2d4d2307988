#include "harness/host/host.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "cmake/source_folder.h"
#include "harness/host/page.h"
#include "harness/scenario/client_secrets.h"
#include "harness/scenario/loader.h"
#include "reference/client/client.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const Requirements& requirements() {
  static const auto loaded =
      Requirements::load(std::string(source_folder) + "/scenarios/requirements");
  return loaded;
}

constexpr auto file = R"(
about: Client cases for a host.
tests: client
cases:
  media-type:
    story: The CSR comes as application/pkcs10.
    covers: [RFC7030-4.2.1-06]
    steps:
      - run_client: {}
      - expect_request: {rule: media-type, cites: RFC7030-4.2.1-06}
  another-root:
    story: It wants other anchors.
    covers: [RFC7030-4.2.1-06]
    steps:
      - run_client: {trust: another-root}
      - expect_request: {rule: media-type, cites: RFC7030-4.2.1-06}
  on-tls-1.2:
    story: It has a port of its own.
    covers: [RFC7030-4.2.1-06]
    steps:
      - serve: {tls: "1.2"}
      - run_client: {}
      - expect_request: {rule: media-type, cites: RFC7030-4.2.1-06}
)";

class Hosts : public ::testing::Test {
 protected:
  Hosts() : cases(load_scenarios(file, "test/1-host.yaml", requirements())) {
    options.patience.quiet = std::chrono::milliseconds(1500);
    options.run.seed = 1;
    host = Host::start(options, cases, requirements(), keys);
  }

  ClientOptions device(const Endpoint& where, const std::string& label) const {
    ClientOptions made;
    made.endpoint = where;
    made.label = label;
    made.tls.trust = host->trust();
    made.credentials = http_secret;
    return made;
  }
  static bool enrolls(const ClientOptions& device) {
    RequestContents contents;
    contents.subject = encode_name("CN=device");
    return std::holds_alternative<Certificate>(
        enroll(device, Operation::simpleenroll, contents, Key::generate(KeyKind("ec-p256"))));
  }
  /// The runs, once so many are done.
  std::vector<HostedRun> when_done(std::size_t wanted) const {
    const auto last = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    for (;;) {
      auto runs = host->runs();
      std::erase_if(runs, [](const HostedRun& run) { return run.state != HostedRun::State::done; });
      if (runs.size() >= wanted || std::chrono::steady_clock::now() > last) return runs;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  std::string label_of(const std::string& id) const {
    for (const auto& each : host->cases())
      if (each.scenario.scenario.id == id) return each.label;
    return "";
  }

  std::vector<Case> cases;
  KeyPool keys;
  HostOptions options;
  std::unique_ptr<Host> host;
};

TEST_F(Hosts, JudgeWhoeverComesToALabel) {
  EXPECT_TRUE(enrolls(device(host->endpoint(), label_of("test.1.media-type"))));
  const auto runs = when_done(1);
  ASSERT_THAT(runs, SizeIs(1));
  EXPECT_EQ(runs[0].result.verdict, Verdict::pass) << runs[0].result.reason;
  EXPECT_EQ(runs[0].result.evidence.connections.empty(), false);
}

TEST_F(Hosts, AccuseWhoDoesWrong) {
  auto wrong = device(host->endpoint(), label_of("test.1.media-type"));
  wrong.deviations.add(moments::request, {[](HttpRequest& request) {
                         request.headers.set("Content-Type", "text/plain");
                       }});
  EXPECT_FALSE(enrolls(wrong));
  const auto runs = when_done(1);
  ASSERT_THAT(runs, SizeIs(1));
  EXPECT_EQ(runs[0].result.verdict, Verdict::fail);
}

TEST_F(Hosts, ServeFiftyDevicesAtOnce) {
  constexpr std::size_t many = 50;
  // So many share two processors, and each may be long silent between two requests.
  options.patience.quiet = std::chrono::milliseconds(3000);
  host = Host::start(options, cases, requirements(), keys);
  std::atomic<std::size_t> enrolled = 0;
  {
    std::vector<std::jthread> devices;
    for (std::size_t i = 0; i < many; ++i)
      devices.emplace_back([&, i] {
        if (enrolls(device(host->endpoint(),
                           label_of("test.1.media-type") + ".device-" + std::to_string(i))))
          ++enrolled;
      });
  }
  EXPECT_EQ(enrolled, many);
  const auto runs = when_done(many);
  EXPECT_THAT(runs, SizeIs(many));
  for (const auto& run : runs) EXPECT_EQ(run.result.verdict, Verdict::pass) << run.result.reason;
}

TEST_F(Hosts, HaveAPortForWhatIsBelowHttp) {
  // Between two devices the port is closed for a moment.
  const auto offered = [&] {
    for (int i = 0; i < 1000; ++i) {
      for (const auto& each : host->offers())
        if (each.offered->scenario.scenario.id == "test.1.on-tls-1.2" && !each.url.empty())
          return each.url;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return std::string();
  };
  const auto url = offered();
  ASSERT_THAT(url, HasSubstr("https://127.0.0.1:"));
  const auto where = Endpoint::parse(url.substr(8, url.find('/', 8) - 8));
  EXPECT_NE(where.port, host->endpoint().port);
  for (std::size_t times : {1, 2}) {
    EXPECT_EQ(offered(), url);
    EXPECT_TRUE(enrolls(device(where, "")));
    EXPECT_THAT(when_done(times), SizeIs(times));
  }
}

TEST_F(Hosts, SayWhatCannotBeOffered) {
  EXPECT_THAT(host->cases(), Contains(Field(&HostedCase::why_not, HasSubstr("trust anchors"))));
  EXPECT_FALSE(enrolls(device(host->endpoint(), label_of("test.1.another-root"))));
  EXPECT_FALSE(enrolls(device(host->endpoint(), "no-such-label")));
}

TEST_F(Hosts, ShowTheirStateAsJson) {
  EXPECT_TRUE(enrolls(device(host->endpoint(), label_of("test.1.media-type") + ".lab")));
  when_done(1);
  HttpRequest request;
  request.target = "/api/state";
  const auto state = nlohmann::json::parse(text_of(page_response(request, *host).body));
  EXPECT_EQ(state["cases"].size(), 2U);
  ASSERT_EQ(state["runs"].size(), 1U);
  EXPECT_EQ(state["runs"][0]["device"], "lab");
  EXPECT_EQ(state["runs"][0]["verdict"], "pass");
  request.target = "/nothing";
  EXPECT_EQ(page_response(request, *host).status, 404);
  request.target = "/api/accepted";
  EXPECT_EQ(page_response(request, *host).status, 405);
  request.method = "POST";
  request.body = bytes_of("{\"label\": 3}");
  EXPECT_EQ(page_response(request, *host).status, 400);
  request.body = bytes_of("{\"label\": \"x\", \"accepted\": true}");
  EXPECT_EQ(page_response(request, *host).status, 404);
}

TEST(HostedLabels, HaveADeviceAndATwin) {
  const auto parsed = parse_hosted_label("case-1.lab.twin");
  EXPECT_EQ(parsed.label, "case-1");
  EXPECT_EQ(parsed.device, "lab");
  EXPECT_TRUE(parsed.twin);
  EXPECT_EQ(text_of(parsed), "case-1.lab.twin");
  EXPECT_EQ(text_of(parse_hosted_label("case-1")), "case-1");
}

}  // namespace
}  // namespace inquest

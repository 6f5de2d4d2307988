#include <pybind11/stl.h>

#include "bindings/python/bind/module.h"
#include "harness/engine/server_session.h"
#include "harness/scenario/loader.h"
#include "reference/pki/atomic_file.h"
#include "reports/result/result.h"

namespace py = pybind11;

namespace inquest {
namespace {

struct PythonSuite {
  Requirements requirements;
  std::vector<Case> cases;
};

/// A server under test, with all that its cases share; holds on to what the session refers to.
class PythonSession {
 public:
  PythonSession(std::shared_ptr<PythonSuite> suite, ServerProfile profile, std::uint64_t seed,
                double timeout)
      : suite_(std::move(suite)),
        profile_(std::move(profile)),
        keys_(default_key_pool_directory()) {
    RunOptions options;
    options.seed = seed;
    options.timeout = std::chrono::milliseconds(static_cast<int>(timeout * 1000));
    options.again = "inquest test server --url " + profile_.url;
    session_ = std::make_unique<ServerSession>(profile_, suite_->requirements, keys_, options);
    frame_.seed = seed;
    frame_.sut = session_->peer();
  }

  /// The result of one case as JSON, in a run of its own.
  std::string run(const Case& each) const {
    auto run = frame_;
    run.cases.push_back(session_->run(each));
    return encode_run(run);
  }

 private:
  std::shared_ptr<PythonSuite> suite_;
  ServerProfile profile_;
  KeyPool keys_;
  std::unique_ptr<ServerSession> session_;
  RunResult frame_;
};

ServerProfile profile_of(const std::string& url, const std::string& trust_pem,
                         const std::string& user, const std::string& password,
                         const std::string& certificate_pem, const std::string& key_pem,
                         const std::string& label) {
  ServerProfile profile;
  set_url(profile, url);
  if (!trust_pem.empty()) profile.trust = certificates_from_pem(trust_pem);
  if (!user.empty() || !password.empty()) profile.credentials = {user, password};
  if (!certificate_pem.empty()) {
    auto chain = certificates_from_pem(certificate_pem);
    auto leaf = chain.front();
    chain.erase(chain.begin());
    profile.identity = TlsIdentity{Key::from_pem(key_pem), leaf, chain};
  }
  profile.label = label;
  return profile;
}

}  // namespace

void bind_suite(py::module_& module) {
  py::class_<Case>(module, "Case", "One case of the suite.")
      .def_property_readonly("id", &Case::id)
      .def_property_readonly("story", [](const Case& each) { return each.scenario.story; })
      .def_property_readonly("file", [](const Case& each) { return each.scenario.file; })
      .def_property_readonly("line", [](const Case& each) { return each.scenario.line; })
      .def_property_readonly("covers", [](const Case& each) { return each.scenario.covers; })
      .def_property_readonly("kills", [](const Case& each) { return each.scenario.kills; })
      .def_property_readonly("tags", [](const Case& each) { return each.scenario.tags; })
      .def_property_readonly("needs", [](const Case& each) { return each.needs; })
      .def("__repr__", [](const Case& each) { return "<inquest.Case " + each.id() + ">"; });

  py::class_<PythonSuite, std::shared_ptr<PythonSuite>>(module, "Suite", "Scenarios and catalogue.")
      .def(py::init([](const std::string& directory) {
             auto requirements =
                 Requirements::load(std::filesystem::path(directory) / "requirements");
             auto cases = load_suite(directory, requirements);
             return std::make_shared<PythonSuite>(
                 PythonSuite{std::move(requirements), std::move(cases)});
           }),
           py::arg("directory"),
           "Reads a folder of scenarios; raises YamlError with file:line:column.")
      .def_property_readonly("cases", [](const PythonSuite& suite) { return suite.cases; })
      .def(
          "select",
          [](const PythonSuite& suite, const std::string& expression) {
            const Selection selection(expression);
            std::vector<Case> cases;
            for (const auto& each : suite.cases)
              if (selection.matches(each, suite.requirements)) cases.push_back(each);
            return cases;
          },
          py::arg("expression"), "The cases that an expression selects, as --select does.");

  py::class_<ServerProfile>(module, "ServerProfile", "A server under test.")
      .def(py::init(&profile_of), py::kw_only(), py::arg("url"), py::arg("trust_pem") = "",
           py::arg("user") = "", py::arg("password") = "", py::arg("certificate_pem") = "",
           py::arg("key_pem") = "", py::arg("label") = "")
      .def_static(
          "load", [](const std::string& file) { return load_server_profile(file); },
          py::arg("file"), "Reads a profile (YAML); raises YamlError.")
      .def_property_readonly("url", [](const ServerProfile& profile) { return profile.url; })
      .def_property_readonly("capabilities", &ServerProfile::capabilities);

  py::class_<PythonSession>(module, "_ServerSession")
      .def(py::init<std::shared_ptr<PythonSuite>, ServerProfile, std::uint64_t, double>(),
           py::arg("suite"), py::arg("profile"), py::arg("seed"), py::arg("timeout"),
           py::call_guard<py::gil_scoped_release>())
      .def("run", &PythonSession::run, py::arg("case"), py::call_guard<py::gil_scoped_release>());
}

}  // namespace inquest

#include <pybind11/stl.h>

#include <chrono>

#include "bindings/python/bind/module.h"
#include "reference/faults/catalogue.h"
#include "reference/server/server.h"

namespace py = pybind11;

namespace inquest {
namespace {

/// The reference server as Python holds it: started and stopped by a context manager.
class PythonServer {
 public:
  PythonServer(std::string user, std::string password, std::string tls,
               const std::vector<std::string>& labels, const std::string& base64,
               const std::vector<std::string>& faults)
      : user_(std::move(user)), password_(std::move(password)) {
    options_.policy.users = {{user_, password_}};
    options_.policy.labels = {labels.begin(), labels.end()};
    options_.policy.layout = base64_layout(base64);
    if (!tls.empty()) options_.lowest_tls = options_.highest_tls = tls_version(tls);
    options_.deviations = deviations_of(faults);
  }

  PythonServer& start() {
    if (server_) throw std::runtime_error("this server runs already");
    auto options = options_;
    options.policy.authority =
        Authority::in_memory({}, std::chrono::duration_cast<std::chrono::seconds>(
                                     std::chrono::system_clock::now().time_since_epoch())
                                     .count());
    server_ = EstServer::start(std::move(options));
    return *this;
  }
  void stop() { server_.reset(); }

  std::string url() const { return "https://127.0.0.1:" + std::to_string(running().port()); }
  std::string trust_pem() const {
    std::string pem;
    for (const auto& anchor : running().trust()) pem += anchor.to_pem();
    return pem;
  }
  std::size_t issued_count() const { return running().authority()->issued_count(); }
  const std::string& user() const { return user_; }
  const std::string& password() const { return password_; }

 private:
  EstServer& running() const {
    if (!server_) throw std::runtime_error("this server does not run: use it in a `with`");
    return *server_;
  }

  std::string user_, password_;
  ServerOptions options_;
  std::unique_ptr<EstServer> server_;
};

}  // namespace

void bind_server(py::module_& module) {
  py::class_<PythonServer>(
      module, "ReferenceServer",
      "The reference EST server on a free port of 127.0.0.1, with a CA of its own "
      "in memory.\n\n    with inquest.ReferenceServer() as server:\n        "
      "print(server.url)")
      .def(py::init<std::string, std::string, std::string, const std::vector<std::string>&,
                    const std::string&, const std::vector<std::string>&>(),
           py::kw_only(), py::arg("user") = "est", py::arg("password") = "est-password",
           py::arg("tls") = "", py::arg("labels") = std::vector<std::string>{"other"},
           py::arg("base64") = "crlf-76", py::arg("faults") = std::vector<std::string>{},
           "tls: '1.2', '1.3' or both when empty. faults: ids of the fault catalogue; an unknown "
           "one "
           "raises ValueError with the nearest known.")
      .def("__enter__", &PythonServer::start, py::return_value_policy::reference,
           py::call_guard<py::gil_scoped_release>())
      .def("__exit__",
           [](PythonServer& server, const py::args&) {
             py::gil_scoped_release released;
             server.stop();
           })
      .def_property_readonly("url", &PythonServer::url)
      .def_property_readonly("trust_pem", &PythonServer::trust_pem, "Its trust anchors, PEM.")
      .def_property_readonly("user", &PythonServer::user)
      .def_property_readonly("password", &PythonServer::password)
      .def_property_readonly("issued_count", &PythonServer::issued_count,
                             "How many certificates it has issued.");
  module.def(
      "faults",
      [] {
        py::list list;
        for (const auto& fault : fault_catalogue().all())
          list.append(py::dict(py::arg("id") = fault.id,
                               py::arg("role") = std::string(name_of(fault.role)),
                               py::arg("breaks") = fault.breaks, py::arg("story") = fault.story));
        return list;
      },
      "Every fault of the catalogue: id, role, breaks, story.");
}

}  // namespace inquest

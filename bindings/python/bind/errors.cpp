#include <pybind11/eval.h>

#include "bindings/python/bind/module.h"
#include "harness/scenario/stage.h"
#include "harness/yaml/yaml.h"

namespace py = pybind11;

namespace inquest {
namespace {

py::object& parse_error_type() {
  static auto* type = new py::object();  // outlives the interpreter's teardown on purpose
  return *type;
}

}  // namespace

void raise_parse_error(const ParseError& error) {
  py::object instance = parse_error_type()(error.text());
  instance.attr("offset") = error.offset;
  instance.attr("reason") = error.reason;
  PyErr_SetObject(parse_error_type().ptr(), instance.ptr());
  throw py::error_already_set();
}

void bind_errors(py::module_& module) {
  py::exec(R"(
class ParseError(ValueError):
    """Bytes are not what they should be. `offset` counts octets, `reason` names the field."""
    offset: int = 0
    reason: str = ""
)",
           module.attr("__dict__"));
  parse_error_type() = module.attr("ParseError");
  py::register_exception<YamlError>(module, "YamlError", PyExc_ValueError);
}

}  // namespace inquest

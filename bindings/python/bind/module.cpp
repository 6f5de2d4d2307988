#include "bindings/python/bind/module.h"

PYBIND11_MODULE(_core, module) {
  module.doc() = "The C++ core of inquest: EST codecs, the reference server, and the suite.";
  inquest::bind_errors(module);
  inquest::bind_codec(module);
  inquest::bind_server(module);
  inquest::bind_suite(module);
}

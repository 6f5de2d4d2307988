#pragma once
#include <pybind11/pybind11.h>

#include <string>

#include "reference/codec/bytes.h"
#include "reference/codec/result.h"

/// The rooms that Python can enter, one binding file each.
namespace inquest {

void bind_errors(pybind11::module_& module);
void bind_codec(pybind11::module_& module);
void bind_server(pybind11::module_& module);
void bind_suite(pybind11::module_& module);

inline pybind11::bytes to_python(BytesView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Bytes from_python(const pybind11::bytes& bytes) {
  return bytes_of(static_cast<std::string_view>(bytes));
}

/// Raises inquest.ParseError(reason, offset) in Python.
[[noreturn]] void raise_parse_error(const ParseError& error);

/// The value of a Result, or the exception that Python sees.
template <class Value>
Value value_or_raise(Result<Value> result) {
  if (!result) raise_parse_error(result.error());
  return std::move(result).value();
}

}  // namespace inquest

#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>

/// What a decoder answers: a value, or where and why the bytes are not one.
namespace inquest {

struct ParseError {
  std::size_t offset = 0;  ///< into the bytes that the decoder was given
  std::string reason;      ///< names the field: "CertificationRequestInfo.subject: ..."

  /// "16: CertificationRequestInfo.subject: tag 0x31 where 0x30 was expected"
  std::string text() const { return std::to_string(offset) + ": " + reason; }
  friend bool operator==(const ParseError&, const ParseError&) = default;
};

template <class Value>
class [[nodiscard]] Result {
 public:
  Result(Value value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(ParseError error) : state_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return state_.index() == 0; }
  bool has_value() const { return state_.index() == 0; }

  /// The value. Asking for it while there is an error throws std::bad_variant_access.
  const Value& value() const& { return std::get<0>(state_); }
  Value&& value() && { return std::get<0>(std::move(state_)); }
  const Value& operator*() const& { return value(); }
  Value&& operator*() && { return std::move(*this).value(); }
  const Value* operator->() const { return &value(); }

  const ParseError& error() const { return std::get<1>(state_); }

 private:
  std::variant<Value, ParseError> state_;
};

}  // namespace inquest

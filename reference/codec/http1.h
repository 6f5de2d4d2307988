#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reference/codec/bytes.h"
#include "reference/codec/result.h"

/// HTTP/1.1 messages as values, and their bytes (RFC 9112). What is written is exactly what the
/// value says: nothing is added or put right on the way.
namespace inquest {

struct HttpHeader {
  std::string name;
  std::string value;
  friend bool operator==(const HttpHeader&, const HttpHeader&) = default;
};

/// Fields in the order sent; names compare without case.
class HttpHeaders {
 public:
  HttpHeaders() = default;
  HttpHeaders(std::initializer_list<HttpHeader> fields) : fields_(fields) {}

  /// The first field of that name, or nullptr.
  const std::string* find(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  /// Replaces the first field of that name (dropping others), or appends.
  void set(std::string name, std::string value);
  void add(std::string name, std::string value);
  void remove(std::string_view name);

  const std::vector<HttpHeader>& fields() const { return fields_; }
  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  bool empty() const { return fields_.empty(); }
  friend bool operator==(const HttpHeaders&, const HttpHeaders&) = default;

 private:
  std::vector<HttpHeader> fields_;
};

/// How a message says where its body ends.
enum class Framing {
  content_length,  ///< a Content-Length field is written when the headers have none
  chunked,         ///< Transfer-Encoding: chunked, written when the headers do not say so
  close,           ///< the end of the connection ends the body; nothing is written for it
};

struct HttpRequest {
  std::string method = "GET";
  std::string target = "/";
  std::string version = "HTTP/1.1";
  HttpHeaders headers;
  Bytes body;
  Framing framing = Framing::content_length;
  std::size_t chunk_size = 1024;  ///< octets a chunk, when framing is chunked; at least 1
};

struct HttpResponse {
  int status = 200;
  std::string reason;  ///< empty: the usual phrase of the status is written
  std::string version = "HTTP/1.1";
  HttpHeaders headers;
  Bytes body;
  Framing framing = Framing::content_length;
  std::size_t chunk_size = 1024;
};

/// A GET, HEAD or DELETE without a body gets no Content-Length.
Bytes encode(const HttpRequest& request);
/// 1xx, 204 and 304 get neither body nor framing fields.
Bytes encode(const HttpResponse& response);

/// The head that `input` starts with (up to and with the empty line), and how many bytes it took.
/// Body and framing are left empty: where a body ends is for the transport's reader.
struct HttpRequestHead {
  HttpRequest request;
  std::size_t length = 0;
};
struct HttpResponseHead {
  HttpResponse response;
  std::size_t length = 0;
};
Result<HttpRequestHead> decode_request_head(BytesView input);
Result<HttpResponseHead> decode_response_head(BytesView input);

/// "Not Found" for 404; "Unknown" for a status without a registered phrase.
std::string_view reason_phrase(int status);

/// The value of an Authorization field for Basic (RFC 7617): "Basic " base64(user ":" password).
std::string basic_authorization(std::string_view user, std::string_view password);
/// What such a value holds; an error for another scheme or bad base64.
struct BasicCredentials {
  std::string user;
  std::string password;
};
Result<BasicCredentials> decode_basic_authorization(std::string_view field);

}  // namespace inquest

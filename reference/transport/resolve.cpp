#include "reference/transport/resolve.h"

#include <fmt/format.h>
#include <netdb.h>

#include <cstring>
#include <future>
#include <thread>

namespace inquest {
namespace {

using Addresses = std::vector<asio::ip::address>;

struct Resolved {
  Addresses addresses;
  std::string trouble;
};

asio::ip::address address_of(const addrinfo& entry) {
  tcp::endpoint endpoint;
  std::memcpy(endpoint.data(), entry.ai_addr, entry.ai_addrlen);
  return endpoint.address();
}

Resolved ask_system(const std::string& host) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  Resolved resolved;
  if (auto code = ::getaddrinfo(host.c_str(), nullptr, &wanted, &found); code != 0) {
    resolved.trouble = ::gai_strerror(code);
    return resolved;
  }
  for (const auto* entry = found; entry != nullptr; entry = entry->ai_next)
    if (entry->ai_family == AF_INET || entry->ai_family == AF_INET6)
      resolved.addresses.push_back(address_of(*entry));
  ::freeaddrinfo(found);
  return resolved;
}

}  // namespace

Transported<Addresses> addresses_of(const std::string& host, Deadline deadline) {
  error_code no_literal;
  if (auto literal = asio::ip::make_address(host, no_literal); !no_literal)
    return Addresses{literal};
  if (host == "localhost" || host == "localhost.")
    return Addresses{asio::ip::address_v6::loopback(), asio::ip::address_v4::loopback()};

  // The system's resolver knows no deadline and cannot be called off: a thread of its own, which
  // holds nothing of ours, is left behind when it is too slow.
  std::promise<Resolved> promise;
  auto answer = promise.get_future();
  std::thread([promise = std::move(promise), host]() mutable {
    promise.set_value(ask_system(host));
  }).detach();
  if (answer.wait_until(deadline.at()) != std::future_status::ready)
    return TransportFailure{Fate::silence, fmt::format("'{}' was not resolved in time", host),
                            std::nullopt};
  auto resolved = answer.get();
  if (resolved.addresses.empty())
    return TransportFailure{Fate::refused,
                            fmt::format("'{}' cannot be resolved: {}", host, resolved.trouble),
                            std::nullopt};
  return resolved.addresses;
}

}  // namespace inquest

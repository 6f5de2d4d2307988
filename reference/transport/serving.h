#pragma once
#include <atomic>
#include <memory>
#include <mutex>

#include "reference/transport/asio.h"
#include "reference/transport/listener.h"
#include "reference/transport/tls_context.h"

/// What a listener does with one connection. Private to this folder.
namespace inquest {

/// Shared by all connections of a listener; outlives it while connections are dropped.
struct Service {
  ListenerOptions options;
  Listener::Answer answer;
  Listener::AnswerBad answer_bad;
  std::atomic<std::size_t> connections = 0;

  std::shared_ptr<const TlsContext> tls() const {
    std::scoped_lock lock(mutex_);
    return tls_;
  }
  void set_tls(std::shared_ptr<const TlsContext> tls) {
    std::scoped_lock lock(mutex_);
    tls_ = std::move(tls);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const TlsContext> tls_;
};

/// Handshake, requests and answers, end; then takes itself off `connections`, where the caller has
/// counted it. `number` counts connections from 1. Throws nothing but
/// what a watcher throws or std::bad_alloc.
Coroutine<void> serve(std::shared_ptr<Service> service, tcp::socket socket, std::uint64_t number);

}  // namespace inquest

#include "reference/transport/listener.h"

#include <algorithm>
#include <boost/system/system_error.hpp>
#include <system_error>
#include <thread>

#include "reference/transport/asio.h"
#include "reference/transport/serving.h"

namespace inquest {
namespace {

tcp::acceptor listening(asio::io_context& io, const ListenerOptions& options) try {
  auto literal = options.address == "localhost" ? std::string("127.0.0.1") : options.address;
  tcp::endpoint endpoint(asio::ip::make_address(literal), options.port);
  return tcp::acceptor(io, endpoint, /*reuse_addr=*/true);
} catch (const boost::system::system_error& trouble) {
  throw std::system_error(std::error_code(trouble.code()),
                          "cannot listen on " + Endpoint{options.address, options.port}.text());
}

std::shared_ptr<const TlsContext> context_for(const TlsSettings& tls, const Seams& seams) {
  return std::make_shared<TlsContext>(TlsRole::server, tls, seams.key_log);
}

class RunningListener final : public Listener {
 public:
  RunningListener(const ListenerOptions& options, Answer answer, AnswerBad answer_bad)
      : service_(std::make_shared<Service>()),
        io_(static_cast<int>(std::max(1U, options.threads))),
        acceptor_(listening(io_, options)),
        port_(acceptor_.local_endpoint().port()) {
    service_->options = options;
    service_->answer = std::move(answer);
    service_->answer_bad = std::move(answer_bad);
    if (options.tls) service_->set_tls(context_for(*options.tls, options.seams));
    asio::co_spawn(io_, accept(), [](const std::exception_ptr&) {});
    for (unsigned thread = 0; thread < std::max(1U, options.threads); ++thread)
      threads_.emplace_back([this] { run(); });
  }

  ~RunningListener() override {
    io_.stop();
    for (auto& thread : threads_) thread.join();
  }

  std::uint16_t port() const override { return port_; }

  void replace_tls(const TlsSettings& tls) override {
    if (!service_->tls()) throw std::logic_error("replace_tls on a listener without TLS");
    service_->set_tls(context_for(tls, service_->options.seams));
  }

 private:
  // A connection's exception has ended that connection in its completion; one that comes here
  // anyway must not end the process.
  void run() {
    for (;;) {
      try {
        io_.run();
        return;
      } catch (...) {
        continue;
      }
    }
  }

  Coroutine<void> accept() {
    constexpr auto pause = std::chrono::milliseconds(20);
    for (std::uint64_t number = 1;;) {
      tcp::socket socket(asio::make_strand(io_));
      error_code error;
      co_await acceptor_.async_accept(socket, into(error));
      if (error == asio::error::operation_aborted) co_return;
      if (error) {  // too many open files, or a peer that was gone at once
        asio::steady_timer timer(io_, pause);
        co_await timer.async_wait(into(error));
        continue;
      }
      if (service_->connections >= service_->options.most_connections) continue;
      ++service_->connections;
      auto executor = socket.get_executor();
      asio::co_spawn(executor, serve(service_, std::move(socket), number++),
                     [](const std::exception_ptr&) {});
    }
  }

  std::shared_ptr<Service> service_;
  asio::io_context io_;
  tcp::acceptor acceptor_;
  std::uint16_t port_;
  std::vector<std::thread> threads_;
};

}  // namespace

std::unique_ptr<Listener> Listener::start(const ListenerOptions& options, Answer answer,
                                          AnswerBad answer_bad) {
  return std::make_unique<RunningListener>(options, std::move(answer), std::move(answer_bad));
}

}  // namespace inquest

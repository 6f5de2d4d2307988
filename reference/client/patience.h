#pragma once
#include <chrono>
#include <cstdint>
#include <functional>

#include "reference/client/client.h"

namespace inquest {

/// How long a client goes on asking while the server puts off, and how it waits.
struct Patience {
  double seconds = 0;  ///< in all
  /// Waits, and tells whoever should know (RFC 7030 4.2.3).
  std::function<void(std::chrono::seconds pause)> wait;
};

/// How long to wait before the same is asked again, or nothing where that is of no use: the server
/// did not put off or did not say until when. Through moments::put_off (client_moments.h).
std::optional<std::int64_t> pause_before_asking_again(const NotAccepted& problem, int asked_before,
                                                      double patience,
                                                      const Deviations& deviations);

/// What `ask` makes of `options` (an Accepted<>), asked again, for the same, as long as the server
/// puts off (202 and 503 with Retry-After, RFC 7030 4.2.3) and the patience lasts.
template <class Ask>
auto ask_patiently(ClientOptions options, const Patience& patience, Ask ask)
    -> decltype(ask(options)) {
  options.asked_before = std::make_shared<AskedBefore>();
  for (double left = patience.seconds;;) {
    auto accepted = ask(options);
    const auto* problem = std::get_if<NotAccepted>(&accepted);
    if (problem == nullptr) return accepted;
    const auto pause =
        pause_before_asking_again(*problem, options.asked_before->times, left, options.deviations);
    // Who is asked without pause is not asked for ever.
    constexpr int often = 100;
    if (!pause || options.asked_before->times >= often) return accepted;
    left -= static_cast<double>(*pause);
    if (*pause > 0) patience.wait(std::chrono::seconds(*pause));
    ++options.asked_before->times;
  }
}

}  // namespace inquest

#include "harness/scenario/served.h"

#include <algorithm>
#include <thread>

namespace inquest {

bool ClientRequest::is_for(Operation operation) const {
  const auto target = est_target(request.target);
  return target && target->operation == operation;
}

void Served::settle(std::chrono::milliseconds most) const {
  const auto last = std::chrono::steady_clock::now() + most;
  const auto is_over = [](const ClientConnection& each) { return each.ended.has_value(); };
  while (std::chrono::steady_clock::now() < last) {
    const auto all = connections();
    if (std::all_of(all.begin(), all.end(), is_over)) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace inquest

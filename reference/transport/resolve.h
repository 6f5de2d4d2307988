#pragma once
#include <string>
#include <vector>

#include "reference/transport/asio.h"
#include "reference/transport/connection.h"

/// Names to addresses. Private to this folder.
namespace inquest {

/// The addresses of `host`, in the order to try: a literal is itself, "localhost" the two loopback
/// addresses (RFC 6761 6.3), else what the system's resolver says by the deadline.
Transported<std::vector<asio::ip::address>> addresses_of(const std::string& host,
                                                         Deadline deadline);

}  // namespace inquest

#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

/// The parts of Asio that this folder uses, under our names. Private to reference/transport: its
/// public headers stay free of Asio.
namespace inquest {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

template <class Value>
using Coroutine = asio::awaitable<Value>;

/// Awaits with the error in `error` instead of an exception.
inline auto into(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

}  // namespace inquest

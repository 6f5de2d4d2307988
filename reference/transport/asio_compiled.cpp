// Asio and Beast are compiled once, here (BOOST_ASIO_SEPARATE_COMPILATION and its like).
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>

#pragma once
#include "reference/codec/http1.h"

namespace inquest {

/// Whether a response is a 401 whose WWW-Authenticate fields have a Basic challenge (RFC 7235 4.1:
/// several challenges may stand in one field, each with parameters):
///
///   WWW-Authenticate = 1#( scheme [ 1*SP ( token68 / #auth-param ) ] )
bool asks_for_basic(const HttpResponse& response);

}  // namespace inquest

#pragma once
#include "harness/host/host.h"
#include "reference/codec/http1.h"

namespace inquest {

/// The host's page and API, as a function:
///
///   GET /              the live page
///   GET /api/state     what is offered, what cannot be, and how far each device has come
///   GET /api/results   the run so far, as `inquest test client --json` has it
///   GET /trust.pem     the trust anchor for devices
///   POST /api/accepted {"label": "...", "accepted": true}: somebody saw whether the device did
HttpResponse page_response(const HttpRequest& request, Host& host);

}  // namespace inquest

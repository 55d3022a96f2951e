// SPDX-License-Identifier: Apache-2.0
// The built client, from the web root. Files are read on the thread pool, never on the loop.
#pragma once

#include "server/handler/http_request.h"
#include "server/handler/http_response.h"

int static_serve(struct request *request, struct response *response, struct error *err);

// SPDX-License-Identifier: Apache-2.0
// What happens to a request between the socket and its handler: route, CSRF, session; and to the handler's failure behind it.
#pragma once

#include "server/handler/http_request.h"
#include "server/handler/http_response.h"

// Fills in the response. Runs in a task.
void http_dispatch(struct request *request, struct response *response);

// The session cookie: __Host- and Secure where people come by https.
const char *session_cookie_name(bool secure);
// "Set-Cookie"; token "" ends it.
void session_cookie_set(const struct request *request, struct response *response, const char *token);
// The token that came along, or false.
bool session_cookie_get(const struct request *request, char *ret_token, size_t size);

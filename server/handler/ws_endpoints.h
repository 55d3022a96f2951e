// SPDX-License-Identifier: Apache-2.0
// The WebSockets there are.
#pragma once

#include "server/handler/ws_connection.h"

extern const struct ws_endpoint detector_endpoint; // detector_handler.c
extern const struct ws_endpoint live_endpoint;     // live_handler.c

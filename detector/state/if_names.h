// SPDX-License-Identifier: Apache-2.0
// Names of network interfaces, which calls know by number only.
#pragma once

#include "common/event/event.h"

#include <stdbool.h>
#include <stdint.h>

#define IF_NAME_SIZE 17

// For decode_options.if_name; ctx is not used.
bool state_if_name(void *ctx, const struct event *event, uint32_t index, char ret_name[IF_NAME_SIZE]);
// /proc/PID/net/igmp: a line with number and name for each interface. Pure.
bool if_name_parse(const char *list, uint32_t index, char ret_name[IF_NAME_SIZE]);

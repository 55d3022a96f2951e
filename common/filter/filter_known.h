// SPDX-License-Identifier: Apache-2.0
// The values that a field is known to have, for completion. Internal to common/filter.
#pragma once

#include "common/filter/filter_fields.h"

// Each value once, in alphabetical order where it has none of its own. help may be "". argument: of evt.arg, or NULL.
typedef void (*filter_known_fn)(void *ctx, const char *value, const char *help);
void filter_known_values(const struct filter_field *field, const char *argument, filter_known_fn each, void *ctx);
// Names of arguments of any call.
void filter_known_arguments(filter_known_fn each, void *ctx);

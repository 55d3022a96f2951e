// SPDX-License-Identifier: Apache-2.0
// Who asks: the signed-in user of a request, with the address for the audit. Made by auth_service_authenticate only.
// Services answer by one table of codes: -EINVAL bad input (the text begins with the field's name and a colon) · -EPERM not
// signed in or bad credentials · -EACCES may not · -ENOENT not there, or not theirs to know · -EEXIST or -EBUSY conflict with what is there ·
// -EAGAIN too many tries (see ret_retry_ms) · -ENOTCONN, -ETIMEDOUT database or detector away · anything else is ours.
#pragma once

#include "common/base/uuid.h"
#include "server/model/user.h"

#define ADDRESS_MAX 63

struct principal {
	struct user user;
	struct uuid session;
	char address[ADDRESS_MAX + 1]; // textual, without port
};

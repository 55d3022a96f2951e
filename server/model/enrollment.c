// SPDX-License-Identifier: Apache-2.0
#include "server/model/enrollment.h"

#include "server/model/text.h"

void enrollment_token_list_done(struct enrollment_token_list *list)
{
	free(list->items);
	*list = (struct enrollment_token_list){0};
}

int enrollment_check(const char *label, int64_t uses, int64_t expires_in_s, struct error *err)
{
	int r = text_check(label, "label", 0, ENROLLMENT_LABEL_MAX, err);
	if (r < 0)
		return r;
	if (uses < 1 || uses > ENROLLMENT_USES_MAX)
		return error_set(err, EINVAL, "uses: must be from 1 to %d", ENROLLMENT_USES_MAX);
	if (expires_in_s < 60 || (uint64_t)expires_in_s > ENROLLMENT_EXPIRES_MAX)
		return error_set(err, EINVAL, "expires_in_s: must be from 60 seconds to 90 days (%llu)",
				 ENROLLMENT_EXPIRES_MAX);
	return 0;
}

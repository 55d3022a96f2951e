// SPDX-License-Identifier: Apache-2.0
#include "common/filter/call_set.h"

#include <string.h>

#include "common/filter/filter_ast.h"
#include "common/filter/filter_program.h"

bool call_set_has(const struct call_set *set, uint8_t abi, int32_t nr)
{
	if (abi >= CALL_SET_ABIS || nr < 0 || nr >= (int32_t)CALL_SET_NUMBERS)
		return set->beyond;
	return set->bits[abi][nr / 64] >> (nr % 64) & 1;
}

void call_set_fill(struct call_set *set, bool all)
{
	memset(set->bits, all ? 0xff : 0, sizeof(set->bits));
	set->beyond = all;
}

static bool is_in(const struct filter_program *program, uint8_t abi, int32_t nr, struct filter_scratch *scratch)
{
	const struct event call = {.kind = EVENT_SYSCALL, .abi = abi, .nr = nr};
	return filter_match(program, &call, scratch);
}

int call_set_from_trace(const char *list, struct call_set *ret_set, struct error *err)
{
	AUTO(filter) struct filter *filter = NULL;
	int r = filter_from_trace(list, &filter, err);
	if (r < 0)
		return r;
	struct filter_program *program = filter_program_new(filter);
	AUTO_VALUE(filter_scratch) struct filter_scratch scratch;
	filter_scratch_init(&scratch);
	call_set_fill(ret_set, false);
	for (uint8_t abi = 0; abi < CALL_SET_ABIS; abi++)
		for (uint32_t nr = 0; nr < CALL_SET_NUMBERS; nr++)
			if (is_in(program, abi, (int32_t)nr, &scratch))
				ret_set->bits[abi][nr / 64] |= 1ull << (nr % 64);
	ret_set->beyond = is_in(program, 0, CALL_SET_NUMBERS, &scratch);
	filter_program_free(program);
	return 0;
}

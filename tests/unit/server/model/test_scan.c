// SPDX-License-Identifier: Apache-2.0
#include "server/model/scan.h"

#include "tests/unit/support/check_main.h"

#include <string.h>

static struct scan_spec good(void)
{
	struct scan_spec spec;
	scan_spec_default(&spec);
	spec.image = (char *)(uintptr_t) "localhost/syscope-sample:latest";
	return spec;
}

static void refused(const struct scan_spec *spec, const char *field)
{
	struct error err = {0};
	ck_assert_int_eq(scan_spec_check(spec, &err), -EINVAL);
	ck_assert_msg(strncmp(err.text, field, strlen(field)) == 0 && err.text[strlen(field)] == ':', "%s", err.text);
}

START_TEST(images_are_names_and_never_options)
{
	struct error err = {0};
	struct scan_spec spec = good();
	const char *const fine[] = {"alpine", "docker.io/library/alpine@sha256:0123", "localhost:5000/a_b-c.d:1", "0a"};
	const char *const bad[] = {NULL, "", "-v", "--rm", "a b", "a;b", "$(id)", "../x", "a\n", "ä"};
	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++) {
		spec.image = (char *)(uintptr_t)fine[i];
		ck_assert_int_eq(scan_spec_check(&spec, &err), 0);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		spec.image = (char *)(uintptr_t)bad[i];
		refused(&spec, "image");
	}
}
END_TEST

START_TEST(commands_and_numbers_are_bounded)
{
	struct error err = {0};
	static char big[SCAN_COMMAND_BYTES_MAX + 1];
	char *words[SCAN_COMMAND_ARGS_MAX + 1];
	struct scan_spec spec = good();
	memset(big, 'x', sizeof(big) - 1);
	for (size_t i = 0; i <= SCAN_COMMAND_ARGS_MAX; i++)
		words[i] = (char *)(uintptr_t) "word";
	spec.command = words;
	spec.n_command = SCAN_COMMAND_ARGS_MAX;
	ck_assert_int_eq(scan_spec_check(&spec, &err), 0);
	spec.n_command++;
	refused(&spec, "command");
	words[0] = (char *)(uintptr_t) "";
	spec.n_command = 1;
	refused(&spec, "command");
	words[0] = big;
	refused(&spec, "command");
	spec = good();
	spec.columns = 0;
	refused(&spec, "columns");
	spec = good();
	spec.rows = 1001;
	refused(&spec, "rows");
	spec = good();
	spec.time_limit_s = -1;
	refused(&spec, "time_limit_s");
	spec = good();
	spec.string_limit = 4097;
	refused(&spec, "string_limit");
	spec = good();
	spec.ring_bytes = 1;
	refused(&spec, "ring_bytes");
	spec = good();
	spec.memory_bytes = 1;
	refused(&spec, "memory_bytes");
}
END_TEST

START_TEST(states_go_forward_and_final_ones_stay)
{
	for (int from = 0; from < SCAN_STATE_COUNT; from++) {
		for (int to = 0; to < SCAN_STATE_COUNT; to++) {
			bool may = scan_state_may_follow((enum scan_state)from, (enum scan_state)to);
			bool forward = !scan_state_final((enum scan_state)from) && to > from;
			ck_assert_msg(may == forward, "%d to %d", from, to);
		}
		enum scan_state state = SCAN_QUEUED;
		ck_assert_int_eq(scan_state_parse(scan_state_name((enum scan_state)from), &state), 0);
		ck_assert_int_eq(state, from);
	}
	enum scan_state state = SCAN_RUNNING;
	ck_assert_int_eq(scan_state_parse("done", &state), -EINVAL);
}
END_TEST

START_TEST(networks_are_none_and_bridge)
{
	enum scan_network network = SCAN_NETWORK_NONE;
	ck_assert_int_eq(scan_network_parse("bridge", &network), 0);
	ck_assert_int_eq(network, SCAN_NETWORK_BRIDGE);
	ck_assert_int_eq(scan_network_parse("host", &network), -EINVAL);
	ck_assert_str_eq(scan_network_name(SCAN_NETWORK_NONE), "none");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, images_are_names_and_never_options);
	tcase_add_test(tests, commands_and_numbers_are_bounded);
	tcase_add_test(tests, states_go_forward_and_final_ones_stay);
	tcase_add_test(tests, networks_are_none_and_bridge);
}

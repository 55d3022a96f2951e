// SPDX-License-Identifier: Apache-2.0
#include "server/model/detector.h"

#include "common/base/clock.h"
#include "tests/unit/support/check_main.h"

#include <string.h>

#define NOW (1000 * NS_PER_S)

static enum detector_state judge(const struct detector *detector, bool connected, const char *reason)
{
	char text[256];
	enum detector_state state = detector_judge(detector, connected, NOW, text);
	ck_assert_msg(strstr(text, reason) != NULL, "\"%s\" is not in \"%s\"", reason, text);
	return state;
}

START_TEST(absence_has_a_reason)
{
	struct detector detector = {0};
	ck_assert_int_eq(judge(&detector, false, ""), DETECTOR_NEVER_CONNECTED);
	detector.last_seen_at = NOW - 59 * NS_PER_S;
	ck_assert_int_eq(judge(&detector, false, "a moment ago"), DETECTOR_RECONNECTING);
	detector.last_seen_at = NOW - 61 * NS_PER_S;
	ck_assert_int_eq(judge(&detector, false, "not been heard of"), DETECTOR_LOST);
	detector.stopped = true;
	ck_assert_int_eq(judge(&detector, false, "good order"), DETECTOR_STOPPED);
	detector.revoked_at = 1;
	ck_assert_int_eq(judge(&detector, false, ""), DETECTOR_REVOKED);
	ck_assert_int_eq(judge(&detector, true, ""), DETECTOR_REVOKED);
	ck_assert_str_eq(detector_state_name(DETECTOR_NEVER_CONNECTED), "never_connected");
}
END_TEST

START_TEST(a_connected_one_may_be_degraded)
{
	const struct {
		const char *capabilities, *spool, *reason;
	} cases[] = {
	    {"{\"ebpf\":false,\"ebpf_error\":\"no BTF\"}", NULL, "cannot trace: no BTF"},
	    {"{\"ebpf\":false}", NULL, "cannot trace: eBPF is not available"},
	    {"{\"ebpf\":true,\"podman_error\":\"no socket\"}", NULL, "cannot start containers: no socket"},
	    {"{\"ebpf\":true}", "{\"dropped_frames\":3}", "3 frames were dropped"},
	};
	struct detector detector = {.capabilities = (char *)(uintptr_t) "{\"ebpf\":true,\"ebpf_error\":\"\"}",
				    .spool = (char *)(uintptr_t) "{\"dropped_frames\":0}"};
	ck_assert_int_eq(judge(&detector, true, ""), DETECTOR_ONLINE);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		detector.capabilities = (char *)(uintptr_t)cases[i].capabilities;
		detector.spool = (char *)(uintptr_t)cases[i].spool;
		ck_assert_int_eq(judge(&detector, true, cases[i].reason), DETECTOR_DEGRADED);
	}
	detector.capabilities = (char *)(uintptr_t) "{\"ebpf_error\":7}"; // nonsense is no reason
	detector.spool = NULL;
	ck_assert_int_eq(judge(&detector, true, ""), DETECTOR_ONLINE);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, absence_has_a_reason);
	tcase_add_test(tests, a_connected_one_may_be_degraded);
}

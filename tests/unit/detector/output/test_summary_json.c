// SPDX-License-Identifier: Apache-2.0
#include "detector/output/summary.h"

#include "tests/unit/support/check_main.h"

#include <sys/syscall.h>

START_TEST(a_call_is_an_object_with_its_histogram_and_errors)
{
	static const struct summary_row rows[] = {
	    {.nr = SYS_openat,
	     .calls = 3,
	     .errors = 3,
	     .filtered = 1,
	     .time_ns = 6000,
	     .min_ns = 1000,
	     .max_ns = 3000,
	     .histogram = {[9] = 1, [11] = 2},
	     .errnos = {{2, 2}}},
	    {.abi = 1, .nr = 5, .calls = 1},
	};
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, 4096);
	summary_append_json(rows, 2, &out);
	ck_assert_str_eq(
	    buffer_text(&out),
	    "\"calls\":[{\"syscall\":\"openat\",\"abi\":\"native\",\"calls\":3,\"errors\":3,\"denied\":0,\"lost\":0,"
	    "\"filtered\":1,\"time\":6000,\"min\":1000,\"mean\":2000,\"p50\":2560,\"p99\":3000,"
	    "\"max\":3000,\"errnos\":{\"ENOENT\":2,\"other\":1},\"histogram\":[0,0,0,0,0,0,0,0,0,1,0,2]},"
	    "{\"syscall\":\"open\",\"abi\":\"i386\",\"calls\":1,\"errors\":0,\"denied\":0,\"lost\":0,\"filtered\":0,"
	    "\"time\":0,\"min\":0,\"mean\":0,\"p50\":0,\"p99\":0,\"max\":0,\"errnos\":{},"
	    "\"histogram\":[]}]");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_call_is_an_object_with_its_histogram_and_errors);
}

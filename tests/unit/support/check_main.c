// SPDX-License-Identifier: Apache-2.0
// The main of every unit test program: suite = folder, case = file. The test file gives register_tests.
#include "tests/unit/support/check_main.h"

#include <stdlib.h>

int main(void)
{
	Suite *suite = suite_create(TEST_SUITE);
	TCase *tests = tcase_create(TEST_CASE);
	tcase_set_timeout(tests, 60);
	register_tests(tests);
	suite_add_tcase(suite, tests);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

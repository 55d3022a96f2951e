// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/detector/state/state_maker.h"

#include <fcntl.h>

START_TEST(an_execve_is_the_new_programs)
{
	static const char argv[] = "tool\0-x\0two words";
	struct built built;
	AUTO(state) struct state *state = state_made();
	state_chdir(state, &built, PID, "/no/such/folder");
	state_exec(state, &built, PID, "./tool");
	built_call(&built, "execve", 0);
	built_string(&built, 0, "./tool");
	built_piece(&built, 1, RECORD_DATA_STRINGS, 0, 0, argv, sizeof(argv));
	struct event event = state_made_call(state, &built, PID, PID);
	ck_assert_str_eq(event.process->exe, "/no/such/folder/tool");
	ck_assert_str_eq(event.process->args, "tool -x two words");
	ck_assert_str_eq(event.object->path, "/no/such/folder/tool");
	state_exec(state, &built, PID, "/proc/self/exe");
	event = state_call_args(state, &built, PID, "getpid", 1, 0, 0, 0);
	ck_assert_str_eq(event.process->exe, "/no/such/folder/tool");
}
END_TEST

START_TEST(a_scripts_program_is_its_interpreter)
{
	struct built built = {0};
	AUTO(state) struct state *state = state_made();
	built.record.type = RECORD_EXEC;
	built.record.pid = built.record.tid = PID;
	built.record.args[0] = PID;
	built.record.args[2] = RECORD_TASK_IDS;
	built.record.args[3] = 5 | 6ull << 32;
	built_string(&built, 0, "/opt/run.sh");
	built_string(&built, 1, "/no/such/sh");
	built.record.size = (uint32_t)(sizeof(built.record) + built.len);
	state_apply(state, &built.record, NULL);
	struct event event = state_call_args(state, &built, PID, "getpid", 1, 0, 0, 0);
	ck_assert_str_eq(event.process->exe, "/no/such/sh");
	ck_assert_uint_eq(event.process->uid, 5);
	ck_assert_uint_eq(event.process->gid, 6);
}
END_TEST

START_TEST(ids_change_with_the_calls_that_set_them)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	struct event event = state_call_args(state, &built, PID, "setuid", 0, 33, 0, 0);
	ck_assert_uint_eq(event.process->uid, 33);
	event = state_call_args(state, &built, PID, "setresuid", 0, 1, 34, 2);
	ck_assert_uint_eq(event.process->uid, 34);
	event = state_call_args(state, &built, PID, "setreuid", 0, 1, (uint64_t)-1, 0);
	ck_assert_uint_eq(event.process->uid, 34);
	event = state_call_args(state, &built, PID, "setgid", 0, 7, 0, 0);
	ck_assert_uint_eq(event.process->gid, 7);
	event = state_call_args(state, &built, PID, "setresgid", 0, 1, 8, 2);
	ck_assert_uint_eq(event.process->gid, 8);
	event = state_call_args(state, &built, PID, "setuid", -EPERM, 0, 0, 0);
	ck_assert_uint_eq(event.process->uid, 34);
}
END_TEST

START_TEST(getcwd_tells_where_it_is)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	built_call(&built, "getcwd", 8);
	built_args(&built, 0x1000, 4096, 0, 0, 0, 0);
	built_bytes(&built, 0, "/w/real", 8);
	struct event event = state_made_call(state, &built, PID, PID);
	ck_assert_str_eq(event.process->cwd, "/w/real");
	built_call(&built, "getcwd", 20);
	built_args(&built, 0x1000, 4096, 0, 0, 0, 0);
	built_bytes(&built, 0, "(unreachable)/w", 16);
	event = state_made_call(state, &built, PID, PID);
	ck_assert_str_eq(event.process->cwd, "/w/real");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, an_execve_is_the_new_programs);
	tcase_add_test(tests, a_scripts_program_is_its_interpreter);
	tcase_add_test(tests, ids_change_with_the_calls_that_set_them);
	tcase_add_test(tests, getcwd_tells_where_it_is);
}

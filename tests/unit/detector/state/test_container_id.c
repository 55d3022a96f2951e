// SPDX-License-Identifier: Apache-2.0
#include "detector/state/container_id.h"

#include "tests/unit/support/check_main.h"

#define ID    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"

static const struct {
	const char *cgroup, *id;
} rows[] = {
    {"0::/machine.slice/libpod-" ID ".scope/container\n", "0123456789ab"},
    {"0::/machine.slice/libpod-conmon-" ID ".scope\n", "0123456789ab"},
    {"12:pids:/docker/" ID "\n0::/docker/" ID "\n", "0123456789ab"},
    {"0::/system.slice/docker-" ID ".scope\n", "0123456789ab"},
    {"0::/kubepods.slice/kubepods-pod12.slice/crio-" ID ".scope\n", "0123456789ab"},
    {"0::/kubepods/besteffort/pod1/" ID "", "0123456789ab"},
    {"0::/kubepods.slice/x.slice/cri-containerd-" ID ".scope", "0123456789ab"},
    {"0::/libpod_parent/libpod-" ID "/libpod-" OTHER "\n", "fedcba987654"},
    {"0::/user.slice/user-1000.slice/session-2.scope\n", ""},
    {"0::/\n", ""},
    {"", ""},
    {"0::/x" ID "0\n", ""},
    {"0::/z" ID "\n", ""},
    {ID, "0123456789ab"},
};

START_TEST(the_innermost_id_is_the_container)
{
	char id[CONTAINER_ID_SHORT + 1];
	ck_assert_int_eq(container_id_of_cgroup(rows[_i].cgroup, id), rows[_i].id[0] != '\0');
	ck_assert_str_eq(id, rows[_i].id);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_loop_test(tests, the_innermost_id_is_the_container, 0, sizeof(rows) / sizeof(rows[0]));
}

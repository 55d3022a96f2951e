// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/probe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "detector/trace/cgroup_of.h"
#include "detector/trace/ebpf_object.h"
#include "detector/trace/host_check.h"

static const char *cgroup_layout(void)
{
	struct cgroup_mounts mounts;
	struct error err;
	if (cgroup_mounts_read(&mounts, &err) < 0 || (!mounts.v2[0] && !mounts.any_v1))
		return "none";
	if (!mounts.v2[0])
		return "v1";
	return mounts.any_v1 ? "hybrid" : "v2";
}

void trace_probe(struct trace_capabilities *ret_capabilities)
{
	struct trace_capabilities found = {.btf = host_has_btf(), .hook = ""};
	struct source_settings settings = {.ring_bytes = RING_MIN_BYTES};
	AUTO(ebpf_object) struct ebpf_object *object = NULL;
	struct utsname name;
	struct error err = {0};
	if (uname(&name) == 0) {
		(void)snprintf(found.kernel, sizeof(found.kernel), "%s", name.release);
		(void)snprintf(found.arch, sizeof(found.arch), "%s", name.machine);
	}
	found.cgroup = cgroup_layout();
	found.ptrace = host_require_ptrace(&err) == 0 && host_ptrace_others();
	if (!found.ptrace)
		(void)snprintf(
		    found.ptrace_error, sizeof(found.ptrace_error), "%s",
		    err.code ? err.text
			     : "only programs that it starts itself: yama's ptrace_scope is not 0, and there is no "
			       "CAP_SYS_PTRACE");
	if (ebpf_object_open(&settings, &object, &err) < 0) {
		(void)snprintf(found.ebpf_error, sizeof(found.ebpf_error), "%s", err.text);
	} else {
		found.ebpf = true;
		found.hook = object->classic ? "tracepoint" : "tp_btf";
	}
	*ret_capabilities = found;
}

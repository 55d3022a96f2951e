// SPDX-License-Identifier: Apache-2.0
#include "detector/mode/manual.h"

#include "detector/command/detector.h"
#include "detector/mode/connect_options.h"

#include <string.h>

#define TRACE_TEXT                                                                                                    \
	"Calls are recorded in the kernel by eBPF programs and cost the traced program some 100 ns each; where eBPF " \
	"is "                                                                                                         \
	"not allowed, ptrace is used instead, after one line that says why (--backend).",                             \
	    "A line is printed when its call ends, so calls of several tasks stand in the order of their ends, and "  \
	    "none "                                                                                                   \
	    "is split into an \"unfinished\" and a \"resumed\" part as strace does; the time of -t is still that of " \
	    "the "                                                                                                    \
	    "call's start. A call that never ended, because its task did, has the result \"?\".",                     \
	    "Nothing is lost in silence: calls that found no room are counted, and shown as a line *** GAP *** (in "  \
	    "JSON "                                                                                                   \
	    "an object \"gap\") at their place. Then a last line on standard error adds up: captured + lost + "       \
	    "filtered "                                                                                               \
	    "= counted."

#define OUTPUT_STATUS                                                                                                 \
	"When the output cannot be written (a full disk) that is said once, the program goes on, and an exit status " \
	"of "                                                                                                         \
	"0 becomes 125, for what was asked for is not whole. A reader that goes away (| head) is no error."

const struct mode_manual mode_manuals[] = {
    {
	.name = "run",
	.synopsis = "[options] IMAGE [COMMAND [ARGUMENT…]]",
	.summary = "start a container and trace it from its first instruction",
	.about = "Starts a container as podman run does, and shows its system calls.",
	.brief = " interactive tty env volume workdir rm network trace filter format output summary-only string-limit "
		 "decode-fds duration ",
	.operand = OPERAND_IMAGE,
	.groups = {{"The container (letters as in podman run)", container_option_rows, true},
		   {"The trace", trace_option_rows, false}},
	.text = {"The container is created, and its first process held before its first instruction until the trace is "
		 "armed. What the container writes goes to standard output and standard error; with --tty the terminal "
		 "is yours. The letters are those of podman run; the trace's options have their long names here.",
		 TRACE_TEXT},
	.exit_status = "That of the container's program; 128 and the signal's number when a signal ended it. As with "
		       "podman run 125 when the detector or Podman failed, 126 when the program could not be run, 127 "
		       "when it was not found. " OUTPUT_STATUS,
	.examples = {{"syscope-detector run --rm docker.io/library/nginx", "every call of a web server"},
		     {"syscope-detector run --rm -it --output trace.txt debian bash", "a shell, the trace in a file"},
		     {"syscope-detector run --rm --summary-only debian apt-get update", "what is called how often"}},
    },
    {
	.name = "attach",
	.synopsis = "[options] CONTAINER|cgroup:PATH|-p PID…",
	.summary = "trace a container, a cgroup or processes that run already",
	.about = "Shows the system calls of what runs already, until it ends or Ctrl-C.",
	.brief = " e filter attach output format string-limit decode-fds absolute-timestamps syscall-times "
		 "summary-only summary duration podman-socket ",
	.operand = OPERAND_CONTAINER,
	.groups = {{"Options (letters as in strace)", trace_option_rows, true},
		   {"What to trace", attach_option_rows, true}},
	.text =
	    {"CONTAINER is the name, the id or the unique beginning of the id of a container that Podman runs, also of "
	     "another user's Podman whose socket is in /run/user. Its whole cgroup is traced: processes that are "
	     "there, that "
	     "they start, and that podman exec brings in. cgroup:PATH or a path below /sys/fs/cgroup does the same for "
	     "any "
	     "cgroup. pid:N and -p trace processes with their threads and children.",
	     "What was there before is known from /proc: names, programs, descriptors. The trace ends when nothing of "
	     "it runs "
	     "any more, when the container was removed, or on SIGINT and SIGTERM: then it goes on as if nothing had "
	     "been.",
	     TRACE_TEXT},
	.exit_status =
	    "0, or 125 when the detector failed: there is no such container, it does not run, it must not be "
	    "traced. " OUTPUT_STATUS,
	.examples = {{"syscope-detector attach web", "every call of the container web"},
		     {"syscope-detector attach -c --duration 10s -p 1234", "a table of ten seconds of a process"},
		     {"syscope-detector attach cgroup:/system.slice/cron.service", "a service"}},
    },
    {
	.name = "exec",
	.synopsis = "[options] [--] PROGRAM [ARGUMENT…]",
	.summary = "run a plain program and trace it and its children",
	.about = "Runs a program and shows its system calls and its children's, as strace -f does.",
	.brief = " e filter trace-path output output-separately format string-limit no-abbrev decode-fds "
		 "absolute-timestamps syscall-times summary-only summary successful-only failed-only duration ",
	.operand = OPERAND_PROGRAM,
	.groups = {{"Options (letters as in strace)", trace_option_rows, true},
		   {"The program", program_option_rows, true}},
	.text = {"The letters and long names are strace's and mean what they mean there. What strace has and this has "
		 "not is refused with the reason: -b -D -d -i -k -O -p -Y and -e inject, fault, kvm.",
		 TRACE_TEXT},
	.exit_status = "That of the program; when a signal ended it, the same signal ends the detector (a shell shows "
		       "128 and its number). 125 when the detector "
		       "failed, 126 when the program could not be run, 127 when it was not found. " OUTPUT_STATUS,
	.examples = {{"syscope-detector exec -e trace=%file -y ls -l", "which files ls looks at"},
		     {"syscope-detector exec -c -o counts.txt make -j4", "a table of all calls of a build"},
		     {"syscope-detector exec --filter 'evt.failed=true and fd.name startswith /etc' -- nginx -t",
		      "what a server misses below /etc"}},
    },
    {
	.name = "host",
	.synopsis = "[options]",
	.summary = "trace every system call of this host",
	.about = "Shows the host's system calls but its own, until Ctrl-C or --duration.",
	.brief = " e filter trace-path output format string-limit decode-fds absolute-timestamps syscall-times "
		 "summary-only summary successful-only failed-only duration max-events buffer ",
	.operand = OPERAND_NONE,
	.groups = {{"Options (letters as in strace)", trace_option_rows, true}, {"Containers", host_option_rows, true}},
	.text = {"Every line begins with the task's number. The detector's own calls are left out.",
		 "With --format json, and for a --filter by container.name, every process is shown with its container: "
		 "its id "
		 "by its cgroup, be it Podman's, Docker's, containerd's or CRI-O's, its name and image where a Podman "
		 "serves that "
		 "knows it.",
		 TRACE_TEXT},
	.exit_status = "0, or 125 when the detector failed. " OUTPUT_STATUS,
	.examples = {{"syscope-detector host -c --duration 10s", "a table of ten seconds"},
		     {"syscope-detector host --filter 'evt.type=connect and fd.rport=443'", "who connects to port 443"},
		     {"syscope-detector host --filter 'container.name=web'", "one container among all"}},
    },
    {
	.name = "check",
	.synopsis = "[options]",
	.summary = "say whether this host can be traced, and if not, why",
	.about = "Says whether this host can be traced, and what is missing.",
	.brief = " json podman-socket help ",
	.operand = OPERAND_NONE,
	.groups = {{"Options", check_option_rows, true}},
	.text = {"Looks at the kernel, its type information, eBPF, the cgroups, and Podman."},
	.exit_status = "0 when nothing is missing, else 1; 125 for a wrong command line.",
	.examples = {{"syscope-detector check --json", "the same for a program"}},
    },
    {
	.name = "enroll",
	.synopsis = "--server URL --token TOKEN [options]",
	.summary = "make this host known to a server, with a token from there",
	.about = "Makes a key for this host and has the server know it, once.",
	.brief = " token label config server name help ",
	.operand = OPERAND_NONE,
	.groups = {{"Enrolment", enroll_option_rows, true}, {"Options", connect_option_rows, true}},
	.settings = detector_config_keys,
	.text = {"The key is the host's identity from then on; it stays in the state folder. A token may be used as "
		 "often as whoever made it allowed."},
	.exit_status = "0, or 125 when it failed.",
	.examples = {{"syscope-detector enroll --server wss://syscope.example --token TOKEN", "once on each host"}},
    },
    {
	.name = "connect",
	.synopsis = "[options]",
	.summary = "serve a server: scans, containers, terminals",
	.about = "Connects to the server that this host is enrolled with, and does what it asks.",
	.brief = " config server name help ",
	.operand = OPERAND_NONE,
	.groups = {{"Options", connect_option_rows, true}},
	.settings = detector_config_keys,
	.text = {"Runs until it is told to stop. When the server is away, it is tried again and again; what scans "
		 "record meanwhile is kept in the state folder."},
	.exit_status = "0, or 125 when it failed.",
	.examples = {{"syscope-detector connect --config /etc/syscope/detector.conf", "as a service does"}},
    },
    {.name = NULL},
};

const struct mode_manual *mode_manual(const char *name)
{
	for (const struct mode_manual *manual = mode_manuals; manual->name; manual++)
		if (strcmp(manual->name, name) == 0)
			return manual;
	return NULL;
}

const struct option_group *mode_groups(const char *name)
{
	return mode_manual(name)->groups;
}

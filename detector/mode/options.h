// SPDX-License-Identifier: Apache-2.0
// The command line as tables: one row an option, from which parsing and --help come.
#pragma once

#include "common/base/error.h"
#include "common/syscalls/syscalls.h"
#include "detector/mode/filter_options.h"
#include "detector/output/summary.h"
#include "detector/output/text.h"
#include "detector/pipeline/pipeline.h"
#include "detector/scan/container_scan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum output_format { OUTPUT_TEXT, OUTPUT_JSON, OUTPUT_NONE };

#define ENVIRONMENT_MAX 128

struct trace_options {
	enum output_format format;
	struct text_options text;
	const char *output_path; // NULL = stderr, as strace does
	bool append;             // -A
	bool followed, separate; // -f; -ff, --output-separately
	unsigned quiet_level;    // how many -q there were
	uint64_t hidden_signals; // -e signal=: bit signal - 1
	bool summary_only;       // -c
	bool summary_too;        // -C
	struct summary_options table;
	uint64_t interval_ns; // --interval; 0 = only at the end
	bool latency;
	uint64_t duration_ns;        // 0 = until it ends by itself
	uint64_t event_limit;        // 0 = none
	uint64_t buffer_bytes;       // 0 = the source's default
	const struct filter *filter; // what to capture; NULL = everything. Belongs to mode_options
	unsigned decode_fds;         // -y, -yy: how often it was given
	enum source_backend backend;
	// Mode exec: -E and -u.
	const char *environment[ENVIRONMENT_MAX];
	size_t n_environment;
	const char *user; // NULL = ours
};

#define LABELS_MAX 32

struct mode_options {
	struct trace_options trace;
	struct filter_options choice;
	struct filter *filter; // made of it
	// Mode run: the container as podman run would make it.
	struct container_spec container;
	enum container_pull pull;
	bool keep_container;        // without --rm, as Podman does
	const char *podman_socket;  // NULL = where Podman's socket usually is
	const char *attach_pids[8]; // mode attach: -p
	size_t n_attach_pids;
	// Modes enroll and connect.
	const char *config_path, *server, *token, *detector_name;
	const char *labels[LABELS_MAX];
	size_t n_labels;
	bool help, help_all, version;
};

struct option_row {
	char letter;       // 0 = none
	const char *name;  // long name, NULL = only the letter
	const char *value; // what its value is called in --help; NULL = takes none; "[=X]" = the long name may have one
	const char *help;  // NULL = accepted, not shown
	int (*apply)(struct mode_options *options, const char *value, struct error *err);
};

// An option of strace that has no place here, with the reason, which is told to who uses it.
struct refused_option {
	char letter;
	const char *name;
	const char *reason;
};
extern const struct refused_option refused_trace_options[];

struct option_group {
	const char *title;
	const struct option_row *rows; // ends with a row of zeros
	bool letters;                  // the letters count too, not only the long names
};

// The options of tracing (strace's letters and our long ones) and of podman run.
extern const struct option_row trace_option_rows[];
extern const struct option_row program_option_rows[]; // of mode exec
extern const struct option_row container_option_rows[];
extern const struct option_row attach_option_rows[];
extern const struct option_row host_option_rows[];
extern const struct option_row check_option_rows[];
extern const struct option_row enroll_option_rows[];

void options_init(struct mode_options *options);
void options_done(struct mode_options *options);
// Up to the first operand, whose index is returned in ret_first. The groups end with one without rows.
int options_parse(const struct option_group *groups, int argc, char **argv, struct mode_options *options,
		  int *ret_first, struct error *err);
// After parsing, for modes that trace: makes trace.filter. True in *ret_answered when all that was asked for (--explain, --filter help) has
// been printed.
int options_finish(struct mode_options *options, bool *ret_answered, struct error *err);
// The exit status for an error in the command line, which is printed, and under a wrong filter the place.
int options_fail(const struct mode_options *options, const struct error *err);
DEFINE_AUTO_VALUE(mode_options, options_done);

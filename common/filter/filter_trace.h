// SPDX-License-Identifier: Apache-2.0
// The classes of strace's -e trace=%class. Internal to common/filter.
#pragma once

struct filter_trace_class {
	const char *name;  // "%file"; NULL ends the table
	const char *calls; // names with one blank between
};

extern const struct filter_trace_class filter_trace_classes[];

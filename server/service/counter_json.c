// SPDX-License-Identifier: Apache-2.0
// Counters with what people ask of them: mean, median, 99th percentile. Declared in event_json.h.
#include "server/service/event_json.h"

#include "common/syscalls/syscalls.h"
#include "server/service/json_text.h"

#include <string.h>

double counter_quantile_ns(const struct wire_counter *counter, double share)
{
	uint64_t total = 0;
	for (unsigned i = 0; i < WIRE_HISTOGRAM; i++)
		total += counter->histogram[i];
	if (total == 0)
		return 0;
	double rank = share * (double)total, below = 0;
	double value = (double)counter->max_ns;
	for (unsigned i = 0; i < WIRE_HISTOGRAM; i++) {
		double here = (double)counter->histogram[i];
		if (here > 0 && below + here >= rank) {
			double low = i ? (double)(1ull << i) : 0, high = (double)(2ull << i);
			value = low + (high - low) * (rank - below) / here;
			break;
		}
		below += here;
	}
	return counter->max_ns > 0 && value > (double)counter->max_ns ? (double)counter->max_ns : value;
}

static void counter_json(const struct wire_counter *counter, struct buffer *out)
{
	const char *name = syscall_name(counter->abi, counter->nr);
	(void)buffer_append_text(out, "{\"syscall\":");
	json_text_string(out, name, strlen(name));
	double mean = counter->calls ? (double)counter->time_ns / (double)counter->calls : 0;
	(void)buffer_printf(
	    out, ",\"abi\":\"%s\",\"calls\":%llu,\"errors\":%llu,\"lost\":%llu,\"filtered\":%llu,\"time_ns\":%llu",
	    abi_name(counter->abi), (unsigned long long)counter->calls, (unsigned long long)counter->errors,
	    (unsigned long long)counter->lost, (unsigned long long)counter->filtered,
	    (unsigned long long)counter->time_ns);
	(void)buffer_printf(out, ",\"mean_ns\":%.1f,\"p50_ns\":%.1f,\"p99_ns\":%.1f,\"max_ns\":%llu,\"histogram\":[",
			    mean, counter_quantile_ns(counter, 0.5), counter_quantile_ns(counter, 0.99),
			    (unsigned long long)counter->max_ns);
	for (unsigned i = 0; i < WIRE_HISTOGRAM; i++) {
		if (i)
			(void)buffer_append_byte(out, ',');
		json_text_u64(out, counter->histogram[i]);
	}
	(void)buffer_append_text(out, "]}");
}

void counters_json_members(const struct wire_counters *counters, bool final, struct buffer *out)
{
	(void)buffer_append_text(out, "\"ts\":");
	json_text_u64_string(out, counters->ts);
	(void)buffer_append_text(out, final ? ",\"final\":true,\"counters\":[" : ",\"final\":false,\"counters\":[");
	for (unsigned i = 0; i < counters->n; i++) {
		if (i)
			(void)buffer_append_byte(out, ',');
		counter_json(&counters->counters[i], out);
	}
	(void)buffer_append_byte(out, ']');
}

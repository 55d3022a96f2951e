// SPDX-License-Identifier: Apache-2.0
#include "server/repository/chunk_facts.h"

#include "common/base/alloc.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS 4096u // of the set of hashes: a power of two, never more than half full

// Each field with facts, its tag in the hash, and how many of its values a chunk lists at most.
static const struct kept {
	enum filter_field_id field;
	uint8_t tag;
	uint16_t max;
} kept[] = {
    {FIELD_EVT_RES, 1, 128},        {FIELD_PROC_PID, 2, 128},        {FIELD_THREAD_TID, 3, 128},
    {FIELD_PROC_NAME, 4, 64},       {FIELD_PROC_EXE, 5, 64},         {FIELD_PROC_EXEPATH, 6, 64},
    {FIELD_PROC_PPID, 7, 64},       {FIELD_PROC_ANAME, 8, 64},       {FIELD_USER_UID, 9, 16},
    {FIELD_USER_NAME, 10, 16},      {FIELD_GROUP_GID, 11, 16},       {FIELD_CONTAINER_ID, 12, 16},
    {FIELD_CONTAINER_NAME, 13, 16}, {FIELD_CONTAINER_IMAGE, 14, 16}, {FIELD_FD_NAME, 15, 256},
    {FIELD_FD_TYPE, 16, 32},        {FIELD_FD_DIRECTORY, 17, 128},   {FIELD_FD_FILENAME, 18, 256},
    {FIELD_FD_IP, 19, 64},          {FIELD_FD_PORT, 20, 128},        {FIELD_FS_PATH_NAME, 21, 256},
    {FIELD_FS_PATH_TARGET, 22, 64},
};
#define KEPT (sizeof(kept) / sizeof(kept[0]))

// A value of the first is a value of the second.
static const struct {
	enum filter_field_id field, of;
} within[] = {
    {FIELD_EVT_RAWRES, FIELD_EVT_RES}, {FIELD_PROC_PNAME, FIELD_PROC_ANAME}, {FIELD_FD_CIP, FIELD_FD_IP},
    {FIELD_FD_SIP, FIELD_FD_IP},       {FIELD_FD_LIP, FIELD_FD_IP},          {FIELD_FD_RIP, FIELD_FD_IP},
    {FIELD_FD_CPORT, FIELD_FD_PORT},   {FIELD_FD_SPORT, FIELD_FD_PORT},      {FIELD_FD_LPORT, FIELD_FD_PORT},
    {FIELD_FD_RPORT, FIELD_FD_PORT},
};

static const struct kept *find_kept(enum filter_field_id field)
{
	for (size_t i = 0; i < KEPT; i++) {
		if (kept[i].field == field)
			return &kept[i];
	}
	return NULL;
}

bool chunk_facts_has(enum filter_field_id field, enum filter_field_id *ret_field)
{
	*ret_field = field;
	for (size_t i = 0; i < sizeof(within) / sizeof(within[0]); i++) {
		if (within[i].field == field)
			*ret_field = within[i].of;
	}
	return find_kept(*ret_field) != NULL;
}

// FNV-1a, folded to 32 bits.
static int32_t hash(uint8_t tag, uint8_t form, const void *bytes, size_t len)
{
	const uint8_t head[2] = {tag, form};
	uint64_t sum = 0xcbf29ce484222325u;
	for (size_t i = 0; i < 2; i++)
		sum = (sum ^ head[i]) * 0x100000001b3u;
	for (size_t i = 0; i < len; i++)
		sum = (sum ^ ((const uint8_t *)bytes)[i]) * 0x100000001b3u;
	sum ^= sum >> 32;
	return (int32_t)(uint32_t)sum;
}

static int32_t fact(const struct kept *field, const struct filter_field_value *value)
{
	uint8_t number[8];
	switch (value->form) {
	case FILTER_VALUE_TEXT:
		return hash(field->tag, 't', value->text, value->len);
	case FILTER_VALUE_ADDRESS:
		return hash(field->tag, 'a', value->address, value->family == 6 ? 16 : 4);
	default:
		for (unsigned i = 0; i < 8; i++)
			number[i] = (uint8_t)((uint64_t)value->number >> (8 * i));
		return hash(field->tag, 'n', number, sizeof(number));
	}
}

int32_t chunk_fact(enum filter_field_id field, const struct filter_field_value *value)
{
	return fact(find_kept(field), value);
}

int32_t chunk_fact_many(enum filter_field_id field)
{
	return hash(find_kept(field)->tag, 'm', NULL, 0);
}

int32_t chunk_fact_odd_call(void)
{
	return hash(0, 'c', NULL, 0);
}

// --- of a chunk ---

struct facts_maker {
	struct chunk *chunk;
	struct filter_scratch scratch;
	struct filter_slot {
		int32_t fact;
		bool used;
	} * slots;
	size_t n;
	uint16_t counts[KEPT]; // listed of each field
	bool many[KEPT];
};

static bool add(struct facts_maker *maker, int32_t item)
{
	for (uint32_t slot = (uint32_t)item & (SLOTS - 1);; slot = (slot + 1) & (SLOTS - 1)) {
		if (!maker->slots[slot].used) {
			maker->slots[slot] = (struct filter_slot){item, true};
			maker->n++;
			return true;
		}
		if (maker->slots[slot].fact == item)
			return false;
	}
}

static bool has(const struct facts_maker *maker, int32_t item)
{
	for (uint32_t slot = (uint32_t)item & (SLOTS - 1); maker->slots[slot].used; slot = (slot + 1) & (SLOTS - 1)) {
		if (maker->slots[slot].fact == item)
			return true;
	}
	return false;
}

static void add_value(struct facts_maker *maker, size_t field, const struct filter_field_value *value)
{
	int32_t item = fact(&kept[field], value);
	if (maker->counts[field] < kept[field].max)
		maker->counts[field] += add(maker, item);
	else if (!has(maker, item))
		maker->many[field] = true;
}

static void add_entry(struct facts_maker *maker, enum filter_column dictionary, const struct event *event)
{
	struct filter_field_value value;
	for (size_t field = 0; field < KEPT; field++) {
		if (filter_field_dictionary(kept[field].field) != dictionary)
			continue;
		for (unsigned i = 0; i < filter_field_values(kept[field].field); i++) {
			if (filter_field_value(kept[field].field, event, i, &maker->scratch, &value))
				add_value(maker, field, &value);
		}
	}
}

// Entries that no event has (parents) are left out.
static void add_dictionary(struct facts_maker *maker, enum chunk_values column, enum filter_column dictionary)
{
	struct error ignored; // the chunk was verified
	struct event event;
	uint32_t n = chunk_entries(maker->chunk, column, &ignored);
	const uint64_t *values = n ? chunk_values(maker->chunk, column, &ignored) : NULL;
	if (!values)
		return; // version 1 has neither processes nor objects
	AUTO_FREE bool *used = xcalloc(n, sizeof(*used));
	for (uint32_t i = 0; i < chunk_summary(maker->chunk)->n_events; i++)
		used[values[i]] = true;
	for (uint32_t i = 0; i < n; i++) {
		if (used[i] && chunk_entry(maker->chunk, column, i, &event, &ignored) == 0)
			add_entry(maker, dictionary, &event);
	}
}

static bool is_odd(const struct chunk_call *call)
{
	switch (call->kind) {
	case EVENT_SYSCALL:
		return call->abi >= CHUNK_ABIS || call->nr < 0 || call->nr >= CHUNK_CALLS_MAX;
	case EVENT_SIGNAL:
		return call->abi != 0 || call->nr < 0 || call->nr >= CHUNK_SIGNALS_MAX;
	default:
		return call->kind != EVENT_EXIT || call->abi != 0 || call->nr != 0;
	}
}

static void add_calls(struct facts_maker *maker)
{
	const struct chunk_summary *summary = chunk_summary(maker->chunk);
	for (uint32_t i = 0; i < summary->n_calls; i++) {
		if (is_odd(&summary->calls[i]))
			(void)add(maker, chunk_fact_odd_call());
	}
}

// Errors only: what calls return when they succeed is endless.
static void add_errors(struct facts_maker *maker)
{
	struct error ignored;
	const uint64_t *rets = chunk_values(maker->chunk, CHUNK_VALUES_RET, &ignored);
	for (uint32_t i = 0; rets && i < chunk_summary(maker->chunk)->n_events; i++) {
		struct filter_field_value value = {.form = FILTER_VALUE_NUMBER, .number = (int64_t)rets[i]};
		if (value.number < 0 && value.number >= -4095)
			add_value(maker, 0, &value);
	}
}

static int64_t longest(struct chunk *chunk)
{
	struct error ignored;
	const uint64_t *durations = chunk_values(chunk, CHUNK_VALUES_DURATION, &ignored);
	int64_t max = -1;
	for (uint32_t i = 0; durations && i < chunk_summary(chunk)->n_events; i++) {
		if (durations[i] == EVENT_DURATION_UNKNOWN)
			continue;
		int64_t duration = durations[i] > INT64_MAX ? INT64_MAX : (int64_t)durations[i];
		max = duration > max ? duration : max;
	}
	return max;
}

static int compare(const void *a, const void *b)
{
	const int32_t *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

static void collect(struct facts_maker *maker, struct chunk_facts *ret_facts)
{
	for (size_t field = 0; field < KEPT; field++) {
		if (maker->many[field])
			(void)add(maker, chunk_fact_many(kept[field].field));
	}
	ret_facts->items = xcalloc(maker->n + 1, sizeof(*ret_facts->items));
	ret_facts->n = 0;
	for (size_t i = 0; i < SLOTS; i++) {
		if (maker->slots[i].used)
			ret_facts->items[ret_facts->n++] = maker->slots[i].fact;
	}
	qsort(ret_facts->items, ret_facts->n, sizeof(*ret_facts->items), compare);
}

void chunk_facts_of(struct chunk *chunk, struct chunk_facts *ret_facts)
{
	struct facts_maker *maker = xcalloc(1, sizeof(*maker));
	maker->chunk = chunk;
	maker->slots = xcalloc(SLOTS, sizeof(*maker->slots));
	filter_scratch_init(&maker->scratch);
	add_calls(maker);
	add_errors(maker);
	add_dictionary(maker, CHUNK_VALUES_TASK, FILTER_COLUMN_TASK);
	add_dictionary(maker, CHUNK_VALUES_PROCESS, FILTER_COLUMN_PROCESS);
	add_dictionary(maker, CHUNK_VALUES_OBJECT, FILTER_COLUMN_OBJECT);
	collect(maker, ret_facts);
	ret_facts->max_duration = longest(chunk);
	filter_scratch_done(&maker->scratch);
	free(maker->slots);
	free(maker);
}

void chunk_facts_done(struct chunk_facts *facts)
{
	free(facts->items);
	*facts = (struct chunk_facts){0};
}

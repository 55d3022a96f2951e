// SPDX-License-Identifier: Apache-2.0
#include "server/service/event_facets.h"

#include "common/base/alloc.h"
#include "common/filter/filter_value.h"
#include "server/service/event_service.h"
#include "server/service/json_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define USUAL         "evt.type,evt.category,evt.res,proc.name,fd.name"
#define DISTINCT_MAX  16384u      // values of one field: a power of two, the table is twice as large
#define VALUE_MAX     1024u       // bytes of one
#define BYTES_MAX     (8u << 20)  // of all
#define CONDITION_MAX (16u << 10) // bytes of a value's condition: each byte may take four

struct facet_value {
	char *text; // as it is shown; NULL = free
	size_t len;
	uint64_t count;
};

struct facet {
	enum filter_field_id field;
	struct facet_value *slots;
	size_t n, n_slots;
	uint64_t others, missing;
};

struct event_facets {
	struct facet items[EVENT_FACETS_MAX];
	size_t n;
	size_t bytes; // of all values
	struct filter_scratch scratch;
	struct buffer shown;
};

static int add_field(struct event_facets *facets, const char *name, size_t len, struct error *err)
{
	const struct filter_field *field = filter_field_find(name, len);
	if (!field)
		return error_set(err, EINVAL, "fields: there is no field %.*s", (int)(len < 60 ? len : 60), name);
	if (filter_field_values(field->id) != 1)
		return error_set(err, EINVAL, "fields: %s has no single value to be counted", field->name);
	if (facets->n == EVENT_FACETS_MAX)
		return error_set(err, EINVAL, "fields: must not be more than %u", EVENT_FACETS_MAX);
	facets->items[facets->n++].field = field->id;
	return 0;
}

int event_facets_new(const char *names, struct event_facets **ret_facets, struct error *err)
{
	AUTO(event_facets) struct event_facets *facets = xcalloc(1, sizeof(*facets));
	filter_scratch_init(&facets->scratch);
	buffer_init(&facets->shown, VALUE_MAX + 1);
	int r = 0;
	for (const char *at = names ? names : USUAL; r == 0; at++) {
		size_t len = strcspn(at, ",");
		r = add_field(facets, at, len, err);
		at += len;
		if (*at == '\0')
			break;
	}
	if (r < 0)
		return r;
	*ret_facets = take_ptr(&facets);
	return 0;
}

void event_facets_free(struct event_facets *facets)
{
	if (!facets)
		return;
	for (size_t f = 0; f < facets->n; f++) {
		for (size_t i = 0; i < facets->items[f].n_slots; i++)
			free(facets->items[f].slots[i].text);
		free(facets->items[f].slots);
	}
	filter_scratch_done(&facets->scratch);
	buffer_done(&facets->shown);
	free(facets);
}

// --- the table of a field's values ---

static size_t slot_of(const struct facet *facet, const char *text, size_t len)
{
	uint64_t hash = 0xcbf29ce484222325u;
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (uint8_t)text[i]) * 0x100000001b3u;
	size_t slot = (hash ^ hash >> 32) & (facet->n_slots - 1);
	while (facet->slots[slot].text &&
	       (facet->slots[slot].len != len || memcmp(facet->slots[slot].text, text, len) != 0))
		slot = (slot + 1) & (facet->n_slots - 1);
	return slot;
}

static void grow(struct facet *facet)
{
	struct facet before = *facet;
	facet->n_slots = before.n_slots ? 2 * before.n_slots : 64;
	facet->slots = xcalloc(facet->n_slots, sizeof(*facet->slots));
	for (size_t i = 0; i < before.n_slots; i++) {
		const struct facet_value *value = &before.slots[i];
		if (value->text)
			facet->slots[slot_of(facet, value->text, value->len)] = *value;
	}
	free(before.slots);
}

static void count_text(struct event_facets *facets, struct facet *facet, const char *text, size_t len, uint64_t count)
{
	if (2 * (facet->n + 1) > facet->n_slots && facet->n < DISTINCT_MAX)
		grow(facet);
	struct facet_value *value = &facet->slots[slot_of(facet, text, len)];
	if (value->text) {
		value->count += count;
		return;
	}
	if (facet->n == DISTINCT_MAX || facets->bytes + len > BYTES_MAX) {
		facet->others += count;
		return;
	}
	*value = (struct facet_value){.text = xstrndup(text, len), .len = len, .count = count};
	facet->n++;
	facets->bytes += len;
}

static void count_event(struct event_facets *facets, struct facet *facet, const struct event *event, uint64_t count)
{
	struct filter_field_value value;
	struct buffer *shown = &facets->shown;
	if (!filter_field_value(facet->field, event, 0, &facets->scratch, &value)) {
		facet->missing += count;
		return;
	}
	if (facet->field == FIELD_EVT_RES && !event_failed(event)) { // what calls return when they succeed is endless
		count_text(facets, facet, "SUCCESS", strlen("SUCCESS"), count);
		return;
	}
	buffer_clear(shown);
	filter_field_print_value(facet->field, &value, shown);
	if (shown->failed || shown->len > VALUE_MAX ||
	    memchr(shown->data ? shown->data : (uint8_t *)"", 0, shown->len)) {
		shown->failed = false;
		facet->others += count;
		return;
	}
	count_text(facets, facet, buffer_text(shown), shown->len, count);
}

// --- a chunk ---

static bool is_set(const uint64_t *bits, uint32_t i)
{
	return bits[i / 64] >> i % 64 & 1;
}

// Each value is looked at once for the whole chunk.
static bool add_by_dictionary(struct event_facets *facets, struct facet *facet, struct chunk *chunk,
			      const uint64_t *bits)
{
	static const struct {
		enum filter_column dictionary;
		enum chunk_values values;
	} known[] = {{FILTER_COLUMN_CALL, CHUNK_VALUES_CALL},
		     {FILTER_COLUMN_TASK, CHUNK_VALUES_TASK},
		     {FILTER_COLUMN_PROCESS, CHUNK_VALUES_PROCESS},
		     {FILTER_COLUMN_OBJECT, CHUNK_VALUES_OBJECT}};
	enum filter_column dictionary = filter_field_dictionary(facet->field);
	struct error ignored;
	struct event event;
	for (size_t d = 0; d < sizeof(known) / sizeof(known[0]); d++) {
		if (known[d].dictionary != dictionary)
			continue;
		uint32_t n = chunk_entries(chunk, known[d].values, &ignored);
		const uint64_t *values = n ? chunk_values(chunk, known[d].values, &ignored) : NULL;
		if (!values)
			return false;
		AUTO_FREE uint32_t *counts = xcalloc(n, sizeof(*counts));
		for (uint32_t i = 0; i < chunk_summary(chunk)->n_events; i++)
			counts[values[i]] += is_set(bits, i);
		for (uint32_t i = 0; i < n; i++) {
			if (counts[i] > 0 && chunk_entry(chunk, known[d].values, i, &event, &ignored) == 0)
				count_event(facets, facet, &event, counts[i]);
		}
		return true;
	}
	return false;
}

static void add_by_event(struct event_facets *facets, struct facet *facet, struct chunk *chunk, const uint64_t *bits)
{
	bool head = filter_fields[facet->field].needs == FILTER_NEEDS_HEAD;
	struct error ignored;
	struct event event;
	for (uint32_t i = 0; i < chunk_summary(chunk)->n_events; i++) {
		if (!is_set(bits, i))
			continue;
		int r = head ? chunk_event_head(chunk, i, &event, &ignored) : chunk_event(chunk, i, &event, &ignored);
		if (r == 0)
			count_event(facets, facet, &event, 1);
	}
}

void event_facets_add(void *ctx, struct chunk *chunk, const uint64_t *bits)
{
	struct event_facets *facets = ctx;
	for (size_t f = 0; f < facets->n; f++) {
		if (!add_by_dictionary(facets, &facets->items[f], chunk, bits))
			add_by_event(facets, &facets->items[f], chunk, bits);
	}
}

// --- the answer ---

static int by_count(const void *a, const void *b)
{
	const struct facet_value *x = a, *y = b;
	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return strcmp(x->text, y->text);
}

// The table is not one any more.
static void sort(struct facet *facet)
{
	size_t n = 0;
	for (size_t i = 0; i < facet->n_slots; i++) {
		struct facet_value value = facet->slots[i];
		facet->slots[i].text = NULL;
		if (value.text)
			facet->slots[n++] = value;
	}
	if (n > 0)
		qsort(facet->slots, n, sizeof(*facet->slots), by_count);
}

static void value_json(const struct facet *facet, const struct facet_value *value, struct buffer *out)
{
	AUTO_VALUE(buffer) struct buffer condition;
	buffer_init(&condition, CONDITION_MAX);
	filter_field_print_equal(facet->field, value->text, value->len, &condition);
	(void)buffer_append_text(out, "{\"value\":");
	json_text_string(out, value->text, value->len);
	(void)buffer_printf(out, ",\"count\":%" PRIu64 ",\"filter\":", value->count);
	json_text_string(out, buffer_text(&condition), condition.len);
	(void)buffer_append_byte(out, '}');
}

static void facet_json(struct facet *facet, unsigned limit, struct buffer *out)
{
	uint64_t others = facet->others;
	sort(facet);
	(void)buffer_printf(out, "{\"field\":\"%s\",\"values\":[", filter_fields[facet->field].name);
	for (size_t i = 0; i < facet->n; i++) {
		if (i >= limit) {
			others += facet->slots[i].count;
			continue;
		}
		if (i > 0)
			(void)buffer_append_byte(out, ',');
		value_json(facet, &facet->slots[i], out);
	}
	(void)buffer_printf(out, "],\"others\":%" PRIu64 ",\"missing\":%" PRIu64 "}", others, facet->missing);
}

void event_facets_json(struct event_facets *facets, unsigned limit, struct buffer *out)
{
	(void)buffer_append_byte(out, '[');
	for (size_t f = 0; f < facets->n; f++) {
		if (f > 0)
			(void)buffer_append_byte(out, ',');
		facet_json(&facets->items[f], limit, out);
	}
	(void)buffer_append_byte(out, ']');
}

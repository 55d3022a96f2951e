// SPDX-License-Identifier: Apache-2.0
// Does a value hold: numbers, texts, addresses; and a test asked of an event.
#include <string.h>

#include "common/filter/filter_internal.h"

// --- numbers ---

bool filter_numbers_have(const struct filter_numbers *numbers, int64_t number)
{
	const struct filter_range *ranges = numbers->ranges;
	if (numbers->n == 1)
		return number >= ranges[0].low && number <= ranges[0].high;
	size_t from = 0, to = numbers->n;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (number > ranges[middle].high)
			from = middle + 1;
		else
			to = middle;
	}
	return from < numbers->n && number >= ranges[from].low;
}

// --- texts ---

uint32_t filter_text_hash(const char *text, size_t len)
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (uint8_t)text[i]) * 16777619u;
	return hash ^ hash >> 15;
}

static bool is_equal(const struct filter_text *value, const char *text, size_t len)
{
	return value->len == len && memcmp(value->bytes, text, len) == 0;
}

static bool is_hashed(const struct filter_texts *texts, const char *text, size_t len)
{
	if (len < texts->shortest || len > texts->longest)
		return false;
	for (uint32_t slot = filter_text_hash(text, len) & texts->mask; texts->slots[slot];
	     slot = (slot + 1) & texts->mask)
		if (is_equal(&texts->values[texts->slots[slot] - 1], text, len))
			return true;
	return false;
}

static int compare(const struct filter_text *value, const char *text, size_t len)
{
	int order = memcmp(text, value->bytes, len < value->len ? len : value->len);
	return order ? order : len < value->len ? -1 : len > value->len;
}

static bool has_caseless(const struct filter_text *value, const char *text, size_t len)
{
	if (value->len == 0)
		return true;
	char first = value->bytes[0];
	for (size_t at = 0; at + value->len <= len; at++) {
		if (filter_lower(text[at]) != first)
			continue;
		size_t same = 1;
		while (same < value->len && filter_lower(text[at + same]) == value->bytes[same])
			same++;
		if (same == value->len)
			return true;
	}
	return false;
}

static bool is_below(const struct filter_text *folder, const char *text, size_t len)
{
	return len >= folder->len && len > 0 && memcmp(text, folder->bytes, folder->len) == 0 &&
	       (len == folder->len || text[folder->len] == '/');
}

static bool has_regex(const struct filter_texts *texts, const char *text, size_t len)
{
	regmatch_t part = {.rm_so = 0, .rm_eo = (regoff_t)len};
	return regexec(&texts->regex, text, 0, &part, REG_STARTEND) == 0;
}

static bool text_matches(const struct filter_texts *texts, const struct filter_text *value, const char *text,
			 size_t len)
{
	switch (texts->op) {
	case FILTER_LT:
		return compare(value, text, len) < 0;
	case FILTER_LE:
		return compare(value, text, len) <= 0;
	case FILTER_GT:
		return compare(value, text, len) > 0;
	case FILTER_GE:
		return compare(value, text, len) >= 0;
	case FILTER_CONTAINS:
		return memmem(text, len, value->bytes, value->len) != NULL;
	case FILTER_ICONTAINS:
		return has_caseless(value, text, len);
	case FILTER_STARTSWITH:
		return len >= value->len && memcmp(text, value->bytes, value->len) == 0;
	case FILTER_ENDSWITH:
		return len >= value->len && memcmp(text + len - value->len, value->bytes, value->len) == 0;
	case FILTER_GLOB:
		return filter_glob(value->bytes, text, len);
	case FILTER_REGEX:
		return has_regex(texts, text, len);
	case FILTER_PMATCH:
		return is_below(value, text, len);
	default:
		return is_equal(value, text, len);
	}
}

bool filter_texts_match(const struct filter_texts *texts, const char *text, size_t len)
{
	if (texts->slots)
		return is_hashed(texts, text, len);
	for (size_t i = 0; i < texts->n; i++)
		if (text_matches(texts, &texts->values[i], text, len))
			return true;
	return false;
}

// --- addresses ---

static bool has_prefix(const uint8_t *address, const uint8_t *net, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;
	if (memcmp(address, net, whole) != 0)
		return false;
	return rest == 0 || ((address[whole] ^ net[whole]) & (0xff << (8 - rest)) & 0xff) == 0;
}

bool filter_nets_have(const struct filter_nets *nets, const struct filter_datum *datum)
{
	for (size_t i = 0; i < nets->n; i++)
		if (nets->nets[i].family == datum->family &&
		    has_prefix(datum->address, nets->nets[i].address, nets->nets[i].prefix))
			return true;
	return false;
}

// --- tests ---

static bool value_holds(const struct filter_test *test, const struct filter_subject *subject,
			const struct filter_datum *datum)
{
	switch (test->kind) {
	case FILTER_TEST_NUMBER:
		return filter_numbers_have(test->numbers, datum->number);
	case FILTER_TEST_TEXT:
		return filter_texts_match(test->texts, datum->text, datum->len);
	case FILTER_TEST_ADDRESS:
		return filter_nets_have(test->nets, datum);
	case FILTER_TEST_ARGUMENT:
		return filter_argument_matches(subject);
	default:
		return true;
	}
}

bool filter_test_event(const struct filter_test *test, const struct event *event, struct filter_scratch *scratch)
{
	if (test->kind == FILTER_TEST_CALLS)
		return filter_call_set_has(test->set, event, scratch);
	struct filter_subject subject = {.event = event, .scratch = scratch, .test = test};
	if (test->calls) {
		subject.of_call = filter_of_call(test, event);
		if (!subject.of_call)
			return false;
	}
	const struct filter_getter *getter = test->getter;
	for (unsigned i = 0; i < test->values; i++) {
		struct filter_datum datum;
		datum.end = false;
		if (getter->get(&subject, i, &datum)) {
			if (value_holds(test, &subject, &datum))
				return true;
		} else if (datum.end) {
			return false;
		}
	}
	return false;
}

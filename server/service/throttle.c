// SPDX-License-Identifier: Apache-2.0
#include "server/service/throttle.h"

#include "common/base/alloc.h"
#include "common/base/list.h"

#include <stdint.h>
#include <string.h>

#define BUCKETS 1024u

struct entry {
	struct list by_bucket;
	struct list by_age; // quiet longest first
	unsigned failures;
	uint64_t last_ns;
	uint64_t free_at_ns;
	char *key;
};

struct throttle {
	struct throttle_rule rule;
	struct list buckets[BUCKETS];
	struct list ages;
	unsigned n;
};

struct throttle *throttle_new(const struct throttle_rule *rule)
{
	struct throttle *throttle = xcalloc(1, sizeof(*throttle));
	throttle->rule = *rule;
	list_init(&throttle->ages);
	for (unsigned i = 0; i < BUCKETS; i++)
		list_init(&throttle->buckets[i]);
	return throttle;
}

static void remove_entry(struct throttle *throttle, struct entry *entry)
{
	list_remove(&entry->by_bucket);
	list_remove(&entry->by_age);
	throttle->n--;
	free(entry->key);
	free(entry);
}

void throttle_free(struct throttle *throttle)
{
	if (!throttle)
		return;
	list_for_each (entry, &throttle->ages, struct entry, by_age)
		remove_entry(throttle, entry);
	free(throttle);
}

// FNV-1a. Somebody who makes keys collide makes a list of at most max_keys long.
static struct list *bucket_of(struct throttle *throttle, const char *key)
{
	uint32_t hash = 2166136261u;
	for (const char *c = key; *c; c++)
		hash = (hash ^ (uint8_t)*c) * 16777619u;
	return &throttle->buckets[hash % BUCKETS];
}

static struct entry *find(struct throttle *throttle, const char *key)
{
	list_for_each (entry, bucket_of(throttle, key), struct entry, by_bucket)
		if (strcmp(entry->key, key) == 0)
			return entry;
	return NULL;
}

uint64_t throttle_wait(struct throttle *throttle, const char *key, uint64_t now_ns)
{
	struct entry *entry = find(throttle, key);
	return entry && entry->free_at_ns > now_ns ? entry->free_at_ns - now_ns : 0;
}

static uint64_t delay(const struct throttle_rule *rule, unsigned failures)
{
	if (failures <= rule->free_tries)
		return 0;
	uint64_t ns = rule->first_ns;
	for (unsigned i = rule->free_tries + 1; i < failures && ns < rule->longest_ns; i++)
		ns *= 2;
	return ns < rule->longest_ns ? ns : rule->longest_ns;
}

static struct entry *add(struct throttle *throttle, const char *key)
{
	if (throttle->n >= throttle->rule.max_keys)
		remove_entry(throttle, list_first(&throttle->ages, struct entry, by_age));
	struct entry *entry = xcalloc(1, sizeof(*entry));
	entry->key = xstrdup(key);
	list_append(bucket_of(throttle, key), &entry->by_bucket);
	list_append(&throttle->ages, &entry->by_age);
	throttle->n++;
	return entry;
}

void throttle_failed(struct throttle *throttle, const char *key, uint64_t now_ns)
{
	struct entry *entry = find(throttle, key);
	if (!entry)
		entry = add(throttle, key);
	if (entry->last_ns + throttle->rule.forget_ns < now_ns)
		entry->failures = 0;
	entry->failures++;
	entry->last_ns = now_ns;
	entry->free_at_ns = now_ns + delay(&throttle->rule, entry->failures);
	list_remove(&entry->by_age);
	list_append(&throttle->ages, &entry->by_age);
}

void throttle_forgive(struct throttle *throttle, const char *key)
{
	struct entry *entry = find(throttle, key);
	if (!entry)
		return;
	if (--entry->failures == 0)
		remove_entry(throttle, entry);
	else
		entry->free_at_ns = entry->last_ns + delay(&throttle->rule, entry->failures);
}

void throttle_clear(struct throttle *throttle, const char *key)
{
	struct entry *entry = find(throttle, key);
	if (entry)
		remove_entry(throttle, entry);
}

unsigned throttle_keys(const struct throttle *throttle)
{
	return throttle->n;
}

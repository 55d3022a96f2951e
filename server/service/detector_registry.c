// SPDX-License-Identifier: Apache-2.0
#include "server/service/detector_registry.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "common/base/list.h"
#include "common/loop/waiter.h"

#include <assert.h>
#include <string.h>

#define BUCKETS            1024u
#define REQUEST_TIMEOUT_MS 10000u
#define REQUESTS_MAX       64u // under way at one detector
#define STORE_NS           (30 * NS_PER_S)

struct entry {
	struct list node;
	struct uuid id;
	const struct detector_channel *channel;
	struct list requests;
	unsigned n_requests;
	uint64_t stored_at;
	char *spool;
};

struct request {
	struct list node;
	struct waiter waiter;
	int64_t number;
	struct json_object *reply; // the whole message; NULL: the detector went
};

struct detector_registry {
	struct loop *loop;
	struct change_feed *feed;
	struct list buckets[BUCKETS];
	unsigned n;
	int64_t last_request;
};

struct detector_registry *detector_registry_new(struct loop *loop, struct change_feed *feed)
{
	struct detector_registry *registry = xcalloc(1, sizeof(*registry));
	registry->loop = loop;
	registry->feed = feed;
	for (unsigned i = 0; i < BUCKETS; i++)
		list_init(&registry->buckets[i]);
	return registry;
}

void detector_registry_free(struct detector_registry *registry)
{
	if (!registry)
		return;
	assert(registry->n == 0);
	free(registry);
}

static const struct list *bucket_of(const struct detector_registry *registry, const struct uuid *id)
{
	return &registry->buckets[(id->bytes[0] << 8 | id->bytes[1]) % BUCKETS]; // ids are random
}

static struct entry *find(const struct detector_registry *registry, const struct uuid *id)
{
	list_for_each (entry, bucket_of(registry, id), struct entry, node)
		if (uuid_equal(&entry->id, id))
			return entry;
	return NULL;
}

static struct entry *find_channel(const struct detector_registry *registry, const struct detector_channel *channel)
{
	for (unsigned i = 0; i < BUCKETS; i++)
		list_for_each (entry, &registry->buckets[i], struct entry, node)
			if (entry->channel == channel)
				return entry;
	return NULL;
}

static void changed(struct detector_registry *registry, const struct uuid *id)
{
	change_feed_publish(registry->feed, &(struct change){.kind = CHANGE_DETECTOR, .id = *id});
}

static void end_request(struct entry *entry, struct request *request)
{
	list_remove(&request->node);
	entry->n_requests--;
	waiter_wake(&request->waiter);
}

static void remove_entry(struct detector_registry *registry, struct entry *entry)
{
	list_for_each (request, &entry->requests, struct request, node)
		end_request(entry, request);
	list_remove(&entry->node);
	registry->n--;
	free(entry->spool);
	free(entry);
}

void detector_registry_attach(struct detector_registry *registry, const struct uuid *id,
			      const struct detector_channel *channel)
{
	struct entry *old = find(registry, id);
	if (old) {
		const struct detector_channel *first = old->channel;
		remove_entry(registry, old);
		first->refuse(first->ctx, "busy", "the same detector connected again");
	}
	struct entry *entry = xcalloc(1, sizeof(*entry));
	entry->id = *id;
	entry->channel = channel;
	list_init(&entry->requests);
	list_append((struct list *)bucket_of(registry, id), &entry->node);
	registry->n++;
	changed(registry, id);
}

bool detector_registry_detach(struct detector_registry *registry, const struct detector_channel *channel)
{
	struct entry *entry = find_channel(registry, channel);
	if (!entry)
		return false;
	struct uuid id = entry->id;
	remove_entry(registry, entry);
	changed(registry, &id);
	return true;
}

bool detector_registry_connected(const struct detector_registry *registry, const struct uuid *id)
{
	return find(registry, id) != NULL;
}

unsigned detector_registry_count(const struct detector_registry *registry)
{
	return registry->n;
}

static int away(struct error *err)
{
	return error_set(err, ENOTCONN, "the detector is not connected");
}

static int send_to(struct entry *entry, struct json_object *message, struct error *err)
{
	int r = entry->channel->send(entry->channel->ctx, message);
	return r < 0 ? error_set(err, -r, "too many messages wait for the detector") : 0;
}

int detector_registry_send(struct detector_registry *registry, const struct uuid *id, struct json_object *message,
			   struct error *err)
{
	struct entry *entry = find(registry, id);
	return entry ? send_to(entry, message, err) : away(err);
}

static const char *text_of(struct json_object *message, const char *key)
{
	struct json_object *value = NULL;
	(void)json_object_object_get_ex(message, key, &value);
	return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : "";
}

// Takes the result out of the reply.
static int read_reply(struct json_object *reply, struct json_object **ret_result, struct error *err)
{
	struct json_object *ok = NULL;
	struct json_object *result = NULL;
	(void)json_object_object_get_ex(reply, "ok", &ok);
	if (!json_object_get_boolean(ok))
		return error_set(err, EIO, "the detector answered: %.200s", text_of(reply, "error"));
	(void)json_object_object_get_ex(reply, "result", &result);
	*ret_result = json_object_get(result);
	return 0;
}

int detector_registry_request(struct detector_registry *registry, const struct uuid *id, struct json_object *request,
			      struct json_object **ret_result, struct error *err)
{
	struct entry *entry = find(registry, id);
	struct request pending = {.number = ++registry->last_request};
	if (!entry)
		return away(err);
	if (entry->n_requests >= REQUESTS_MAX)
		return error_set(err, EBUSY, "too many questions wait for the detector's answer");
	(void)json_object_object_add(request, "request", json_object_new_int64(pending.number));
	int r = send_to(entry, request, err);
	if (r < 0)
		return r;
	waiter_init(&pending.waiter, registry->loop);
	list_append(&entry->requests, &pending.node);
	entry->n_requests++;
	bool woken = waiter_wait_for(&pending.waiter, REQUEST_TIMEOUT_MS);
	if (pending.reply) {
		r = read_reply(pending.reply, ret_result, err);
		json_object_put(pending.reply);
		return r;
	}
	if (list_empty(&pending.node)) // the entry is gone, and may be another by now
		return away(err);
	(void)woken;
	list_remove(&pending.node);
	entry->n_requests--;
	return error_set(err, ETIMEDOUT, "the detector did not answer within %u s", REQUEST_TIMEOUT_MS / 1000);
}

void detector_registry_reply(struct detector_registry *registry, const struct detector_channel *channel,
			     struct json_object *message)
{
	struct json_object *number = NULL;
	struct entry *entry = find_channel(registry, channel);
	if (!entry || !json_object_object_get_ex(message, "request", &number))
		return;
	list_for_each (request, &entry->requests, struct request, node) {
		if (request->number != json_object_get_int64(number))
			continue;
		request->reply = json_object_get(message);
		end_request(entry, request);
		return;
	}
}

void detector_registry_refuse(struct detector_registry *registry, const struct uuid *id, const char *code,
			      const char *message)
{
	struct entry *entry = find(registry, id);
	if (entry)
		entry->channel->refuse(entry->channel->ctx, code, message);
}

void detector_registry_set_spool(struct detector_registry *registry, const struct uuid *id, const char *json)
{
	struct entry *entry = find(registry, id);
	if (!entry)
		return;
	bool same = entry->spool && strcmp(entry->spool, json) == 0;
	free(entry->spool);
	entry->spool = xstrdup(json);
	if (!same)
		changed(registry, id);
}

bool detector_registry_store_due(struct detector_registry *registry, const struct uuid *id)
{
	struct entry *entry = find(registry, id);
	uint64_t now = clock_boot_ns();
	if (!entry || (entry->stored_at && now - entry->stored_at < STORE_NS))
		return false;
	entry->stored_at = now;
	return true;
}

void detector_registry_judge(const struct detector_registry *registry, struct detector *detector)
{
	struct entry *entry = find(registry, &detector->id);
	free(detector->spool);
	detector->spool = entry && entry->spool ? xstrdup(entry->spool) : NULL;
	detector->state = detector_judge(detector, entry != NULL, clock_real_ns(), detector->state_reason);
}

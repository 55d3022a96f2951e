// SPDX-License-Identifier: Apache-2.0
#define LOG_TOPIC "detector"
#include "detector/command/detector.h"

#include "common/base/alloc.h"
#include "common/base/config.h"
#include "common/base/log.h"
#include "common/loop/task.h"
#include "detector/command/capabilities.h"
#include "detector/command/commands.h"
#include "detector/command/remote_scan.h"
#include "detector/container_manager/leftovers.h"
#include "detector/container_manager/podman_service.h"
#include "detector/ws_client/identity.h"
#include "detector/ws_client/link.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define KEY_ID_SIZE   17 // the first characters of the public key, made fit for a label
#define STOP_POLL_MS  50
#define STOP_PATIENCE 200 // polls until containers that ignore SIGTERM are killed

const struct config_key detector_config_keys[] = {
    {"server", CONFIG_STRING, offsetof(struct detector_settings, server), "ws://127.0.0.1:8080",
     "the server's address: ws:// or wss://, host and port"},
    {"ca-file", CONFIG_STRING, offsetof(struct detector_settings, ca_file), "",
     "certificates to trust with wss://, instead of the system's"},
    {"name", CONFIG_STRING, offsetof(struct detector_settings, name), "", "this host's name for people"},
    {"state-dir", CONFIG_STRING, offsetof(struct detector_settings, state_dir), "/var/lib/syscope/detector",
     "where the key and the spool are kept"},
    {"podman-socket", CONFIG_STRING, offsetof(struct detector_settings, podman_socket), "",
     "where Podman listens; empty: the usual place, and started when nobody listens there"},
    {"spool-bytes", CONFIG_SIZE, offsetof(struct detector_settings, spool_bytes), "1G",
     "how much of what the server has not acknowledged is kept"},
    {"ring-bytes", CONFIG_SIZE, offsetof(struct detector_settings, ring_bytes), "8M",
     "ring for each CPU that a scan gets when it asks for none"},
    {NULL, CONFIG_BOOL, 0, NULL, NULL},
};

struct detector {
	struct loop *loop;
	struct podman *podman;
	struct podman_service *service;
	struct identity *identity;
	struct spool *spool;
	struct link *link;
	struct sources *sources;
	struct capabilities capabilities;
	struct list scans;
	unsigned n_scans;
	unsigned tasks; // of commands that wait for Podman
	uint64_t ring_bytes;
	uint64_t lost; // by rings, of scans that are over
	char key_id[KEY_ID_SIZE];
	bool stopping;
};

static void on_link_state(void *ctx, enum link_state state, const char *reason)
{
	static const char *const names[] = {[LINK_CONNECTING] = "connecting",
					    [LINK_CONNECTED] = "connected",
					    [LINK_RECONNECTING] = "reconnecting",
					    [LINK_REFUSED] = "refused"};
	(void)ctx;
	if (state == LINK_CONNECTED)
		log_info(names[state], "");
	else
		log_warn(names[state], "reason=%s", LOG_Q(reason));
}

static void on_message(void *ctx, const char *type, struct json_object *message)
{
	struct detector *detector = ctx;
	if (!detector->stopping)
		(void)commands_run(detector, type, message);
}

static struct json_object *on_capabilities(void *ctx)
{
	struct detector *detector = ctx;
	return capabilities_json(&detector->capabilities);
}

static void on_status(void *ctx, struct json_object *status)
{
	struct detector *detector = ctx;
	struct json_object *ring = json_object_new_object();
	uint64_t lost = detector->lost;
	for (struct list *node = detector->scans.next; node != &detector->scans; node = node->next)
		lost += remote_scan_lost(remote_scan_of(node));
	json_object_object_add(ring, "lost", json_object_new_uint64(lost));
	json_object_object_add(status, "ring", ring);
	json_object_object_add(status, "scans", json_object_new_int64(detector->n_scans));
}

static void on_gone(void *ctx, const struct uuid *id)
{
	struct detector *detector = ctx;
	struct remote_scan *scan = detector_find_scan(detector, id);
	if (scan)
		remote_scan_stop(scan);
}

static void on_frame_ready(void *ctx, const struct uuid *scan)
{
	struct detector *detector = ctx;
	if (detector->link)
		link_frame_ready(detector->link, scan);
}

static void on_scan_over(void *ctx, struct remote_scan *scan)
{
	struct detector *detector = ctx;
	detector->lost += remote_scan_lost(scan);
	detector->n_scans--;
	remote_scan_free(scan);
}

// A detector that was killed leaves containers and open streams; both are ended now.
static void end_leftovers(struct detector *detector)
{
	struct error err;
	size_t removed = 0;
	AUTO_FREE struct spool_stream *streams = xcalloc(SPOOL_MAX_STREAMS, sizeof(*streams));
	if (leftovers_remove(detector->podman, detector->key_id, &removed, &err) < 0)
		log_warn("containers of an earlier run could not be removed", "reason=%s", LOG_Q(err.text));
	else if (removed)
		log_info("removed containers of an earlier run", "count=%zu", removed);
	size_t count = spool_streams(detector->spool, streams, SPOOL_MAX_STREAMS);
	for (size_t i = 0; i < count && i < SPOOL_MAX_STREAMS; i++)
		if (!streams[i].ended)
			remote_scan_interrupted(detector->spool, &streams[i].scan);
}

static void make_key_id(struct detector *detector)
{
	char key[IDENTITY_BASE64_SIZE];
	identity_public_key(detector->identity, key);
	size_t n = 0;
	for (const char *c = key; *c && n < KEY_ID_SIZE - 1; c++)
		detector->key_id[n++] = *c == '+' ? '-' : *c == '/' ? '_' : *c == '=' ? '.' : *c;
	detector->key_id[n] = '\0';
}

static void open_podman(struct detector *detector, const char *socket)
{
	AUTO_FREE char *usual = podman_default_socket();
	struct error err;
	detector->podman = podman_new(detector->loop, socket[0] ? socket : usual);
	// Without Podman the detector still serves the server, which shows what is missing.
	if (!socket[0] && podman_service_ensure(detector->podman, &detector->service, &err) < 0)
		log_warn("no Podman", "reason=%s", LOG_Q(err.text));
}

static int open_spool(struct detector *detector, const struct detector_settings *settings, struct error *err)
{
	AUTO_FREE char *dir = xasprintf("%s/spool", settings->state_dir);
	return spool_open(detector->loop, dir, settings->spool_bytes, &detector->spool, err);
}

static int open_link(struct detector *detector, const struct detector_settings *settings, struct error *err)
{
	char host[256] = "";
	(void)gethostname(host, sizeof(host) - 1);
	struct link_settings link = {
	    .server = settings->server,
	    .ca_file = settings->ca_file,
	    .name = settings->name[0] ? settings->name : host,
	    .identity = detector->identity,
	    .spool = detector->spool,
	};
	struct link_events events = {
	    .state = on_link_state,
	    .message = on_message,
	    .capabilities = on_capabilities,
	    .status = on_status,
	    .gone = on_gone,
	};
	return link_new(detector->loop, &link, &events, detector, &detector->link, err);
}

int detector_new(struct loop *loop, const struct detector_settings *settings, struct detector **ret_detector,
		 struct error *err)
{
	struct detector *detector = xcalloc(1, sizeof(*detector));
	detector->loop = loop;
	detector->ring_bytes = settings->ring_bytes;
	list_init(&detector->scans);
	*ret_detector = detector; // the caller frees what was made so far
	int r = identity_load(settings->state_dir, &detector->identity, err);
	if (r < 0)
		return r;
	make_key_id(detector);
	r = open_spool(detector, settings, err);
	if (r < 0)
		return r;
	detector->sources = sources_new(loop);
	open_podman(detector, settings->podman_socket);
	capabilities_find(detector->podman, &detector->capabilities);
	if (!detector->capabilities.trace.ebpf)
		log_warn("this host cannot be traced", "reason=%s", LOG_Q(detector->capabilities.trace.ebpf_error));
	if (detector->capabilities.podman_error[0])
		log_warn("no Podman", "reason=%s", LOG_Q(detector->capabilities.podman_error));
	end_leftovers(detector);
	return open_link(detector, settings, err);
}

void detector_stop(struct detector *detector)
{
	detector->stopping = true;
	for (unsigned polls = 0; !list_empty(&detector->scans) || detector->tasks; polls++) {
		if (polls == 0 || polls == STOP_PATIENCE)
			for (struct list *node = detector->scans.next; node != &detector->scans; node = node->next)
				remote_scan_stop(remote_scan_of(node)); // the second time it kills
		task_sleep(detector->loop, STOP_POLL_MS);
	}
}

void detector_free(struct detector *detector)
{
	if (!detector)
		return;
	link_free(detector->link);
	spool_close(detector->spool);
	sources_free(detector->sources);
	podman_free(detector->podman);
	podman_service_free(detector->service);
	identity_free(detector->identity);
	free(detector);
}

struct loop *detector_loop(struct detector *detector)
{
	return detector->loop;
}

struct podman *detector_podman(struct detector *detector)
{
	return detector->podman;
}

struct remote_scan *detector_find_scan(struct detector *detector, const struct uuid *id)
{
	for (struct list *node = detector->scans.next; node != &detector->scans; node = node->next)
		if (uuid_equal(remote_scan_id(remote_scan_of(node)), id))
			return remote_scan_of(node);
	return NULL;
}

void detector_start_scan(struct detector *detector, struct json_object *scan)
{
	AUTO_VALUE(scan_request) struct scan_request request;
	struct spool_stream stream;
	struct error err;
	int r = scan_request_parse(scan, &request, &err);
	if (uuid_is_zero(&request.id)) {
		log_warn("a scan that cannot be read", "reason=%s", LOG_Q(err.text));
		return;
	}
	if (spool_find(detector->spool, &request.id, &stream))
		return; // it was asked for before
	if (r < 0) {
		remote_scan_refused(detector->spool, &request.id, err.text);
		on_frame_ready(detector, &request.id);
		return;
	}
	struct remote_scan_host host = {
	    .loop = detector->loop,
	    .podman = detector->podman,
	    .sources = detector->sources,
	    .spool = detector->spool,
	    .key_id = detector->key_id,
	    .ring_bytes = detector->ring_bytes,
	    .frame_ready = on_frame_ready,
	    .over = on_scan_over,
	    .ctx = detector,
	};
	struct remote_scan *started = remote_scan_start(&host, &request);
	if (!started)
		return;
	list_append(&detector->scans, remote_scan_node(started));
	detector->n_scans++;
}

void detector_task_begin(struct detector *detector)
{
	detector->tasks++;
}

void detector_task_end(struct detector *detector)
{
	detector->tasks--;
}

void detector_reply(struct detector *detector, struct json_object *message)
{
	int r = link_send_control(detector->link, message);
	if (r < 0)
		log_warn("a reply could not be sent", "reason=%s", strerror(-r));
}

// SPDX-License-Identifier: Apache-2.0
// Events for tests and the bench: the same seed gives the same events on every machine.
#pragma once

#include "common/event/event.h"

#include <string.h>

struct event_maker {
	uint64_t state; // of xorshift64*, not 0
	uint64_t seq;
	uint64_t ts;
	_Alignas(8) uint8_t data[4096 + 16];
};

static inline uint64_t event_maker_random(struct event_maker *maker)
{
	maker->state ^= maker->state >> 12;
	maker->state ^= maker->state << 25;
	maker->state ^= maker->state >> 27;
	return maker->state * 0x2545f4914f6cdd1dull;
}

// One row of captured memory: a string of `len` bytes.
static inline uint32_t event_maker_string(struct event_maker *maker, uint8_t arg, const char *text, uint32_t len)
{
	uint32_t padded = (len + 7u) & ~7u;
	struct record_data head = {.arg = arg, .kind = RECORD_DATA_STRING, .len = len};
	memcpy(maker->data, &head, sizeof(head));
	memset(maker->data + sizeof(head), 0, padded);
	memcpy(maker->data + sizeof(head), text, len);
	return (uint32_t)sizeof(head) + padded;
}

// Anything the encoder must take, likely or not. The event's data lives until the next call.
static inline void event_maker_wild(struct event_maker *maker, struct event *event)
{
	static const int64_t results[] = {0, 1, -2, -11, -4095, -4096, INT64_MAX, INT64_MIN, 4096};
	uint64_t dice = event_maker_random(maker);
	maker->ts += dice % 100000;
	*event = (struct event){
	    .seq = ++maker->seq,
	    .ts = maker->ts - dice % 7,
	    .duration = dice % 5 == 0 ? EVENT_DURATION_UNKNOWN : event_maker_random(maker) >> (dice % 64),
	    .ret = results[dice / 11 % 9],
	    .pid = (uint32_t)(1000 + dice / 3 % 40),
	    .tid = dice % 50 == 0 ? UINT32_MAX : (uint32_t)(1000 + dice / 5 % 90),
	    .nr = dice % 97 == 0 ? INT32_MIN + (int32_t)(dice % 4) : (int32_t)(dice / 13 % 470),
	    .kind = (uint8_t)(dice % 31 == 0   ? EVENT_SIGNAL
			      : dice % 37 == 0 ? EVENT_EXIT
					       : EVENT_SYSCALL),
	    .abi = (uint8_t)(dice % 41 == 0 ? dice / 41 % 3 : 0),
	    .flags = (uint16_t)(dice % 17 == 0 ? dice >> 20 : 0),
	};
	for (unsigned i = 0; i < RECORD_ARGS; i++)
		event->args[i] = event_maker_random(maker) >> (event_maker_random(maker) % 64);
	for (unsigned i = 0; i < dice / 7 % RECORD_COMM; i++)
		event->comm[i] = (char)(dice >> (i % 8) | 1);
	if (dice % 3 == 0) {
		event->data_len = (uint32_t)(dice % 300);
		for (uint32_t i = 0; i < event->data_len; i++)
			maker->data[i] = (uint8_t)(dice >> (i % 57));
		event->data = maker->data;
	}
}

// What a busy program does: few calls, repeated arguments, some paths, durations of about a microsecond.
static inline void event_maker_busy(struct event_maker *maker, struct event *event)
{
	static const int32_t numbers[] = {0, 1, 257, 3, 262, 9, 39, 0, 1, 0};
	uint64_t dice = event_maker_random(maker);
	maker->ts += 400 + dice % 900;
	*event = (struct event){
	    .seq = ++maker->seq,
	    .ts = maker->ts,
	    .duration = 150 + (dice >> 11) % 1200,
	    .ret = (dice >> 23) % 12 == 0 ? -2 : (int64_t)((dice >> 27) % 512),
	    .pid = 4711,
	    .tid = 4711 + (uint32_t)((dice >> 33) % 4),
	    .nr = numbers[(dice >> 37) % 10],
	    .kind = EVENT_SYSCALL,
	    .comm = "worker",
	};
	event->args[0] = event->nr == 257 ? (uint64_t)-100 : 3 + (dice >> 41) % 8;
	event->args[1] = 0x7ffd12345000 + event->tid * 64;
	event->args[2] = event->nr < 2 ? 512 : 0;
	event->args[3] = 0x7f0011223344;
	if (event->nr == 257) {
		char path[] = "/usr/lib/x86_64-linux-gnu/libsomething00.so.6";
		path[38] = (char)('0' + (dice >> 45) % 10);
		event->data_len = event_maker_string(maker, 1, path, sizeof(path) - 1);
		event->data = maker->data;
	}
}

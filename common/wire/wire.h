// SPDX-License-Identifier: Apache-2.0
// Binary data frames between detector and server, as docs/protocol.md describes them. Pure: bytes in, structs out. All integers
// are little-endian. A scan's frames form one stream, numbered 1, 2, …; the server acknowledges the highest committed one.
#pragma once

#include "common/base/buffer.h"
#include "common/base/crc32c.h"
#include "common/base/error.h"
#include "common/base/uuid.h"

#define WIRE_VERSION      1
#define WIRE_HEADER_SIZE  48u
#define WIRE_MAX_FRAME    (5u << 20)   // header and payload
#define WIRE_MAX_CALLS    2048u        // in one gap or one set of counters
#define WIRE_MAX_TERMINAL (256u << 10) // bytes of one piece of output

enum wire_type {
	WIRE_CHUNK = 1,    // payload = common/chunk bytes
	WIRE_GAP = 2,      // struct wire_gap
	WIRE_COUNTERS = 3, // struct wire_counters, cumulative since the scan's start
	WIRE_TERMINAL = 4, // struct wire_terminal
	WIRE_STATE = 5,    // JSON: the scan's state changed; the last one ends the stream
	WIRE_SKIP = 6, // empty: the spool does not have this frame any more. Nothing to store, but its number counts
};

// Header: magic u32 "SYSC", version u8, type u8, reserved u16 (0), payload length u32, crc32c of the payload u32,
// scan uuid 16 bytes, frame number u64, reserved u32 (0), crc32c of the 44 bytes before u32.
struct wire_frame {
	uint8_t type; // enum wire_type
	struct uuid scan;
	uint64_t number;
	const uint8_t *payload;
	uint32_t payload_len;
};

// All encoders append to out. -ENOBUFS when out is full, -EINVAL when the struct breaks a rule of docs/protocol.md.
int wire_encode_frame(const struct wire_frame *frame, struct buffer *out);
// bytes hold exactly one frame. -EBADMSG with the reason, -EPROTONOSUPPORT for another version.
int wire_decode_frame(const void *bytes, size_t len, struct wire_frame *ret_frame, struct error *err);
// Only the first WIRE_HEADER_SIZE bytes: everything but payload, which stays NULL. For reading frames from a file.
int wire_decode_header(const void *bytes, size_t len, struct wire_frame *ret_frame, struct error *err);

enum wire_stage { WIRE_STAGE_KERNEL = 1, WIRE_STAGE_QUEUE = 2, WIRE_STAGE_SPOOL = 3, WIRE_STAGE_LIMIT = 4 };

struct wire_gap_call {
	uint8_t abi;
	int32_t nr;
	uint64_t count;
};

struct wire_gap {
	uint64_t first_seq; // the lost events have the numbers first_seq … first_seq + count - 1
	uint64_t count;
	uint64_t from_ts, to_ts; // ns since the epoch
	uint8_t stage;           // enum wire_stage
	uint16_t n_calls;        // 0 = not known by call
	struct wire_gap_call *calls;
};

#define WIRE_HISTOGRAM 40

struct wire_counter {
	uint8_t abi;
	int32_t nr;
	uint64_t calls, errors, lost, time_ns, max_ns;
	uint64_t filtered; // of the calls: refused by the scan's filter
	uint64_t histogram[WIRE_HISTOGRAM];
};

struct wire_counters {
	uint64_t ts;
	uint64_t missed_runs; // recursion_misses
	uint16_t n;
	struct wire_counter *counters; // only calls that were made
};

enum wire_terminal_kind {
	WIRE_TERMINAL_TTY = 0,
	WIRE_TERMINAL_STDOUT = 1,
	WIRE_TERMINAL_STDERR = 2,
	WIRE_TERMINAL_RESIZE = 3, // payload: columns u16, rows u16; offset = where the output stood
};

struct wire_terminal {
	uint64_t offset; // bytes of output (all kinds but RESIZE) before this piece
	uint64_t ts;     // ns since the epoch
	uint8_t kind;
	const uint8_t *bytes;
	uint32_t len;
};

int wire_encode_gap(const struct wire_gap *gap, struct buffer *out);
int wire_encode_counters(const struct wire_counters *counters, struct buffer *out);
int wire_encode_terminal(const struct wire_terminal *terminal, struct buffer *out);
// calls / counters are allocated; the caller frees with wire_gap_done / wire_counters_done. Every number that was read fits a
// signed 64-bit integer.
int wire_decode_gap(const void *bytes, size_t len, struct wire_gap *ret_gap, struct error *err);
int wire_decode_counters(const void *bytes, size_t len, struct wire_counters *ret_counters, struct error *err);
int wire_decode_terminal(const void *bytes, size_t len, struct wire_terminal *ret_terminal, struct error *err);
void wire_gap_done(struct wire_gap *gap);
void wire_counters_done(struct wire_counters *counters);
DEFINE_AUTO_VALUE(wire_gap, wire_gap_done);
DEFINE_AUTO_VALUE(wire_counters, wire_counters_done);

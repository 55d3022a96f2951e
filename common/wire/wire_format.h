// SPDX-License-Identifier: Apache-2.0
// Sizes and offsets of the frames, for the encoder and the decoder only. docs/protocol.md describes them.
#pragma once

#define WIRE_MAGIC 0x43535953u // "SYSC"

enum wire_header {
	WIRE_AT_MAGIC = 0,
	WIRE_AT_VERSION = 4,
	WIRE_AT_TYPE = 5,
	WIRE_AT_RESERVED = 6,
	WIRE_AT_LENGTH = 8,
	WIRE_AT_PAYLOAD_CRC = 12,
	WIRE_AT_SCAN = 16,
	WIRE_AT_NUMBER = 32,
	WIRE_AT_RESERVED2 = 40,
	WIRE_AT_CRC = 44,
};

#define WIRE_GAP_SIZE      36u // first_seq u64, count u64, from u64, to u64, stage u8, 0 u8, n_calls u16
#define WIRE_GAP_CALL_SIZE 16u // abi u8, 0 ×3, nr i32, count u64
#define WIRE_COUNTERS_SIZE 20u // ts u64, missed_runs u64, n u16, 0 u16
#define WIRE_COUNTER_SIZE  56u // abi u8, 0 ×3, nr i32, calls, errors, lost, time, max u64, bucket mask u64
#define WIRE_FILTERED_BIT  63u // of the mask: the last number is how many calls the filter refused
#define WIRE_BUCKET_SIZE   8u  // one for each bit of the mask, the lowest first
#define WIRE_TERMINAL_SIZE 20u // offset u64, ts u64, kind u8, 0 ×3
#define WIRE_MAX_PAYLOAD   (WIRE_MAX_FRAME - WIRE_HEADER_SIZE)

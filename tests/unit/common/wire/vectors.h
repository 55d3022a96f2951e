// SPDX-License-Identifier: Apache-2.0
// Golden vectors of the frames: docs/protocol.md explains these bytes one by one.
// clang-format off
#pragma once

// Frame 5 of scan 00112233-4455-6677-8899-aabbccddeeff: type STATE, payload {"state":"running"}
#define VECTOR_FRAME \
	"53595343" "01" "05" "0000" "13000000" "9515f8e0" "00112233445566778899aabbccddeeff" "0500000000000000" \
	"00000000" "07e36306" "7b227374617465223a2272756e6e696e67227d"

// 3 events from number 1000 lost in the kernel between the times 1 and 2: two openat, one close
#define VECTOR_GAP \
	"e803000000000000" "0300000000000000" "0100000000000000" "0200000000000000" "01" "00" "0200" \
	"00000000" "01010000" "0200000000000000" "00000000" "03000000" "0100000000000000"

// At the time 3, 1 missed run; read: 10 calls, 2 failed, 1 lost, 5000 ns in all, 900 at most, buckets 8 (7 calls) and 9 (3)
#define VECTOR_COUNTERS \
	"0300000000000000" "0100000000000000" "0100" "0000" \
	"00000000" "00000000" "0a00000000000000" "0200000000000000" "0100000000000000" "8813000000000000" \
	"8403000000000000" "0003000000000000" "0700000000000000" "0300000000000000"

// "hi\r\n" from the terminal, 6 bytes came before it, at the time 9; then the size 80 × 24
#define VECTOR_TERMINAL "0600000000000000" "0900000000000000" "00" "000000" "68690d0a"
#define VECTOR_RESIZE "0a00000000000000" "0900000000000000" "03" "000000" "50001800"

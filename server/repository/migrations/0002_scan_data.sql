-- SPDX-License-Identifier: Apache-2.0
-- What scans recorded. Every key begins with scan_id, every write can be repeated, and deleting a scan deletes all of it.
-- A call key is kind << 40 | abi << 32 | number: one integer for "native read", "i386 open", "signal 17".

-- How far a scan's stream of frames is committed; written in the transaction of the data itself.
CREATE TABLE scan_stream (
	scan_id uuid PRIMARY KEY REFERENCES scan (id) ON DELETE CASCADE,
	committed_frame bigint NOT NULL DEFAULT 0,
	ended boolean NOT NULL DEFAULT false, -- the final state came
	last_event_seq bigint NOT NULL DEFAULT 0, -- of the last stored event
	last_seq bigint NOT NULL DEFAULT 0, -- that, or the end of the last gap
	events bigint NOT NULL DEFAULT 0,
	syscalls bigint NOT NULL DEFAULT 0,
	gap_events bigint NOT NULL DEFAULT 0,
	chunk_bytes bigint NOT NULL DEFAULT 0,
	terminal_end bigint NOT NULL DEFAULT 0, -- offset behind the last stored output
	terminal_bytes bigint NOT NULL DEFAULT 0, -- stored
	refused_frames bigint NOT NULL DEFAULT 0,
	counters_ts bigint NOT NULL DEFAULT 0, -- of the newest counters, ns since the epoch
	counted bigint NOT NULL DEFAULT 0, -- their sum of calls
	lost bigint NOT NULL DEFAULT 0, -- their sum of lost
	missed_runs bigint NOT NULL DEFAULT 0
);

-- Up to 4096 consecutive events, in the encoding of common/chunk, just as the detector made it. The arrays say what is inside, so
-- that a query reads only the chunks that may hold a match.
CREATE TABLE scan_chunk (
	scan_id uuid NOT NULL REFERENCES scan (id) ON DELETE CASCADE,
	first_seq bigint NOT NULL,
	last_seq bigint NOT NULL,
	min_ts bigint NOT NULL,
	max_ts bigint NOT NULL,
	calls bigint[] NOT NULL,
	counts int[] NOT NULL,
	errors int[] NOT NULL,
	failed_calls bigint[] NOT NULL, -- those of calls with errors
	passed_calls bigint[] NOT NULL, -- those of calls with successes
	bytes bytea NOT NULL,
	PRIMARY KEY (scan_id, first_seq)
);
-- Compressed already.
ALTER TABLE scan_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE scan_second (
	scan_id uuid NOT NULL REFERENCES scan (id) ON DELETE CASCADE,
	second bigint NOT NULL, -- since the epoch
	call bigint NOT NULL,
	calls bigint NOT NULL,
	errors bigint NOT NULL,
	time_ns bigint NOT NULL,
	PRIMARY KEY (scan_id, second, call)
) WITH (fillfactor = 80);

CREATE TABLE scan_gap (
	scan_id uuid NOT NULL REFERENCES scan (id) ON DELETE CASCADE,
	first_seq bigint NOT NULL,
	last_seq bigint NOT NULL,
	from_ts bigint NOT NULL,
	to_ts bigint NOT NULL,
	stage smallint NOT NULL,
	calls bigint[] NOT NULL, -- lost by call, where it is known
	counts bigint[] NOT NULL,
	PRIMARY KEY (scan_id, first_seq)
);

CREATE TABLE scan_terminal (
	scan_id uuid NOT NULL REFERENCES scan (id) ON DELETE CASCADE,
	frame bigint NOT NULL, -- in the stream: the order of pieces
	start_offset bigint NOT NULL,
	end_offset bigint NOT NULL, -- start_offset for a resize
	ts bigint NOT NULL,
	kind smallint NOT NULL,
	bytes bytea NOT NULL,
	PRIMARY KEY (scan_id, frame)
);
CREATE INDEX scan_terminal_by_offset ON scan_terminal (scan_id, end_offset, frame);

-- The newest cumulative counters.
CREATE TABLE scan_counter (
	scan_id uuid NOT NULL REFERENCES scan (id) ON DELETE CASCADE,
	call bigint NOT NULL,
	calls bigint NOT NULL,
	errors bigint NOT NULL,
	lost bigint NOT NULL,
	time_ns bigint NOT NULL,
	max_ns bigint NOT NULL,
	histogram bigint[] NOT NULL, -- 40 of log2(ns)
	PRIMARY KEY (scan_id, call)
) WITH (fillfactor = 80);

-- Frames that were refused for good: a bounded number for each scan, their beginnings.
CREATE TABLE scan_dead_letter (
	scan_id uuid NOT NULL REFERENCES scan (id) ON DELETE CASCADE,
	frame bigint NOT NULL,
	received_at timestamptz NOT NULL DEFAULT now(),
	reason text NOT NULL,
	size bigint NOT NULL,
	bytes bytea NOT NULL,
	PRIMARY KEY (scan_id, frame)
);

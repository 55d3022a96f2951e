-- SPDX-License-Identifier: Apache-2.0
-- The filter language: what scans capture, the filters that a project keeps, and what lets a query pass over chunks.

-- Named filters of a project; in a filter, the name stands for the text.
CREATE TABLE saved_filter (
	id uuid PRIMARY KEY,
	project_id uuid NOT NULL REFERENCES project (id) ON DELETE CASCADE,
	name text NOT NULL,
	text text NOT NULL, -- as it was written
	description text NOT NULL,
	created_at bigint NOT NULL,
	updated_at bigint NOT NULL,
	UNIQUE (project_id, name)
);

-- Canonical, '' = everything.
ALTER TABLE scan ADD COLUMN filter text NOT NULL DEFAULT '';
-- totals gets filtered at its end; scans that ended before this have none.
ALTER TABLE scan DROP CONSTRAINT scan_totals_check,
	ADD CONSTRAINT scan_totals_check CHECK (array_length(totals, 1) IN (10, 11));
ALTER TABLE scan_stream ADD COLUMN filtered bigint NOT NULL DEFAULT 0; -- by the newest counters: refused by the capture filter
ALTER TABLE scan_counter ADD COLUMN filtered bigint NOT NULL DEFAULT 0;

-- Of the events in the chunk: a hash of each value of the fields that filters compare with "=" (server/repository/chunk_facts.h),
-- and the longest known duration, -1 = none is known. Null in chunks stored before: then they may hold anything.
ALTER TABLE scan_chunk ADD COLUMN facts int[], ADD COLUMN max_duration bigint;

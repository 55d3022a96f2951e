-- SPDX-License-Identifier: Apache-2.0
-- Who may do what, where, on which machines. Times are ns since the epoch.

CREATE TABLE app_user (
	id uuid PRIMARY KEY,
	username text NOT NULL UNIQUE CHECK (username = lower(username)),
	display_name text NOT NULL,
	role text NOT NULL CHECK (role IN ('admin', 'operator', 'analyst', 'viewer')),
	password_hash text NOT NULL,
	disabled boolean NOT NULL DEFAULT false,
	created_at bigint NOT NULL,
	last_sign_in_at bigint NOT NULL DEFAULT 0
);

CREATE TABLE session (
	id uuid PRIMARY KEY,
	token_hash bytea NOT NULL UNIQUE,
	user_id uuid NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
	address text NOT NULL,
	created_at bigint NOT NULL,
	last_used_at bigint NOT NULL,
	expires_at bigint NOT NULL -- whatever its use
);
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX session_by_expiry ON session (expires_at);

-- At most one row: making a new token ends the one before.
CREATE TABLE setup_token (
	single boolean PRIMARY KEY DEFAULT true CHECK (single),
	token_hash bytea NOT NULL,
	expires_at bigint NOT NULL
);

CREATE TABLE project (
	id uuid PRIMARY KEY,
	name text NOT NULL,
	description text NOT NULL DEFAULT '',
	created_at bigint NOT NULL,
	created_by uuid REFERENCES app_user (id) ON DELETE SET NULL
);
CREATE UNIQUE INDEX project_by_name ON project (lower(name));

CREATE TABLE membership (
	project_id uuid NOT NULL REFERENCES project (id) ON DELETE CASCADE,
	user_id uuid NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
	role text NOT NULL CHECK (role IN ('admin', 'operator', 'analyst', 'viewer')),
	added_at bigint NOT NULL,
	PRIMARY KEY (project_id, user_id)
);
CREATE INDEX membership_by_user ON membership (user_id);

-- The key is the identity: names may repeat. A revoked one stays, so that its scans keep their origin and its key stays refused.
CREATE TABLE detector (
	id uuid PRIMARY KEY,
	public_key bytea NOT NULL UNIQUE CHECK (length(public_key) = 32),
	name text NOT NULL,
	version text NOT NULL DEFAULT '',
	labels jsonb NOT NULL DEFAULT '{}',
	capabilities jsonb NOT NULL DEFAULT '{}',
	enrolled_at bigint NOT NULL,
	last_seen_at bigint NOT NULL DEFAULT 0,
	revoked_at bigint NOT NULL DEFAULT 0,
	stopped boolean NOT NULL DEFAULT false -- its last connection ended in good order
);

CREATE TABLE project_detector (
	project_id uuid NOT NULL REFERENCES project (id) ON DELETE CASCADE,
	detector_id uuid NOT NULL REFERENCES detector (id) ON DELETE CASCADE,
	assigned_at bigint NOT NULL,
	PRIMARY KEY (project_id, detector_id)
);
CREATE INDEX project_detector_by_detector ON project_detector (detector_id);

CREATE TABLE enrollment_token (
	id uuid PRIMARY KEY,
	token_hash bytea NOT NULL UNIQUE,
	label text NOT NULL,
	uses bigint NOT NULL CHECK (uses > 0),
	uses_left bigint NOT NULL CHECK (uses_left BETWEEN 0 AND uses),
	created_at bigint NOT NULL,
	expires_at bigint NOT NULL,
	revoked_at bigint NOT NULL DEFAULT 0,
	created_by text NOT NULL DEFAULT ''
);

CREATE TABLE scan (
	id uuid PRIMARY KEY,
	project_id uuid NOT NULL REFERENCES project (id) ON DELETE CASCADE,
	detector_id uuid NOT NULL REFERENCES detector (id),
	image text NOT NULL,
	command text[] NOT NULL,
	tty boolean NOT NULL,
	columns bigint NOT NULL,
	rows bigint NOT NULL,
	time_limit_s bigint NOT NULL, -- 0 = none
	event_limit bigint NOT NULL, -- 0 = none
	network text NOT NULL CHECK (network IN ('none', 'bridge')),
	memory_bytes bigint NOT NULL, -- 0 = no limit
	latency boolean NOT NULL,
	string_limit bigint NOT NULL,
	ring_bytes bigint NOT NULL,
	state text NOT NULL DEFAULT 'queued' CHECK (state IN
		('queued', 'starting', 'running', 'stopping', 'finished', 'failed', 'cancelled', 'interrupted')),
	state_message text NOT NULL DEFAULT '',
	stop_requested boolean NOT NULL DEFAULT false,
	start_sent boolean NOT NULL DEFAULT false,
	created_at bigint NOT NULL,
	started_at bigint NOT NULL DEFAULT 0,
	ended_at bigint NOT NULL DEFAULT 0,
	exit_code bigint, -- null = not ended, or ended by a signal
	signal bigint NOT NULL DEFAULT 0,
	pid bigint NOT NULL DEFAULT 0,
	container_id text NOT NULL DEFAULT '',
	created_by uuid REFERENCES app_user (id) ON DELETE SET NULL,
	created_by_name text NOT NULL,
	-- The detector's own sums, with the final state: counted, captured, lost by kernel, queue, spool, limit, then last_seq, events,
	-- terminal_bytes, missed_runs. Null until then.
	totals bigint[] CHECK (array_length(totals, 1) = 10)
);
CREATE INDEX scan_by_project ON scan (project_id, created_at DESC, id);
CREATE INDEX scan_by_age ON scan (created_at DESC, id);
CREATE INDEX scan_unfinished ON scan (detector_id) WHERE state IN ('queued', 'starting', 'running', 'stopping');

-- Append-only. Names are kept beside ids, so that an entry still says who and what when these are gone.
CREATE TABLE audit_entry (
	id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
	at bigint NOT NULL,
	actor_id uuid, -- null = the command line, or a detector
	actor text NOT NULL,
	address text NOT NULL,
	action text NOT NULL, -- "user.create"
	object_id uuid,
	object text NOT NULL, -- its name
	detail jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_entry_by_age ON audit_entry (at DESC);

CREATE FUNCTION audit_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'audit_entry is append-only';
END
$$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
	FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_is_append_only();

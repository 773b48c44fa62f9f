export const STATE_VERSION = 1;

/** Everything the agent must not forget between runs, but for the key and the enrolment, which survive this file. */
export const STATE_SCHEMA = `
-- What was signed last as each agent, whatever the key: a new message follows it.
CREATE TABLE chain (
  agent_id TEXT PRIMARY KEY,
  sequence INTEGER NOT NULL,
  digest TEXT
) STRICT;
-- Signed messages the collector has not acknowledged, oldest first. aged_ms is the spool's own age when it came in.
CREATE TABLE message (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('report', 'unchanged')),
  report_id TEXT NOT NULL UNIQUE,
  sequence INTEGER NOT NULL,
  observed_at TEXT NOT NULL,
  content_digest TEXT NOT NULL,
  digest TEXT NOT NULL,
  signature TEXT NOT NULL,
  body BLOB NOT NULL,
  aged_ms INTEGER NOT NULL
) STRICT;
-- The last full report, gzipped, by the digest of its content: an unchanged notice the collector cannot place becomes a report again.
CREATE TABLE content (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  digest TEXT NOT NULL,
  body BLOB NOT NULL
) STRICT;
-- Messages that were never delivered and never will be.
CREATE TABLE gap (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  reason TEXT NOT NULL,
  messages INTEGER NOT NULL,
  first_observed_at TEXT,
  last_observed_at TEXT,
  recorded_at TEXT NOT NULL
) STRICT;
CREATE TABLE rejected (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  report_id TEXT NOT NULL,
  observed_at TEXT NOT NULL,
  code TEXT NOT NULL,
  detail TEXT,
  body BLOB NOT NULL,
  rejected_at TEXT NOT NULL
) STRICT;
-- One row: how the last delivery went, and how much time the spool has lived through.
CREATE TABLE progress (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  last_run_at TEXT,
  aged_ms INTEGER NOT NULL DEFAULT 0,
  delivered_at TEXT,
  delivered_to TEXT,
  failed_at TEXT,
  failure TEXT,
  not_before TEXT
) STRICT;
INSERT INTO progress (id) VALUES (1);
PRAGMA user_version = ${STATE_VERSION};
`;

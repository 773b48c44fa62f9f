/**
 * What AWS said. A fact stands from `valid_from` until `valid_to`; `seen_at` is the start of the last run that met it, and
 * `volatile` holds what changes at every look without saying anything new (last ping, capture time).
 */
export const aws = `
CREATE TABLE aws_unit (
  unit_no INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  kind TEXT NOT NULL,
  part TEXT NOT NULL,
  last_success_at INTEGER,
  last_attempt_at INTEGER NOT NULL,
  stale_since INTEGER,
  error TEXT,
  ended_at INTEGER,
  UNIQUE (account, region, kind, part)
) STRICT;

CREATE TABLE aws_fact (
  fact_no INTEGER PRIMARY KEY,
  unit_no INTEGER NOT NULL REFERENCES aws_unit,
  key TEXT NOT NULL,
  hash BLOB NOT NULL,
  body BLOB NOT NULL,
  volatile TEXT NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to INTEGER,
  seen_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX aws_fact_current ON aws_fact (unit_no, key) WHERE valid_to IS NULL;
CREATE INDEX aws_fact_history ON aws_fact (unit_no, key, valid_from);

CREATE TABLE aws_source_scope (
  source TEXT NOT NULL,
  region TEXT NOT NULL,
  account TEXT NOT NULL,
  last_attempt_at INTEGER NOT NULL,
  error TEXT,
  PRIMARY KEY (source, region)
) STRICT, WITHOUT ROWID;

CREATE TABLE aws_sync_run (
  run_no INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL UNIQUE,
  actor TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  finished_at INTEGER,
  report TEXT
) STRICT;
`;

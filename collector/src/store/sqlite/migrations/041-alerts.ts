/** What is watched and its state, and the messages about it that have yet to arrive. */
export const alerts = `
CREATE TABLE alert (
  key TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  severity TEXT NOT NULL,
  license TEXT,
  state TEXT NOT NULL CHECK (state IN ('raised', 'resolved')),
  text TEXT NOT NULL,
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  entry_no INTEGER PRIMARY KEY,
  target TEXT NOT NULL,
  message TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL,
  last_error TEXT,
  delivered_at INTEGER
) STRICT;
CREATE INDEX outbox_due ON outbox (next_attempt_at) WHERE delivered_at IS NULL;
`;

/**
 * How far back history is kept. `horizon_at`: earlier instants are answered no more. `sweep_due`: contents and sets may be there that
 * nothing refers to. Of a host, reports before `kept_from_report_no` remain only as the origin of what still stood then.
 */
export const retention = `
CREATE TABLE retention (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  horizon_at INTEGER NOT NULL,
  sweep_due INTEGER NOT NULL
) STRICT;
INSERT INTO retention (id, horizon_at, sweep_due) VALUES (1, 0, 0);
ALTER TABLE host ADD COLUMN kept_from_report_no INTEGER NOT NULL DEFAULT 0;
`;

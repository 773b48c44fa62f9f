/** Findings with their life; what happened to each is kept. */
export const findings = `
CREATE TABLE finding (
  finding_no INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  severity TEXT NOT NULL,
  host_id TEXT,
  license TEXT,
  summary TEXT NOT NULL,
  ours TEXT NOT NULL,
  theirs TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'acknowledged', 'resolved')),
  since INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  resolved_at INTEGER,
  acknowledged_by TEXT,
  acknowledged_reason TEXT,
  acknowledged_until INTEGER
) STRICT;
CREATE INDEX finding_by_state ON finding (state, finding_no);
CREATE INDEX finding_by_host ON finding (host_id, finding_no);

CREATE TABLE finding_event (
  event_no INTEGER PRIMARY KEY,
  finding_no INTEGER NOT NULL REFERENCES finding,
  at INTEGER NOT NULL,
  event TEXT NOT NULL CHECK (event IN ('opened', 'changed', 'acknowledged', 'resolved', 'reopened')),
  actor TEXT NOT NULL,
  reason TEXT
) STRICT;
CREATE INDEX finding_event_by_finding ON finding_event (finding_no, event_no);
`;

/**
 * What operators decide of hosts, as half-open intervals of the time in which each decision stood. `host.retired_at` and the first
 * `host_tag` were never written: intervals take their place, so that a past instant is answered as it was.
 */
export const hostDecisions = `
CREATE TABLE host_absence (
  absence_no INTEGER PRIMARY KEY,
  host_no INTEGER NOT NULL REFERENCES host,
  into_host_no INTEGER REFERENCES host,
  from_at INTEGER NOT NULL,
  until_at INTEGER,
  CHECK (into_host_no IS NULL OR into_host_no <> host_no)
) STRICT;
CREATE INDEX host_absence_by_host ON host_absence (host_no, from_at);
CREATE INDEX host_absence_by_target ON host_absence (into_host_no) WHERE into_host_no IS NOT NULL;
CREATE UNIQUE INDEX host_absence_standing ON host_absence (host_no) WHERE until_at IS NULL;

ALTER TABLE host DROP COLUMN retired_at;
DROP TABLE host_tag;
CREATE TABLE host_tag (
  tag_no INTEGER PRIMARY KEY,
  host_no INTEGER NOT NULL REFERENCES host,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  until_at INTEGER
) STRICT;
CREATE UNIQUE INDEX host_tag_standing ON host_tag (host_no, key) WHERE until_at IS NULL;
`;

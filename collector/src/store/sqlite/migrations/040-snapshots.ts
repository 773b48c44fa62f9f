/** Positions by license and day (UTC): the last of the day, and the day's peak with its time. */
export const snapshots = `
CREATE TABLE snapshot (
  license TEXT NOT NULL,
  day TEXT NOT NULL,
  name TEXT NOT NULL,
  unit TEXT,
  at INTEGER NOT NULL,
  owned INTEGER,
  consumed INTEGER NOT NULL,
  worst_case INTEGER,
  balance INTEGER,
  state TEXT NOT NULL,
  unmeasurable INTEGER NOT NULL,
  hosts INTEGER NOT NULL,
  hosts_known INTEGER NOT NULL,
  peak INTEGER NOT NULL,
  peak_at INTEGER NOT NULL,
  PRIMARY KEY (license, day)
) STRICT, WITHOUT ROWID;
`;

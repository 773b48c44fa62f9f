/** Where guests run, as imports tell it, in half-open intervals. Uuids in canonical form, names in lower case. */
export const placements = `
CREATE TABLE placement (
  placement_no INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  guest_uuid TEXT,
  guest_name TEXT,
  host_uuid TEXT,
  host_name TEXT,
  cluster TEXT,
  from_at INTEGER NOT NULL,
  until_at INTEGER,
  CHECK (guest_uuid IS NOT NULL OR guest_name IS NOT NULL)
) STRICT;
CREATE INDEX placement_standing ON placement (source) WHERE until_at IS NULL;
CREATE INDEX placement_by_time ON placement (from_at);
`;

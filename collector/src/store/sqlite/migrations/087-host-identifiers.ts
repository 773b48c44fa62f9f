/** What hosts are known by, as they are now: found by value, replaced with a host's identity. */
export const hostIdentifiers = `
CREATE TABLE host_identifier (
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  host_no INTEGER NOT NULL REFERENCES host,
  PRIMARY KEY (kind, value, host_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX host_identifier_by_host ON host_identifier (host_no);
`;

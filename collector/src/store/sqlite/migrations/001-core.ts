/**
 * Hosts, agents and their history. Times are epoch milliseconds; history only grows: a section row stands from its
 * report until the next row of the same host and section.
 */
export const core = `
CREATE TABLE host (
  host_no INTEGER PRIMARY KEY,
  host_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  retired_at INTEGER
) STRICT;
CREATE INDEX host_by_name ON host (name, host_id);

CREATE TABLE agent (
  agent_no INTEGER PRIMARY KEY,
  agent_id TEXT NOT NULL UNIQUE,
  host_no INTEGER NOT NULL REFERENCES host,
  kid TEXT NOT NULL UNIQUE,
  public_key TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('active', 'pending', 'revoked')),
  host_name TEXT NOT NULL,
  version TEXT NOT NULL,
  token_id TEXT NOT NULL,
  enrolled_at INTEGER NOT NULL,
  last_seen_at INTEGER,
  last_sequence INTEGER,
  last_digest TEXT,
  last_content_digest TEXT,
  last_notice TEXT
) STRICT;
CREATE INDEX agent_by_host ON agent (host_no);

CREATE TABLE agent_key_history (
  agent_no INTEGER NOT NULL REFERENCES agent,
  kid TEXT NOT NULL,
  public_key TEXT NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (agent_no, kid)
) STRICT, WITHOUT ROWID;

CREATE TABLE content (
  content_no INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  body BLOB NOT NULL
) STRICT;

CREATE TABLE title (
  title_no INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL,
  version TEXT,
  architecture TEXT,
  publisher TEXT,
  source TEXT NOT NULL,
  location TEXT NOT NULL,
  ssm_filter TEXT
) STRICT;
CREATE INDEX title_by_name ON title (name COLLATE NOCASE);

CREATE TABLE software_set (
  set_no INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  titles BLOB NOT NULL
) STRICT;

CREATE TABLE report (
  report_no INTEGER PRIMARY KEY,
  report_id TEXT NOT NULL UNIQUE,
  agent_no INTEGER NOT NULL REFERENCES agent,
  host_no INTEGER NOT NULL REFERENCES host,
  sequence INTEGER NOT NULL,
  digest BLOB NOT NULL,
  previous_digest BLOB,
  signature TEXT NOT NULL,
  kid TEXT NOT NULL,
  schema TEXT NOT NULL,
  observed_at INTEGER NOT NULL,
  observed_text TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  raw BLOB
) STRICT;
CREATE INDEX report_by_host ON report (host_no, report_no);
CREATE INDEX report_by_agent ON report (agent_no, sequence);

CREATE TABLE host_section (
  host_no INTEGER NOT NULL REFERENCES host,
  section TEXT NOT NULL,
  report_no INTEGER NOT NULL REFERENCES report,
  valid_from INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  content_no INTEGER NOT NULL REFERENCES content,
  known_content_no INTEGER REFERENCES content,
  reported_set_no INTEGER REFERENCES software_set,
  known_set_no INTEGER REFERENCES software_set,
  PRIMARY KEY (host_no, section, report_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE chain_event (
  event_no INTEGER PRIMARY KEY,
  agent_no INTEGER NOT NULL REFERENCES agent,
  kind TEXT NOT NULL CHECK (kind IN ('gap', 'fork', 'clock-skew')),
  sequence INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX chain_event_by_agent ON chain_event (agent_no, event_no);

CREATE TABLE host_tag (
  host_no INTEGER NOT NULL REFERENCES host,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (host_no, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE join_token (
  token_id TEXT PRIMARY KEY,
  secret_hash TEXT NOT NULL UNIQUE,
  description TEXT,
  max_uses INTEGER NOT NULL,
  uses INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER,
  host_pattern TEXT,
  cidrs TEXT NOT NULL
) STRICT;

CREATE TABLE api_key (
  key_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
  secret_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER,
  last_used_at INTEGER
) STRICT;

CREATE TABLE audit_entry (
  entry_id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  reason TEXT,
  detail TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_entry_fixed BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_entry_kept BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE INDEX audit_entry_by_subject ON audit_entry (subject, entry_id);
`;

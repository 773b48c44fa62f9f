/** Every attempt to read a unit of AWS, so that how fresh an answer about the past was can be told. */
export const awsReads = `
CREATE TABLE aws_unit_read (
  unit_no INTEGER NOT NULL REFERENCES aws_unit,
  at INTEGER NOT NULL,
  error TEXT,
  PRIMARY KEY (unit_no, at)
) STRICT, WITHOUT ROWID;
INSERT INTO aws_unit_read SELECT unit_no, last_success_at, NULL FROM aws_unit WHERE last_success_at IS NOT NULL;
INSERT OR REPLACE INTO aws_unit_read SELECT unit_no, last_attempt_at, error FROM aws_unit WHERE error IS NOT NULL;

ALTER TABLE aws_source_scope ADD COLUMN failing_since INTEGER;
UPDATE aws_source_scope SET failing_since = last_attempt_at WHERE error IS NOT NULL;
`;

/**
 * Which sets contain a title, for runs of consecutive set numbers (`title-index.ts`). A row is derived from `software_set` and written
 * once: sets never change. `built_segment` names the runs that are indexed; sets after them are read one by one.
 */
export const titleIndex = `
CREATE TABLE title_segment (
  title_no INTEGER NOT NULL REFERENCES title,
  segment_no INTEGER NOT NULL,
  sets BLOB NOT NULL,
  PRIMARY KEY (title_no, segment_no)
) STRICT, WITHOUT ROWID;

CREATE TABLE built_segment (
  segment_no INTEGER PRIMARY KEY
) STRICT;
`;

/** One row that is written whenever somebody asks whether a durable write is possible; it remembers the furthest the clock has been. */
export const pulse = `
CREATE TABLE pulse (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  last_at INTEGER NOT NULL,
  furthest_at INTEGER NOT NULL
) STRICT;
INSERT INTO pulse (id, last_at, furthest_at) VALUES (1, 0, 0);
`;

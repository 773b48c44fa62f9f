/** Plans for AWS as they were reviewed, and a journal of every call that one of them made. */
export const plans = `
CREATE TABLE aws_plan (
  plan_no INTEGER PRIMARY KEY,
  plan_id TEXT NOT NULL UNIQUE,
  digest TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  made_by TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE aws_plan_step (
  event_no INTEGER PRIMARY KEY,
  plan_no INTEGER NOT NULL REFERENCES aws_plan,
  step INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('started', 'done', 'already', 'drifted', 'failed')),
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  detail TEXT
) STRICT;
CREATE INDEX aws_plan_step_by_plan ON aws_plan_step (plan_no, step, event_no);
`;

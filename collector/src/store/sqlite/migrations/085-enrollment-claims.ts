/** Which known host an enrolling machine looks like, and by what: kept while an operator decides, and after. */
export const enrollmentClaims = `
ALTER TABLE agent ADD COLUMN claims_host_no INTEGER REFERENCES host;
ALTER TABLE agent ADD COLUMN claim_matched TEXT;
CREATE INDEX agent_pending ON agent (agent_no) WHERE status = 'pending';
`;

/** Other known hosts that an enrolling machine shares identifiers with, as JSON. */
export const claimOthers = `
ALTER TABLE agent ADD COLUMN claim_others TEXT;
`;

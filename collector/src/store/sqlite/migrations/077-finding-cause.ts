/** What the evidence of a finding says of its cause. */
export const findingCause = `
ALTER TABLE finding ADD COLUMN cause TEXT;
`;

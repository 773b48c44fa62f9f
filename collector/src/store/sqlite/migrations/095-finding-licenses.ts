/** JSON array of the licenses that a finding concerns, where they are several. */
export const findingLicenses = `
ALTER TABLE finding ADD COLUMN licenses TEXT;
`;

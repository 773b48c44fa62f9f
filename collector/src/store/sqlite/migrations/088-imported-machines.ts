/** What an import says of a host's hardware, as JSON; null where it only names the host. */
export const importedMachines = `
ALTER TABLE placement ADD COLUMN machine TEXT;
`;

/** Forks of chains of messages, few among other oddities, by time: every position asks for the latest. */
export const forksByTime = `
CREATE INDEX chain_fork_by_time ON chain_event (at) WHERE kind = 'fork';
`;

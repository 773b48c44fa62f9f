/** Names and bounds both sides of the wire agree on. Without typebox, so that the agent's scan does not load it. */
export const HOST_REPORT_SCHEMA = 'coreledger/host-report/1.0';
export const UNCHANGED_NOTICE_SCHEMA = 'coreledger/unchanged-notice/1.0';
export const JOIN_TOKEN_PREFIX = 'clj1.';
export const SIGNATURE_HEADER = 'coreledger-signature';
/** With a `replayed` problem: the last sequence accepted of the agent, so that it can go on beyond it. */
export const LAST_SEQUENCE_HEADER = 'coreledger-sequence';
export const MAX_REPORT_BYTES_COMPRESSED = 4 * 1024 * 1024;
export const MAX_REPORT_BYTES = 32 * 1024 * 1024;
export const REPORT_PATH = '/v1/agent/reports';
export const UNCHANGED_PATH = '/v1/agent/unchanged';
export const ENROLLMENT_PATH = '/v1/agents';
export const AGENT_KEY_PATH = '/v1/agent/key';

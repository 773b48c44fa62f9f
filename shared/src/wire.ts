/** Names and bounds both sides of the wire agree on. */
export const SIGNATURE_HEADER = 'coreledger-signature';
export const MAX_REPORT_BYTES_COMPRESSED = 4 * 1024 * 1024;
export const MAX_REPORT_BYTES = 32 * 1024 * 1024;
export const REPORT_PATH = '/v1/agent/reports';
export const UNCHANGED_PATH = '/v1/agent/unchanged';
export const ENROLLMENT_PATH = '/v1/agents';
export const AGENT_KEY_PATH = '/v1/agent/key';

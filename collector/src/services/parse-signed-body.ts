import type { TSchema } from 'typebox';
import type { Validator } from 'typebox/compile';
import { AppError } from '../errors.ts';
import { isCanonical } from './canonical-form.ts';
import { listFaults } from './list-faults.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes, parses and validates a signed body. Throws AppError `invalid-report` or `unsupported-schema`; stores nothing. */
export function parseSignedBody<Document>(
  bytes: Uint8Array,
  validator: Validator<Record<never, never>, TSchema>,
  schemaName: string | null,
): Document {
  const text = decode(bytes);
  const value = parse(text);
  if (schemaName !== null) checkSchemaName(value, schemaName);
  if (!validator.Check(value)) {
    throw new AppError('invalid-report', 'the body does not follow its schema', {
      errors: listFaults(validator, value),
    });
  }
  if (!isCanonical(text, value)) {
    throw new AppError(
      'invalid-report',
      'the body is not canonical JSON (RFC 8785): duplicate keys, key order or spacing',
    );
  }
  return value as Document;
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new AppError('invalid-report', 'the body is not valid UTF-8');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('invalid-report', `the body is not JSON: ${(error as Error).message.slice(0, 200)}`);
  }
}

function checkSchemaName(value: unknown, schemaName: string): void {
  const named = value !== null && typeof value === 'object' && 'schema' in value ? value.schema : undefined;
  if (named === schemaName) return;
  throw new AppError(
    'unsupported-schema',
    `this collector accepts ${schemaName}, not ${JSON.stringify(named)?.slice(0, 100)}`,
  );
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SharedCredentials {
  readonly file: string;
  /** Profiles and their access keys; replaces what was there, as SSM Agent does. */
  write(profiles: Readonly<Record<string, string>>): void;
  remove(): void;
}

/** A shared credentials file of its own, pointed at by this process's environment. */
export function sharedCredentials(profiles: Readonly<Record<string, string>>): SharedCredentials {
  const folder = mkdtempSync(join(tmpdir(), 'coreledger-aws-'));
  const file = join(folder, 'credentials');
  process.env.AWS_SHARED_CREDENTIALS_FILE = file;
  process.env.AWS_CONFIG_FILE = join(folder, 'config');
  process.env.AWS_EC2_METADATA_DISABLED = 'true';
  const credentials: SharedCredentials = {
    file,
    write(given) {
      const sections = Object.entries(given).map(
        ([name, key]) => `[${name}]\naws_access_key_id = ${key}\naws_secret_access_key = any\n`,
      );
      writeFileSync(file, sections.join('\n'), { mode: 0o600 });
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  credentials.write(profiles);
  return credentials;
}

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface AwsCliOutcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface AwsCliSession {
  /** A command as typed, without `aws`. */
  run(args: readonly string[]): Promise<AwsCliOutcome>;
  /** Its answer; throws where the command failed. */
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
  json(...args: readonly string[]): Promise<any>;
  close(): void;
}

const DRIVER = fileURLToPath(new URL('awscli-session.py', import.meta.url));

/** Debian's AWS CLI on an endpoint. It takes a second to start, so that one process runs all commands of a test. */
export function awsCliSession(options: {
  readonly endpoint: string;
  readonly accessKey: string;
  readonly region: string;
}): AwsCliSession {
  const child = spawn('/usr/bin/python3', [DRIVER], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      PATH: '/usr/bin:/bin',
      HOME: '/nonexistent',
      AWS_ACCESS_KEY_ID: options.accessKey,
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_DEFAULT_REGION: options.region,
      AWS_PAGER: '',
    },
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  async function run(args: readonly string[]): Promise<AwsCliOutcome> {
    // Debian's version knows no AWS_ENDPOINT_URL.
    child.stdin.write(`${JSON.stringify(['--endpoint-url', options.endpoint, ...args])}\n`);
    const { value, done } = await answers.next();
    if (done === true) throw new Error('the AWS CLI ended');
    return JSON.parse(value);
  }

  return {
    run,
    async json(...args) {
      const { code, out, err } = await run(['--output', 'json', ...args]);
      if (code !== 0) throw new Error(`aws ${args.join(' ')}: ${err}`);
      return out === '' ? undefined : JSON.parse(out);
    },
    close: () => void child.stdin.end(),
  };
}

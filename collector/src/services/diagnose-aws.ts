import { AppError } from '../errors.ts';
import type { Aws, AwsSource } from '../ports/aws.ts';
import type { Diagnosis } from './diagnose.ts';
import { forEachLimited } from './for-each-limited.ts';
import type { ReadAws, SourceState } from './read-aws.ts';

const AT_ONCE = 8;

export interface AwsToDiagnose {
  /** `reader` asks STS who the credentials are: the cheapest call, which needs no permission. */
  readonly aws: Pick<Aws, 'sources' | 'reader'>;
  readonly read: Pick<ReadAws, 'sources'>;
  /** Rejects after the longest that one source may take, with what to say then. */
  deadline(): Promise<never>;
}

/** Each configured source and Region: whether AWS answers now, and how the last read went. `offline`: the last read alone. */
export async function diagnoseAws(
  { aws, read, deadline }: AwsToDiagnose,
  { offline }: { readonly offline: boolean },
): Promise<Diagnosis[]> {
  const states = await read.sources();
  if (states.length === 0)
    return [{ check: 'aws', verdict: 'ok', detail: 'no sources in the configuration' }];
  const live = new Map<string, Diagnosis>();
  if (!offline)
    await forEachLimited(states, AT_ONCE, async (state) => {
      const source = aws.sources.find(({ name }) => name === state.source);
      if (source !== undefined) live.set(nameOf(state), await ask(source, state, aws, deadline));
    });
  return states.flatMap((state) => {
    const now = live.get(nameOf(state));
    return [...(now === undefined ? [] : [now]), lastRead(state)];
  });
}

async function ask(
  source: AwsSource,
  state: SourceState,
  aws: AwsToDiagnose['aws'],
  deadline: AwsToDiagnose['deadline'],
): Promise<Diagnosis> {
  const name = nameOf(state);
  try {
    const { scope } = await Promise.race([aws.reader(source, state.region), deadline()]);
    return { check: 'aws', verdict: 'ok', detail: `${name}: answers now, account ${scope.account}` };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return {
      check: 'aws',
      verdict: 'failed',
      detail: `${name}: ${remedy(error, source)} (${error.message})`,
    };
  }
}

function remedy({ code, message }: AppError, { profile, roleArn }: AwsSource): string {
  const credentials =
    profile === null ? 'the credentials of the default chain' : `the credentials of profile ${profile}`;
  if (code !== 'aws-denied')
    return 'AWS cannot be reached from here: look at the network, the proxy and aws.endpoint';
  if (/Expired/.test(message)) return `${credentials} have expired: renew them`;
  if (/CredentialsProvider|TokenProvider/.test(message)) return `${credentials} cannot be had`;
  return roleArn === null
    ? `AWS refuses ${credentials}`
    : `AWS refuses ${credentials} or does not let them assume ${roleArn}`;
}

function lastRead(state: SourceState): Diagnosis {
  const name = nameOf(state);
  const { error, lastAttemptAt, units } = state;
  if (lastAttemptAt === null)
    return { check: 'aws', verdict: 'warning', detail: `${name}: never read; run \`coreledger sync\`` };
  const at = new Date(lastAttemptAt).toISOString();
  const stale = units.filter(({ staleSince }) => staleSince !== null).length;
  if (error === null && stale > 0)
    return {
      check: 'aws',
      verdict: 'warning',
      detail: `${name}: read at ${at}, but for ${stale} of ${units.length} parts; \`coreledger aws sources\` says why`,
    };
  return error === null
    ? { check: 'aws', verdict: 'ok', detail: `${name}: read at ${at}` }
    : { check: 'aws', verdict: 'failed', detail: `${name}: not read at ${at}: ${error}` };
}

function nameOf({ source, region }: SourceState): string {
  return `${source} ${region}`;
}

import { AppError } from '../errors.ts';
import type { AwsStore } from '../ports/aws-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { AwsScope } from '../reconciliation/aws-facts.ts';
import type { ReadAws } from './read-aws.ts';

export interface ForgetRequest {
  readonly account: string;
  /** Left out: every Region of the account that no configured source reads. */
  readonly region?: string | undefined;
  readonly actor: string;
  readonly reason: string;
}

export interface ForgottenScope extends AwsScope {
  /** Facts that ended. */
  readonly facts: number;
}

/**
 * Ends from now on what AWS said of an account and Region that no configured source reads any more; until then it counts, stale, for
 * a source that is gone from the configuration is no proof that its machines are. The past stays what it was. Throws AppError
 * `not-found`, and `conflict` where a configured source reads it.
 */
export type ForgetAws = (request: ForgetRequest) => Promise<readonly ForgottenScope[]>;

export function createForgetAws(parts: { store: AwsStore; aws: ReadAws; clock: Clock }): ForgetAws {
  const { store, aws, clock } = parts;
  return async ({ account, region, actor, reason }) => {
    const isAsked = (one: { account: string | null; region: string }) =>
      one.account === account && (region === undefined || one.region === region);
    const scopes = (await aws.unconfigured()).filter(isAsked);
    if (scopes.length === 0) {
      const reader = (await aws.sources()).find(isAsked);
      if (reader !== undefined)
        throw new AppError(
          'conflict',
          `the source ${reader.source} reads ${account} ${reader.region}: take it out of the configuration first`,
        );
      throw new AppError('not-found', `nothing that counts is known of ${account} ${region ?? ''}`.trimEnd());
    }
    // It may lead to this very account, under another name or by another role.
    const unasked = (await aws.sources()).find(
      (one) => one.account === null && scopes.some((scope) => scope.region === one.region),
    );
    if (unasked !== undefined)
      throw new AppError(
        'conflict',
        `the source ${unasked.source} has not said yet which account it reads in ${unasked.region}: \`coreledger sync\` first`,
      );
    const forgotten: ForgottenScope[] = [];
    for (const scope of scopes) {
      const at = clock.now();
      const facts = await store.forget(scope, at, (ended) => ({
        at,
        actor,
        action: 'aws.forget',
        subject: `aws:${scope.account} ${scope.region}`,
        reason,
        detail: { facts: ended },
      }));
      forgotten.push({ account: scope.account, region: scope.region, facts });
    }
    return forgotten;
  };
}

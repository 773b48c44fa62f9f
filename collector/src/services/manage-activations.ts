import { AppError } from '../errors.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Aws, AwsSource, AwsWriter } from '../ports/aws.ts';
import type { Clock } from '../ports/clock.ts';
import type { Activation, AwsScope } from '../reconciliation/aws-facts.ts';
import { explainActivationFault } from './activation-faults.ts';
import { isCidr } from './address-in-cidr.ts';
import { forEachLimited } from './for-each-limited.ts';
import { type ActivationCommands, activationCommands } from './host-commands.ts';
import type { ManageTokens } from './manage-tokens.ts';
import { isAwsFailure } from './sync-unit.ts';

/** A source and one of its Regions; either may be left out where there is one to choose. */
export interface Place {
  readonly source?: string | undefined;
  readonly region?: string | undefined;
}

export interface NewActivationRequest extends Place {
  /** Name (and path) of the role that nodes work with, which Systems Manager must be trusted to assume. */
  readonly iamRole: string;
  readonly registrationLimit: number;
  readonly validMs: number;
  readonly description: string | null;
  readonly defaultInstanceName: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** Of the join token: names and addresses it admits. */
  readonly hostPattern: string | null;
  readonly cidrs: readonly string[];
  readonly actor: string;
  readonly reason: string | null;
}

/** The code and the token are given here once and never again. */
export interface CreatedActivation extends AwsScope {
  readonly source: string;
  readonly activationId: string;
  readonly activationCode: string;
  readonly expiresAt: number;
  readonly registrationLimit: number;
  readonly joinToken: { readonly tokenId: string; readonly token: string };
  readonly commands: ActivationCommands;
}

export interface ActivationState extends Activation {
  readonly source: string;
  /** Whether a host can register with it now. */
  readonly state: 'open' | 'full' | 'expired';
}

export interface ActivationList {
  readonly items: readonly ActivationState[];
  readonly unreachable: readonly {
    readonly source: string;
    readonly region: string;
    readonly error: string;
  }[];
}

export interface ManageActivations {
  create(request: NewActivationRequest): Promise<CreatedActivation>;
  list(place: Place): Promise<ActivationList>;
  /** Registered nodes stay registered. AppError `not-found` where no place has it. */
  delete(
    activationId: string,
    by: Place & { readonly actor: string; readonly reason: string | null },
  ): Promise<ActivationState>;
}

/** AWS's bounds: CreateActivation in the API reference of Systems Manager. */
const MOST_HOSTS = 1000;
const LONGEST_MS = 30 * 86_400_000;
/** Name, or path and name. */
const ROLE = /^[\w+=,.@/-]{1,64}$/;
const CONCURRENCY = 4;

interface Parts {
  readonly aws: Aws;
  readonly tokens: Pick<ManageTokens, 'create'>;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/** Hybrid activations, made and deleted by an operator's word with the credentials that change AWS. */
export function createManageActivations(parts: Parts): ManageActivations {
  const { aws, tokens, audit, clock } = parts;

  async function list(place: Place): Promise<ActivationList> {
    const items: ActivationState[] = [];
    const unreachable: { source: string; region: string; error: string }[] = [];
    const taken = new Set<string>();
    await forEachLimited(placesOf(aws.sources, place), CONCURRENCY, async ({ source, region }) => {
      try {
        const reader = await aws.reader(source, region);
        const scope = `${reader.scope.account} ${region}`;
        if (taken.has(scope)) return;
        taken.add(scope);
        for await (const page of reader.activations())
          items.push(
            ...page.map((one) => ({ ...one, source: source.name, state: stateOf(one, clock.now()) })),
          );
      } catch (error) {
        if (!isAwsFailure(error)) throw error;
        unreachable.push({ source: source.name, region, error: error.message });
      }
    });
    items.sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
    return { items, unreachable };
  }

  return {
    list,
    async create(request) {
      checkRequest(request);
      const { source, region } = onePlace(aws.sources, request);
      const at = clock.now();
      // Whole seconds: AWS keeps no fractions.
      const expiresAt = Math.floor((at + request.validMs) / 1000) * 1000;
      const writer = await aws.writer(source, region);
      const made = await writer
        .createActivation({
          iamRole: request.iamRole,
          registrationLimit: request.registrationLimit,
          expiresAt,
          tags: request.tags,
          ...(request.description !== null && { description: request.description }),
          ...(request.defaultInstanceName !== null && { defaultInstanceName: request.defaultInstanceName }),
        })
        .catch(async (error: unknown) => {
          if (isAwsFailure(error) && error.code === 'aws-unavailable')
            await record('unknown', { reason: error.message });
          throw explainActivationFault(error, request.iamRole);
        });
      const joinToken = await tokenFor(writer, made.activationId, request);
      await record(made.activationId, { joinToken: joinToken.tokenId });
      return {
        ...writer.scope,
        ...made,
        source: source.name,
        expiresAt,
        registrationLimit: request.registrationLimit,
        joinToken,
        commands: activationCommands({ ...made, region, joinToken: joinToken.token }),
      };

      function record(activationId: string, detail: Readonly<Record<string, string>>): Promise<void> {
        const { iamRole, registrationLimit, actor, reason } = request;
        return audit.add({
          at,
          actor,
          action: 'activation.create',
          subject: `activation:${activationId}`,
          reason,
          detail: {
            source: source.name,
            ...writer.scope,
            iamRole,
            registrationLimit,
            expiresAt,
            ...detail,
          },
        });
      }
    },
    async delete(activationId, by) {
      const { items, unreachable } = await list(by);
      const found = items.find((one) => one.activationId === activationId);
      const source = aws.sources.find(({ name }) => name === found?.source);
      if (found === undefined || source === undefined) {
        const unread = unreachable.map((one) => `; ${one.source} ${one.region} was not read: ${one.error}`);
        throw new AppError('not-found', `no activation ${activationId}${unread.join('')}`);
      }
      const writer = await aws.writer(source, found.region);
      await writer.deleteActivation(activationId);
      await audit.add({
        at: clock.now(),
        actor: by.actor,
        action: 'activation.delete',
        subject: `activation:${activationId}`,
        reason: by.reason,
        detail: { source: source.name, ...writer.scope, registrations: found.registrations },
      });
      return found;
    },
  };

  /** As many hosts, as long. Without a token nobody gets the activation's code either: it is taken back. */
  async function tokenFor(writer: AwsWriter, activationId: string, request: NewActivationRequest) {
    try {
      const { tokenId, token } = await tokens.create({
        maxUses: request.registrationLimit,
        validMs: request.validMs,
        description: `hybrid activation ${activationId}`,
        hostPattern: request.hostPattern,
        cidrs: request.cidrs,
        actor: request.actor,
      });
      return { tokenId, token };
    } catch (error) {
      await writer.deleteActivation(activationId);
      throw error;
    }
  }
}

function stateOf(activation: Activation, now: number): ActivationState['state'] {
  const { expired, expiresAt, registrationLimit, registrations } = activation;
  if (expired ?? (expiresAt !== null && expiresAt <= now)) return 'expired';
  return registrationLimit !== null && registrations >= registrationLimit ? 'full' : 'open';
}

function checkRequest({ iamRole, registrationLimit, validMs, cidrs }: NewActivationRequest): void {
  const errors = [
    ...(ROLE.test(iamRole)
      ? []
      : [{ path: 'iamRole', message: 'is the name of a role (64 characters at most), not its ARN' }]),
    ...(Number.isInteger(registrationLimit) && registrationLimit >= 1 && registrationLimit <= MOST_HOSTS
      ? []
      : [{ path: 'registrationLimit', message: `is from 1 to ${MOST_HOSTS} hosts per activation` }]),
    ...(validMs > 0 && validMs <= LONGEST_MS ? [] : [{ path: 'expires', message: 'is within 30 days' }]),
    ...(cidrs.every(isCidr) ? [] : [{ path: 'cidrs', message: 'are address blocks like 10.20.0.0/16' }]),
  ];
  if (errors.length > 0) throw new AppError('bad-request', 'no such activation can be made', { errors });
}

function placesOf(sources: readonly AwsSource[], { source, region }: Place) {
  const named = sources.filter(({ name }) => source === undefined || name === source);
  const places = named.flatMap((one) =>
    one.regions
      .filter((name) => region === undefined || name === region)
      .map((name) => ({ source: one, region: name })),
  );
  if (places.length > 0) return places;
  if (sources.length === 0)
    throw new AppError('bad-request', 'no AWS source is configured: add aws.sources to the configuration');
  const known = sources.map(({ name, regions }) => `${name} (${regions.join(', ')})`).join(', ');
  throw new AppError(
    'bad-request',
    `no AWS source ${[source, region].filter((given) => given !== undefined).join(' in ')} in the configuration (known: ${known})`,
  );
}

function onePlace(sources: readonly AwsSource[], place: Place) {
  const [first, ...others] = placesOf(sources, place);
  if (first !== undefined && others.length === 0) return first;
  const choice = placesOf(sources, place).map(({ source, region }) => `${source.name} ${region}`);
  throw new AppError('bad-request', `say where: source and region of ${choice.join(', ')}`);
}

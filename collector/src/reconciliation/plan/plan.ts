import type { AwsScope } from '../aws-facts.ts';
import type { LicenseConfigurationChange, NewLicenseConfiguration } from './wanted-configuration.ts';

/** One field of a configuration, as it is and as it is to be. */
export interface FieldChange {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

interface Step extends AwsScope {
  /** Name of the configured source whose credentials are used. */
  readonly source: string;
  /** What will be done, in words. */
  readonly text: string;
  readonly reason: string;
}

/** One call that changes AWS. ARNs are AWS's own, never put together here. */
export type PlanStep = Step &
  (
    | {
        readonly kind: 'create-configuration';
        readonly license: string;
        readonly wanted: NewLicenseConfiguration;
      }
    | {
        readonly kind: 'update-configuration';
        readonly license: string;
        readonly arn: string;
        readonly fields: readonly FieldChange[];
        readonly change: LicenseConfigurationChange;
      }
    | {
        readonly kind: 'tag-configuration';
        readonly license: string;
        readonly arn: string;
        readonly tags: Readonly<Record<string, string>>;
        /** What the plan saw under the same keys; null: no such tag. */
        readonly from: Readonly<Record<string, string | null>>;
      }
    | {
        readonly kind: 'associate' | 'disassociate';
        readonly license: string;
        /** null: the configuration that this plan creates for the license. */
        readonly configurationArn: string | null;
        readonly resourceArn: string;
        readonly instanceId: string;
      }
    | { readonly kind: 'deregister'; readonly instanceId: string }
  );

/** Something that was wanted and is not in the plan, with the reason and what would help. */
export interface LeftOut {
  readonly license: string | null;
  readonly what: string;
  readonly reason: string;
}

/** The difference between what is wanted and AWS. In order: configurations, tags, associations, registrations. */
export interface PlanBody {
  readonly steps: readonly PlanStep[];
  readonly leftOut: readonly LeftOut[];
}

export function joinPlans(parts: readonly PlanBody[]): PlanBody {
  return { steps: parts.flatMap(({ steps }) => steps), leftOut: parts.flatMap(({ leftOut }) => leftOut) };
}

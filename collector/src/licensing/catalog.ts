/** The catalog after loading: data that the engine reads. Files and their schema: `collector/catalog/`. */

/** Whether a number or statement was checked against its source. */
export type SourceStatus = 'verified' | 'unverified' | 'contested';

export interface Sourced {
  readonly source: string;
  /** ISO date on which the source was read. */
  readonly sourceDate: string;
  readonly status: SourceStatus;
  readonly note?: string;
}

export interface Edition {
  readonly id: string;
  readonly name: string;
  /** Higher is licensed first where one host carries several. */
  readonly rank: number;
  /** False: no licence is owed (Express, Developer, …). */
  readonly licensable: boolean;
  /** A condition of the edition that the report repeats, e.g. "not for production". */
  readonly policy?: string;
}

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  /** Metric used where a license names none. */
  readonly defaultMetric: string | null;
  /** Empty: the product has no editions. */
  readonly editions: readonly Edition[];
  /** False: a host with several editions owes a licence for each of them. */
  readonly highestEditionOnly: boolean;
  readonly provenance: Sourced;
}

export type SwitchValues = Readonly<Record<string, string>>;
export type ParameterValue = number | string | boolean | readonly string[];

export interface MetricSwitch {
  readonly name: string;
  readonly values: readonly string[];
  readonly default: string;
  /** Why the default is what it is. */
  readonly explanation: string;
}

/** One dated version of a metric's rule; intervals are half-open ISO dates. */
export interface MetricVersion {
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
  /** Name of the pure function in `metrics/registry.ts`. */
  readonly function: string;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly switches: readonly MetricSwitch[];
  readonly provenance: Sourced;
}

export interface Metric {
  readonly id: string;
  readonly name: string;
  /** What one unit is: `core`, `socket`, `core-license`, `processor`, `pvu`, … */
  readonly unit: string;
  /** Licences come in packs of this many; null: singly. */
  readonly packSize: number | null;
  readonly versions: readonly MetricVersion[];
}

/** One row of a dated lookup table (core factors, PVU rates, charged Java builds). The first row that matches wins. */
export interface TableRow {
  readonly match: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, number | string>>;
  readonly provenance: Sourced;
}

export interface TableVersion {
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
  readonly rows: readonly TableRow[];
}

export interface Table {
  readonly id: string;
  readonly name: string;
  readonly versions: readonly TableVersion[];
}

export interface Catalog {
  readonly products: ReadonlyMap<string, Product>;
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly tables: ReadonlyMap<string, Table>;
  readonly rules: readonly RecognitionRule[];
}

/** How a name is compared: whole, or from its start to a word boundary, or by an anchored pattern. Never by substring. */
export type TextMatch =
  | { readonly equals: readonly string[] }
  | { readonly startsWith: readonly string[] }
  | { readonly pattern: string };

export interface EditionText {
  readonly text: string;
  readonly edition: string;
}

export interface RecognitionRule {
  readonly id: string;
  readonly product: string;
  readonly from: 'title' | 'edition-evidence' | 'operating-system';
  /** All members must match. `detector` and `attributes` speak of edition evidence, `sources` of titles. */
  readonly match: {
    readonly name?: TextMatch;
    readonly publisher?: TextMatch;
    readonly version?: TextMatch;
    readonly edition?: TextMatch;
    readonly sources?: readonly string[];
    readonly detectors?: readonly string[];
    readonly attributes?: Readonly<Record<string, TextMatch>>;
    readonly families?: readonly string[];
    readonly ids?: readonly string[];
  };
  /** A title that matches one of these is not this product (client tools, language packs). */
  readonly except?: { readonly name?: TextMatch; readonly publisher?: TextMatch };
  /** Fixed edition, or texts compared with the start of `in`, longest first, to a word boundary. */
  readonly edition?: string | { readonly in: 'name' | 'edition'; readonly texts: readonly EditionText[] };
  /** Where the version stands in the name: the pattern's first group. Else it is the evidence's own version. */
  readonly version?: { readonly in: 'name' | 'version'; readonly pattern: string };
  /** Compare with regard to case, as License Manager does. */
  readonly exact?: boolean;
  readonly confidence: 'high' | 'medium' | 'low';
  readonly provenance: Sourced;
}

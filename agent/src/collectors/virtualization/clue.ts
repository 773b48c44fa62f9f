/** What one source says of where this system runs. */
export interface Clue {
  /**
   * guest: a hypervisor runs it. control: it is the privileged domain of a hypervisor. physical: it runs on metal.
   * flag: a hypervisor runs it, unnamed. cloud: the firmware names a cloud that rents out guests and bare metal alike.
   */
  readonly says: 'guest' | 'control' | 'physical' | 'flag' | 'cloud';
  /** For `cloud`: the hypervisor of its guests. */
  readonly hypervisor: string | null;
  readonly cloud?: string;
  readonly vmName?: string | null;
  readonly vmUuid?: string | null;
  readonly evidence: string;
}

import { mayFit } from '../../licensing/allocation.ts';
import type { BindingNote } from '../../licensing/binding/bind-licenses.ts';
import type { HostFacts } from '../../licensing/host-facts.ts';
import type { License, Selector } from '../../licensing/license.ts';

/**
 * Why no host is let go of for a license, whatever is installed there; null where absence can be judged. Nothing is found of a
 * product that nobody knows by the name given: that is a fault of the name and not of the hosts.
 */
export function whyNobodyIsLetGo(license: License | undefined, notes: readonly BindingNote[]): string | null {
  const own = notes.find((note) => note.license === license?.id);
  if (license === undefined || license.selectors.length === 0)
    return own?.text ?? 'it is bound to no product: name one in licenses.yaml';
  return own?.text ?? null;
}

/** Whether something on a host is, or may turn out to be, what the license is for; another license may pay for it. */
export function mayBeOn(host: HostFacts, selectors: readonly Selector[]): boolean {
  return selectors.some((selector) => isOn(host, selector));
}

function isOn({ installations }: HostFacts, selector: Selector): boolean {
  switch (selector.kind) {
    case 'product':
      return installations.some((one) => one.product === selector.product && mayFit(one, selector));
    case 'titles':
      return selector.product === null || installations.some((one) => one.product === selector.product);
    case 'associated':
      return true;
  }
}

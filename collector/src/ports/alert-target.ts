import type { AlertMessage } from './alert-store.ts';

/** Where alerts go. `deliver` rejects where it cannot say that the message arrived; it is then tried again. */
export interface AlertTarget {
  readonly name: string;
  deliver(message: AlertMessage): Promise<void>;
}

import type { PublicKey } from '@coreledger/shared/enrollment.ts';

/** Cryptography the services ask for; one adapter, so that none of it is written twice. */
export interface Signatures {
  /** The `kid` a detached JWS names; throws AppError `bad-signature` where the text is no such thing. */
  keyIdOf(signature: string): string;
  /** Throws AppError `bad-signature` where the signature is not of these bytes under this key. */
  verify(signature: string, bytes: Uint8Array, publicKey: string): Promise<void>;
  /** RFC 7638 thumbprint. */
  thumbprint(key: PublicKey): string;
  /** Of the parts one after the other; hex. */
  sha256(...parts: readonly (Uint8Array | string)[]): string;
}

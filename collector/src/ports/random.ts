/** Chance as a port, so that services stay testable. */
export interface Random {
  uuid(): string;
  /** 32 random bytes, base64url: 43 characters. */
  secret(): string;
}

import { createTransport } from 'nodemailer';
import type { AlertTarget } from '../ports/alert-target.ts';
import type { Secret } from '../secret.ts';
import { alertText } from './alert-text.ts';

export interface EmailOptions {
  readonly name: string;
  /** `smtps://user@mail.example:465`, without the password. */
  readonly url: string;
  readonly password: Secret | null;
  /** PEM of the authority that signed the server's certificate; null: the public ones. */
  readonly ca: string | null;
  readonly from: string;
  readonly to: readonly string[];
}

const SUBJECT_LENGTH = 200;

/**
 * One mail for each message, with the messageId in its Message-ID so that a mail that came twice shows as one. A password is sent
 * over TLS alone: where the server offers no STARTTLS, nothing is sent.
 */
export function emailTarget({ name, url, password, ca, from, to }: EmailOptions): AlertTarget {
  const server = new URL(url);
  const user = decodeURIComponent(server.username);
  const secure = server.protocol === 'smtps:';
  const transport = createTransport(
    {
      host: server.hostname,
      port: server.port === '' ? (secure ? 465 : 587) : Number(server.port),
      secure,
      requireTLS: password !== null,
      ...(password !== null && { auth: { user, pass: password.reveal() } }),
      ...(ca !== null && { tls: { ca } }),
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
    },
    { from },
  );
  const domain = from.split('@').at(-1)?.replace(/>$/, '') ?? 'coreledger';
  return {
    name,
    async deliver(message) {
      const { subject, body } = alertText(message);
      await transport.sendMail({
        to: [...to],
        subject: subject.slice(0, SUBJECT_LENGTH),
        text: body,
        messageId: `<${message.messageId}@${domain}>`,
      });
    },
  };
}

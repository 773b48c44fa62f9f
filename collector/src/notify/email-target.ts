import { createTransport } from 'nodemailer';
import type { AlertTarget } from '../ports/alert-target.ts';
import type { Secret } from '../secret.ts';
import { alertText } from './alert-text.ts';

export interface EmailOptions {
  readonly name: string;
  /** `smtps://user@mail.example:465`, without the password. */
  readonly url: string;
  readonly password: Secret | null;
  readonly from: string;
  readonly to: readonly string[];
}

/** One mail for each message, with the messageId in its Message-ID so that a mail that came twice shows as one. */
export function emailTarget({ name, url, password, from, to }: EmailOptions): AlertTarget {
  const server = new URL(url);
  if (password !== null) server.password = password.reveal();
  const transport = createTransport(server.href, { from });
  const domain = from.split('@').at(-1)?.replace(/>$/, '') ?? 'coreledger';
  return {
    name,
    async deliver(message) {
      const { subject, body } = alertText(message);
      await transport.sendMail({
        to: [...to],
        subject: subject.slice(0, 200),
        text: body,
        messageId: `<${message.messageId}@${domain}>`,
      });
    },
  };
}

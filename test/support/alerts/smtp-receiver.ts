import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { ensureOwnCertificates } from '../../../collector/src/tls/own-ca.ts';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string | undefined;
  readonly secure: boolean;
  /** Headers and body, as on the wire. */
  readonly text: string;
}

export interface SmtpReceiver {
  readonly port: number;
  /** PEM of the authority that signed its certificate. */
  readonly ca: string;
  readonly mails: readonly ReceivedMail[];
  /** Passwords that were offered, whether taken or not. */
  readonly offered: readonly string[];
  close(): Promise<void>;
}

/** A mail server on localhost that takes `ledger` with this password, with a certificate of a CA of its own kept in `folder`. */
export async function startSmtpReceiver(
  folder: string,
  password: string,
  options: SMTPServerOptions = {},
): Promise<SmtpReceiver> {
  const files = await ensureOwnCertificates(folder, ['localhost'], Date.now());
  const mails: ReceivedMail[] = [];
  const offered: string[] = [];
  const server = new SMTPServer({
    cert: readFileSync(files.certificate),
    key: readFileSync(files.key),
    onAuth(auth, _session, done) {
      offered.push(String(auth.password));
      if (auth.username === 'ledger' && auth.password === password) done(null, { user: 'ledger' });
      else done(new Error('Invalid username or password'));
    },
    onData(stream, session, done) {
      let text = '';
      stream.on('data', (part) => {
        text += part;
      });
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          user: session.user,
          secure: session.secure,
          text,
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    ca: readFileSync(files.ca, 'utf8'),
    mails,
    offered,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

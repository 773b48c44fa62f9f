/** `npm run aws-double -- --port N --fleet FILE`: the double alone, until it is interrupted. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startAwsDouble } from './start-aws-double.ts';

const USAGE = `usage: npm run aws-double -- [--port N] [--fleet FILE] [--page-limit N]

Speaks the Systems Manager, License Manager, STS, SNS and CloudWatch operations Coreledger uses, on 127.0.0.1.
  --port N        port to listen on (default 4777)
  --fleet FILE    YAML fleet (default test/support/aws-double/fleets/two-accounts.yaml)
  --page-limit N  largest page given, to make clients page

Access keys: those the fleet lists, or an account's twelve digits. Any secret will do.
Control: POST /_double/faults {"kind": "throttle", "operation": "GetInventory", "times": 3}, DELETE /_double/faults,
         GET /_double/calls, POST /_double/register {"activationId", "activationCode", "computerName"},
         POST /_double/discover (a run of License Manager's automated discovery)`;

try {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4777' },
      fleet: { type: 'string', default: new URL('fleets/two-accounts.yaml', import.meta.url).pathname },
      'page-limit': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    console.log(USAGE);
  } else {
    const double = await startAwsDouble({
      fleet: readFileSync(values.fleet, 'utf8'),
      port: Number(values.port),
      ...(values['page-limit'] !== undefined && { pageLimit: Number(values['page-limit']) }),
    });
    console.log(`AWS double at ${double.url}`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void double.close());
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(USAGE);
  process.exitCode = 2;
}

import { describe, expect, it } from 'vitest';
import { collectEditions as collect } from '../../../support/agent/collect-editions.ts';

describe('subscriptions', () => {
  it('RHEL: registered by its certificate, with its purpose', async () => {
    const uuid = '0f0e0d0c-1111-2222-3333-444455556666';
    const pem = `-----BEGIN CERTIFICATE-----\n${Buffer.from(`0\u0082U\u0004\u0003\u000c$${uuid}`, 'latin1').toString('base64')}\n-----END CERTIFICATE-----\n`;
    const { value } = await collect({
      '/etc/os-release': 'ID="rhel"\nVERSION_ID="9.4"\n',
      '/etc/pki/consumer/cert.pem': pem,
      '/etc/pki/consumer/key.pem': 'hunter2',
      '/etc/pki/product-default/479.pem': '',
      '/etc/rhsm/syspurpose/syspurpose.json':
        '{"role":"Red Hat Enterprise Linux Server","service_level_agreement":"Premium","usage":"Production","addons":["x"]}',
    });
    expect(value).toMatchObject([
      {
        detector: 'rhel-subscription',
        edition: 'Red Hat Enterprise Linux Server',
        version: '9.4',
        attributes: {
          registered: 'yes',
          consumerId: uuid,
          productIds: '479',
          serviceLevel: 'Premium',
          usage: 'Production',
        },
      },
    ]);
    expect((await collect({ '/etc/os-release': 'ID=rhel\n' })).value).toMatchObject([
      { confidence: 'medium', attributes: { registered: 'no' } },
    ]);
  });

  it('SUSE: base product, modules, registration', async () => {
    const { value } = await collect(
      {
        '/etc/products.d/SLES_SAP.prod':
          '<product><vendor>SUSE</vendor><name>SLES_SAP</name><version>15.5</version><summary>SUSE Linux Enterprise Server for SAP Applications 15 SP5</summary></product>',
        '/etc/products.d/sle-module-basesystem.prod': '<product/>',
        '/etc/zypp/credentials.d/SCCcredentials': 'username=SCC_x\npassword=hunter2\n',
      },
      {},
      { '/etc/products.d/baseproduct': 'SLES_SAP.prod' },
    );
    expect(value).toMatchObject([
      {
        product: 'SUSE Linux Enterprise Server for SAP Applications 15 SP5',
        edition: 'SLES_SAP',
        version: '15.5',
        attributes: { registered: 'yes', modules: 'sle-module-basesystem' },
      },
    ]);
  });
});

import type { Fleet } from '../aws-double/fleet.ts';

export const LARGE_ACCOUNT = '111122223333';

/** One account and Region with many hybrid instances, `titles` applications each, a few of them everywhere and all in other versions. */
export function largeFleet(instances: number, titles: number): Fleet {
  const ids = Array.from({ length: instances }, (_, index) => `mi-${index.toString(16).padStart(17, '0')}`);
  return {
    accounts: [
      {
        id: LARGE_ACCOUNT,
        accessKeys: ['AKIADOUBLE1111222233'],
        regions: {
          'eu-central-1': {
            instances: ids.map((id, index) => ({
              id,
              computerName: `host-${index}.corp.example`,
              inventory: {
                'AWS:InstanceDetailedInformation': {
                  entries: [{ CPUModel: 'Intel Xeon', CPUs: '32', CPUCores: '16', CPUSockets: '2' }],
                },
                'AWS:Application': {
                  entries: Array.from({ length: titles }, (_, title) => ({
                    Name: `package-${(title * 7 + (index % 40)) % 2000}`,
                    Version: `1.${index % 9}.${title}`,
                    Publisher: 'Example Maintainers <packages@example.org>',
                    Architecture: 'x86_64',
                  })),
                },
              },
            })),
            licenseConfigurations: [
              {
                id: 'lic-0a',
                name: 'by vCPU',
                countingType: 'vCPU' as const,
                associated: ids.slice(0, instances / 2),
              },
              { id: 'lic-0b', name: 'by core', countingType: 'Core' as const },
            ],
          },
        },
      },
    ],
  };
}

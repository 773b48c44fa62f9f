import type { Aws, AwsSource } from '../ports/aws.ts';
import type { SdkOptions } from './clients.ts';

/** AWS through the SDK, which is loaded when something is first asked of it: it takes more memory and time to load than all the rest. */
export function awsOnDemand(sources: readonly AwsSource[], options: SdkOptions): Aws {
  let loading: Promise<Aws> | undefined;

  function load(): Promise<Aws> {
    loading ??= import('./sdk-aws.ts').then(({ sdkAws }) => sdkAws(sources, options));
    return loading;
  }

  return {
    sources,
    reader: async (source, region) => (await load()).reader(source, region),
    writer: async (source, region) => (await load()).writer(source, region),
    notifier: (source, region) => ({
      publish: async (...message) => (await load()).notifier(source, region).publish(...message),
      putMetrics: async (...metrics) => (await load()).notifier(source, region).putMetrics(...metrics),
    }),
    close: () => void loading?.then((aws) => aws.close()),
  };
}

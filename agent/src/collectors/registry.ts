import type { Collector } from './collector.ts';
import { cpu } from './cpu/cpu.ts';
import { editions } from './editions/editions.ts';
import { firmware } from './firmware/firmware.ts';
import { memory } from './memory/memory.ts';
import { network } from './network/network.ts';
import { operatingSystem } from './operating-system/operating-system.ts';
import { software } from './software/software.ts';
import { ssmRegistration } from './ssm-registration/ssm-registration.ts';
import { virtualization } from './virtualization/virtualization.ts';

/** Every collector, in the order they run: a later one sees the sections of those before it. */
export const COLLECTORS: readonly Collector[] = [
  firmware,
  virtualization,
  cpu,
  memory,
  operatingSystem,
  network,
  ssmRegistration,
  software,
  editions,
];

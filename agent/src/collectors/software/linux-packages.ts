import type { Host } from '../../host/host.ts';
import { readApk } from './apk.ts';
import { readDpkg } from './dpkg.ts';
import { readFlatpak } from './flatpak.ts';
import { readPacman } from './pacman.ts';
import { readRpm } from './rpm.ts';
import { readSnap } from './snap.ts';
import type { SoftwareSource } from './software-source.ts';
import { readSwid } from './swid.ts';

const READERS = [readDpkg, readRpm, readApk, readPacman, readSnap, readFlatpak, readSwid];

/** Every package manager of a Linux system, and the vendors' own tags; none of them throws. */
export async function readLinuxPackages(host: Host): Promise<SoftwareSource[]> {
  const sources: SoftwareSource[] = [];
  for (const read of READERS) sources.push(await read(host));
  return sources;
}

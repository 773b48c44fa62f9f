import type { Host } from '../../host/host.ts';
import { fieldReader } from '../field-reader.ts';
import { type RawItem, softwareItem } from './software-item.ts';
import type { SoftwareSource } from './software-source.ts';

const DATABASE = '/var/lib/pacman/local';
const MAX_PACKAGES = 20_000;

export async function readPacman(host: Host): Promise<SoftwareSource> {
  const reader = fieldReader(host, 'pacman');
  const folders = reader.list(DATABASE);
  if (folders.length > MAX_PACKAGES) reader.passedOver(`${DATABASE}: more than ${MAX_PACKAGES} packages`);
  const items = folders.slice(0, MAX_PACKAGES).flatMap((folder) => {
    const path = `${DATABASE}/${folder}/desc`;
    const text = reader.text(path);
    return text === null ? [] : (softwareItem('pacman', path, parsePacmanDesc(text)) ?? []);
  });
  return { items, outcome: reader.outcome() };
}

/** Blocks of `%FIELD%` and its lines; the first line counts. */
export function parsePacmanDesc(text: string): RawItem {
  const field = (name: string) => new RegExp(`^%${name}%\\n(.*)$`, 'm').exec(text)?.[1];
  return {
    name: field('NAME'),
    version: field('VERSION'),
    architecture: field('ARCH'),
    publisher: field('PACKAGER'),
  };
}

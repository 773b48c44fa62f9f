// The floor of the benchmark: what any Node program must do that reads the package database and the processors and writes
// JSON. No parsing beyond fields, no second source, no identity, no signature.
import { readdirSync, readFileSync, writeSync } from 'node:fs';

const software = [];
for (const paragraph of readFileSync('/var/lib/dpkg/status', 'utf8').split('\n\n')) {
  const fields = {};
  for (const line of paragraph.split('\n')) {
    const colon = line.indexOf(': ');
    if (colon > 0 && line[0] !== ' ') fields[line.slice(0, colon)] = line.slice(colon + 2);
  }
  if (fields.Status === 'install ok installed')
    software.push({ name: fields.Package, version: fields.Version, architecture: fields.Architecture });
}
const cpus = [];
for (const name of readdirSync('/sys/devices/system/cpu')) {
  if (!/^cpu\d+$/.test(name)) continue;
  const topology = `/sys/devices/system/cpu/${name}/topology`;
  const read = (file) => readFileSync(`${topology}/${file}`, 'utf8').trim();
  cpus.push({ name, socket: read('physical_package_id'), core: read('core_id') });
}
const dmi = {};
try {
  for (const name of readdirSync('/sys/class/dmi/id')) {
    try {
      dmi[name] = readFileSync(`/sys/class/dmi/id/${name}`, 'utf8').trim();
    } catch {}
  }
} catch {}
writeSync(1, JSON.stringify({ cpus, dmi, software }));

/** `npm run bench:sync [-- INSTANCES [TITLES]]`: calls, time and memory of one sync; exit code 1 where a bar is missed. */
import { measureSync } from '../support/aws/measure-sync.ts';

const INSTANCES = Number(process.argv[2] ?? 10_000);
const TITLES = Number(process.argv[3] ?? 100);
/** What a sync may keep, whatever the number of instances: pages pass through. Findings need the fleet, and so come on top. */
const PEAK_MIB = 700;

const measures = await measureSync(INSTANCES, TITLES, 2);
for (const [
  index,
  { calls, expectedCalls, seconds, readingSeconds, cpuSeconds, peakMiB, facts, code },
] of measures.entries()) {
  console.log(
    `sync ${index + 1} of ${INSTANCES} instances with ${TITLES} titles: ${calls} calls (${(calls / INSTANCES).toFixed(3)} per instance, ` +
      `documented ${expectedCalls}), ${facts} facts, ${readingSeconds.toFixed(1)} s of reading, ${seconds.toFixed(1)} s with reconciliation, ${cpuSeconds.toFixed(1)} s of CPU, peak ${Math.round(peakMiB)} MiB`,
  );
  if (code !== 0 || calls > expectedCalls || peakMiB > PEAK_MIB) process.exitCode = 1;
}
if (process.exitCode === 1) console.log(`MISSED: the documented calls, or ${PEAK_MIB} MiB`);

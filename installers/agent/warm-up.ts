import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Script } from 'node:vm';

/** `warm-up.ts PROGRAM COMPILED ARGUMENTS…` runs the program and writes what V8 compiled of it by its end. */
const [node = '', self = '', program = '', compiled = '', ...args] = process.argv;
const script = new Script(readFileSync(program, 'latin1'), { filename: 'coreledger-agent.cjs' });
process.argv = [node, self, ...args];
process.on('exit', () => writeFileSync(compiled, script.createCachedData()));
script.runInThisContext()(createRequire(import.meta.url));

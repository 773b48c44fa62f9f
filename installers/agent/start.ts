import { getRawAsset } from 'node:sea';
import { Script } from 'node:vm';

/**
 * What the executable starts: the program from its text and from what V8 compiled of it during a run, so that a scan does not
 * compile its functions anew each time. V8 checks that it made that itself and compiles from the text where it did not.
 */
declare const require: NodeJS.Require;
const compiled = Buffer.from(getRawAsset('compiled'));
const script = new Script(Buffer.from(getRawAsset('program')).toString('latin1'), {
  filename: 'coreledger-agent.cjs',
  ...(compiled.length === 0 ? {} : { cachedData: compiled }),
});
script.runInThisContext()(require);

import { expect, it } from 'vitest';
import { errorText } from '../../../agent/src/host/error-text.ts';

it('is one short line', () => {
  expect(errorText('  rpm: cannot\r\n\topen database \n')).toBe('rpm: cannot open database');
  expect(errorText('x'.repeat(9_000))).toHaveLength(512);
});

it('is the errors alone where PowerShell writes records', () => {
  const records =
    '#< CLIXML\r\n<Objs Version="1.1.0.1"><Obj S="progress" RefId="0"><MS><PR N="Record"><AV>Preparing modules</AV></PR></MS></Obj><S S="Error">Get-CimInstance : Acc\u00e8s refus\u00e9_x000D__x000A_</S><S S="Error">At line:1 &lt;char&gt;_x000D__x000A_</S></Objs>';
  expect(errorText(records)).toBe('Get-CimInstance : Acc\u00e8s refus\u00e9 At line:1 <char>');
});

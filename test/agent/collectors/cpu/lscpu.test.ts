import { describe, expect, it } from 'vitest';
import { parseLscpu } from '../../../../agent/src/collectors/cpu/lscpu.ts';

/** Summaries written for these tests, in the layouts of lscpu's versions. */
describe('parseLscpu', () => {
  it('of version 2.37 and later, which indents', () => {
    const text = `Architecture:             x86_64
  CPU op-mode(s):         32-bit, 64-bit
CPU(s):                   96
  On-line CPU(s) list:    0-95
Vendor ID:                GenuineIntel
  Model name:             Example
    Thread(s) per core:   2
    Core(s) per socket:   24
    Socket(s):            2
`;
    expect(parseLscpu(text)).toEqual({
      sockets: 2,
      cores: 48,
      logicalProcessors: 96,
      socketCores: [24, 24],
      smt: true,
    });
  });

  it('of processors that are parked: those online count', () => {
    const text =
      'CPU(s): 160\nOn-line CPU(s) list: 0,8,16,24,32,40,48,56\nOff-line CPU(s) list: 1-7\nThread(s) per core: 1\nCore(s) per socket: 4\nSocket(s): 2\n';
    expect(parseLscpu(text)).toMatchObject({ sockets: 2, cores: 8, logicalProcessors: 8, smt: false });
  });

  it('of IBM Z, with its sockets in books and drawers', () => {
    const z =
      'CPU(s): 16\nOn-line CPU(s) list: 0-15\nThread(s) per core: 2\nCore(s) per socket: 2\nSocket(s) per book: 2\nBook(s) per drawer: 1\nDrawer(s): 2\n';
    expect(parseLscpu(z)).toMatchObject({ sockets: 4, cores: 8, logicalProcessors: 16 });
    const older =
      'CPU(s): 6\nThread(s) per core: 1\nCore(s) per socket: 1\nSocket(s) per book: 3\nBook(s): 2\n';
    expect(parseLscpu(older)).toMatchObject({ sockets: 6, cores: 6 });
  });

  it('of versions before 2.20', () => {
    const text =
      'CPU(s):                8\nThread(s) per core:    1\nCore(s) per socket:    4\nCPU socket(s):         2\n';
    expect(parseLscpu(text)).toMatchObject({ sockets: 2, cores: 8 });
  });

  it.each([
    [
      'clusters and no socket',
      'CPU(s): 8\nThread(s) per core: 1\nCore(s) per cluster: 4\nSocket(s): -\nCluster(s): 2\n',
    ],
    ['cores of two kinds', 'CPU(s): 20\nThread(s) per core: 2\nCore(s) per socket: 14\nSocket(s): 1\n'],
    ['another language', 'CPU(s): 8\nThread(s) pro Kern: 2\nKern(e) pro Socket: 4\nSockel: 1\n'],
    ['no core', 'CPU(s): 0\nThread(s) per core: 0\nCore(s) per socket: 0\nSocket(s): 0\n'],
  ])('leaves %s unknown', (_name, text) => {
    expect(parseLscpu(text)).toMatchObject({ sockets: null, cores: null });
  });
});

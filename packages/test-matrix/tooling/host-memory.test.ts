// A process whose memory is limited for real: whatever takes an array of the host says OutOfMemoryError, and the
// accelerator goes on. The limit is on addresses, of which an engine reserves far more than it uses: it is set above
// what Node has after its start.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = `
import { readFileSync } from 'node:fs';
import { createAccelerator, f32, hostArray, OutOfMemoryError, vec3f } from '@heddle/core';
import { cpu } from '@heddle/cpu';

const MiB = 2 ** 20;
const accelerator = await createAccelerator([cpu()]);
const small = accelerator.allocate(f32, [1, 2, 3]);
const data = new Float32Array(100 * MiB / 4);
const structs = hostArray(vec3f, 80 * MiB / 16);
const x = accelerator.allocate(f32, data.length);
const v = accelerator.allocate(vec3f, structs.length);
// what is left is taken, but for less than the least of the arrays below
const taken = [];
for (let size = 512 * MiB; size >= 16 * MiB; ) {
  try {
    taken.push(new ArrayBuffer(size));
  } catch {
    size /= 2;
  }
}
const calls = {
  'allocate': () => accelerator.allocate(f32, data.length),
  'allocate with data': () => accelerator.allocate(f32, data),
  'allocate with structs': () => accelerator.allocate(vec3f, structs),
  'copyFromCPU': () => x.copyFromCPU(data),
  'copyFromAsync': () => x.copyFromAsync(data),
  'copyFromCPU with structs': () => v.copyFromCPU(structs),
  'copyToCPUAsync': () => x.copyToCPUAsync(),
  'copyToCPUAsync of structs': () => v.copyToCPUAsync(),
  'copyToCPUAsync of a strided view': () => x.strided(2).copyToCPUAsync(),
  'copyToHostAsync': () => x.copyToHostAsync(data),
  'copyToRawAsync': () => x.copyToRawAsync(undefined, 0, x.byteLength),
  'copyToCPU': () => x.copyToCPU(),
  'host.copyToHost': () => x.host.copyToHost(),
  'host.use of a strided view': () => x.strided(2).host.use('read', () => {}),
  'hostArray': () => hostArray(f32, data.length),
  'toFlat': () => structs.toFlat(),
  'slice': () => structs.slice(),
};
const found = {};
for (const [name, call] of Object.entries(calls)) {
  try {
    await call();
    found[name] = 'it had room';
  } catch (error) {
    found[name] = error instanceof OutOfMemoryError && error.remedy ? 'OutOfMemoryError' : String(error);
  }
}
await accelerator.synchronizeAsync();
taken.length = 0;
found.after = String(await small.copyToCPUAsync());
console.log(JSON.stringify(found));
`;

test.skipIf(process.platform !== 'linux')('the host has no memory', { timeout: 120_000 }, () => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const run = (kilobytes: string) =>
    spawnSync(
      'bash',
      ['-c', `ulimit -v ${kilobytes}; exec "$0" --input-type=module -e "$1"`, process.execPath, program],
      {
        cwd: root,
        encoding: 'utf8',
      },
    );
  const started = spawnSync(
    process.execPath,
    [
      '-e',
      "console.log(/VmPeak:\\s+(\\d+)/.exec(require('fs').readFileSync('/proc/self/status', 'utf8'))[1])",
    ],
    { encoding: 'utf8' },
  );
  const { stdout, stderr } = run(String(Number(started.stdout) + 1_200_000));
  expect(stderr).toBe('');
  const { after, ...found } = JSON.parse(stdout) as Record<string, string>;
  expect(after).toBe('1,2,3');
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map(name => [name, 'OutOfMemoryError'])));
  expect(Object.keys(found)).toHaveLength(17);
});

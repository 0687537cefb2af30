// Options that are misspelt: taken for not given, a stream or a signal would be ignored in silence.
import { argMinAsync, reduceAsync, reduceInto } from '@heddle/algorithms';
import { createAccelerator, HeddleTypeError, i32, op } from '@heddle/core';
import { expect, suite, test } from '../harness/conformance.ts';
import { refusal, rejection } from '../harness/refusal.ts';
import { count } from '../harness/steps.ts';

suite('options', () => {
  test('a name that is no option is refused wherever options are taken', async ({ accelerator }) => {
    const x = accelerator.allocate(i32, 4, { label: 'x' });
    const y = accelerator.allocate(i32, 4);
    const stream = accelerator.defaultStream;
    const wrong = { sginal: undefined, straem: stream } as never;
    const calls: Record<string, (options: never) => unknown> = {
      allocate: options => accelerator.allocate(i32, 4, options),
      createStream: options => accelerator.createStream(options),
      copyFrom: options => x.copyFrom(y, options),
      copyTo: options => x.copyTo(y, options),
      copyFromCPU: options => x.copyFromCPU([1, 2, 3, 4], options),
      fill: options => x.fill(7, options),
      memSet: options => x.memSet(7, options),
      memSetToZero: options => x.memSetToZero(options),
      copyFromAsync: options => x.copyFromAsync([1, 2, 3, 4], options),
      memSetToZeroAsync: options => x.memSetToZeroAsync(options),
      copyToCPUAsync: options => x.copyToCPUAsync(options),
      copyToHostAsync: options => x.copyToHostAsync(new Int32Array(4), options),
      'synchronizeAsync of the accelerator': options => accelerator.synchronizeAsync(options),
      'synchronizeAsync of a stream': options => stream.synchronizeAsync(options),
      reduceInto: options => reduceInto(x, y.subView(0, 1), op.add(i32), options),
      reduceAsync: options => reduceAsync(x, op.add(i32), options),
      argMinAsync: options => argMinAsync(x, options),
    };
    for (const [name, call] of Object.entries(calls)) {
      const error = refusal(() => call(wrong), HeddleTypeError, /there is no option 'sginal'/);
      expect(error.message, name).toContain(name.split(' ')[0]);
      refusal(() => call('default' as never), HeddleTypeError, /expected an object of options/);
    }
    // a call that does not wait takes no signal
    refusal(() => x.fill(7, { signal: AbortSignal.abort() } as never), HeddleTypeError, /'signal'/);
    await rejection(() => accelerator.loadKernelAsync(count, wrong), HeddleTypeError, /'sginal'/);
    await rejection(() => createAccelerator([{} as never], wrong), HeddleTypeError);
    expect([...(await x.copyToCPUAsync({ stream, signal: undefined }))]).toEqual([0, 0, 0, 0]);
  });
});

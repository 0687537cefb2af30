import { f32, kernel, NotSupportedError, readWrite } from '@heddle/core';
import { expect, suite, test } from '../src/conformance.ts';

const precise = (name: string, round: boolean) =>
  kernel({
    name,
    precision: 'precise',
    params: { x: readWrite(f32) },
    body({ x }, { index }) {
      const value = x.at(index).$;
      x.at(index).$ = round ? value.floor() : value.sin();
    },
  });

suite('precision', () => {
  test('a function that the device has in its own precision only is refused', ({ accelerator }) => {
    const x = accelerator.allocate(f32, [1.5]);
    const launch = () => accelerator.launch(precise('sine', false), 1, { x });
    expect(launch).toThrow(NotSupportedError);
    expect(launch).toThrow(/kernel 'sine': webgpu has no 'sin' of the precision 'precise'/);
  });

  test('what is exact everywhere runs', async ({ accelerator }) => {
    const x = accelerator.allocate(f32, [1.5]);
    accelerator.launch(precise('floors', true), 1, { x });
    expect([...(await x.copyToCPUAsync())]).toEqual([1]);
  });
});

// A body may capture any object of the host, but must not use it: its members belong to the time of tracing.
import { expect, test } from 'vitest';
import { KernelError } from '../errors/errors.ts';
import { kernel } from '../language/kernel.ts';
import { write } from '../language/params.ts';
import { here, lineOf, refused } from '../language/refusal.test-support.ts';
import { f32 } from '../language/schema.ts';
import { FakeAccelerator } from './fake-accelerator.test-support.ts';

const accelerator = new FakeAccelerator({ capabilities: ['hostMemory'] });
const buffer: any = accelerator.allocate(f32, 4, { label: 'x' });
const view = buffer.subView(1);
const { host } = buffer;
const stream: any = accelerator.defaultStream;
const other = kernel({ name: 'other', params: { out: write(f32) }, body() {} });

const lines: number[] = [];
test.each<[string, (index: any) => unknown]>([
  ['at', i => [lines.push(here()), buffer.at(i)]],
  ['at', i => [lines.push(here()), view.at(i)]],
  ['length', () => [lines.push(here()), buffer.length]],
  ['length', () => [lines.push(here()), view.length]],
  ['width', () => [lines.push(here()), view.width]],
  ['subView', () => [lines.push(here()), view.subView(1)]],
  ['copyFromCPU', () => [lines.push(here()), buffer.copyFromCPU([1, 2, 3, 4])]],
  ['fill', () => [lines.push(here()), view.fill(1)]],
  ['copyToCPUAsync', () => [lines.push(here()), view.copyToCPUAsync()]],
  ['host', () => [lines.push(here()), view.host]],
  ['dispose', () => [lines.push(here()), buffer.dispose()]],
  ['allocate', () => [lines.push(here()), accelerator.allocate(f32, 1)]],
  ['launch', () => [lines.push(here()), accelerator.launch(other, 1, { out: buffer })]],
  ['launch', () => [lines.push(here()), stream.launch(other, 1, { out: buffer })]],
  ['flush', () => [lines.push(here()), stream.flush()]],
  ['defaultStream', () => [lines.push(here()), accelerator.defaultStream]],
  ['synchronizeAsync', () => [lines.push(here()), accelerator.synchronizeAsync()]],
  ['synchronizeAsync', () => [lines.push(here()), stream.synchronizeAsync()]],
  ['copyToRawAsync', () => [lines.push(here()), buffer.copyToRawAsync(undefined, 0, 4)]],
  ['use', () => [lines.push(here()), host.use('read', () => 0)]],
  ['copyToHost', () => [lines.push(here()), host.copyToHost()]],
])('%s in a body, of an object of the host', (member, use) => {
  void other.ir;
  const error = refused({ out: write(f32) }, (_, { index }) => {
    use(index);
  });
  expect(error).toBeInstanceOf(KernelError);
  expect(error.message).toContain(`'${member}' of an object of the host was used in the body`);
  expect(error.remedy).toContain('Declare a parameter, such as read(f32), pass the view at the launch');
  expect(error.locations).toHaveLength(1);
  expect(lineOf(error.locations[0])).toBe(lines.at(-1));
});

test('an exception that the body catches, or that becomes a rejection, still ends the kernel', async () => {
  let rejection: Promise<unknown> | undefined;
  for (const use of [
    () => {
      try {
        view.fill(1);
      } catch {}
    },
    () => {
      rejection = (async () => view.copyToCPUAsync())();
    },
  ]) {
    const error = refused({ out: write(f32) }, use);
    expect(error).toBeInstanceOf(KernelError);
    expect(error.message).toContain('of an object of the host was used in the body');
  }
  await expect(rejection).rejects.toBeInstanceOf(KernelError);
});

test('outside of a body they are what they were, and labels may be used in one', () => {
  expect([buffer.length, view.length, view.at, view.width]).toEqual([4, 3, undefined, undefined]);
  const label = kernel({
    name: 'label',
    params: { out: write(f32) },
    body({ out }, { index }) {
      out.at(index).$ = buffer.label.length;
    },
  });
  expect(label.ir.name).toBe('label');
});

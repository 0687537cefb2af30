// Tests against a device whose answers the test provides.
import {
  type AcceleratorStream,
  HeddleError,
  type Operation,
  OperationError,
  OutOfMemoryError,
} from '@heddle/core/backend';
import { beforeEach, describe, expect, test } from 'vitest';
import type {
  DeviceDescription,
  DeviceReason,
  Elements,
  FromDevice,
  Missing,
  Reason,
  Shape,
  ToDevice,
} from '../protocol.ts';
import type { Connection } from './connection.ts';
import { Link, type Recorded } from './link.ts';
import type { Pass } from './programs.ts';

const description: DeviceDescription = {
  renderer: 'none',
  textureSize: 16,
  widthLog2: 4,
  arrayLayers: 16,
  textureUnits: 16,
  uniformVectors: 16,
  attachments: 4,
};
const shape: Shape = {
  internalFormat: 'R32UI',
  components: 1,
  layers: 1,
  width: 4,
  height: 1,
  elements: 4,
  stride: 1,
};
const stream = { label: 'default' } as AcceleratorStream;

class Scene implements Connection {
  heard: (message: FromDevice) => void = () => {};
  readonly posted: ToDevice[] = [];
  readonly transferred: ArrayBuffer[] = [];
  closed = false;
  /** The link's reports to the accelerator, as text. */
  readonly told: string[] = [];
  readonly errors: HeddleError[] = [];
  readonly link = new Link(
    { connection: this, description },
    {
      submitted: () => this.told.push('submitted'),
      failed: (of, operations, error) => {
        expect(of).toBe(stream);
        this.told.push(`failed: ${operations.map(operation => operation.description).join(', ')}`);
        this.errors.push(error);
      },
      allocationFailed: (label, error) => {
        this.told.push(`allocation failed: ${label}`);
        this.errors.push(error);
      },
      stray: error => this.told.push(`stray: ${error.message}`),
      lost: message => this.told.push(`lost: ${message}`),
    },
  );

  /** The next message is refused. */
  refusal: Error | undefined;

  post(message: ToDevice, transfer: readonly ArrayBuffer[] = []): void {
    const { refusal } = this;
    this.refusal = undefined;
    if (refusal) throw refusal;
    this.posted.push(message);
    this.transferred.push(...transfer);
  }

  close(): void {
    this.closed = true;
  }

  submit(...recorded: readonly Recorded[]): number {
    return this.link.submit(stream, recorded);
  }

  /** The device reports that a batch is done. */
  done(sequence: number): void {
    this.heard({ kind: 'done', sequence });
  }

  failed(sequence: number, command: number | undefined, reason: Reason): void {
    this.heard({ kind: 'failed', sequence, command, reason });
  }

  get batches(): readonly Extract<ToDevice, { readonly kind: 'batch' }>[] {
    return this.posted.filter(message => message.kind === 'batch');
  }

  /** The kinds of a batch's commands. */
  kindsOf(batch: number): readonly string[] {
    return this.batches[batch]!.commands.map(({ kind }) => kind);
  }
}

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});

const elements = (buffer: number): Elements => ({ buffer, first: 0, step: 1, count: 4 });
const operation = (description: string): Operation => ({ description }) as Operation;
const fill = (label: string, buffer = 1): Recorded => ({
  operation: operation(label),
  command: { kind: 'fill', target: elements(buffer), pattern: Uint32Array.of(7) },
});
const write = (words: Uint32Array<ArrayBuffer>): Recorded => ({
  operation: operation('upload'),
  command: { kind: 'write', target: elements(1), words },
});
const passOf = (key: string): Pass => ({
  code: { fragment: key, launch: 'words', samplers: [], outputs: [] },
  key,
  refused: log => new HeddleError('HEDDLE_KERNEL', `${key} is refused: ${log}`),
});
const launch = (label: string, ...passes: readonly Pass[]): Recorded => ({
  operation: operation(label),
  passes,
  command: { kind: 'launch', words: new Uint32Array(4), views: [elements(1)], invocations: 4 },
});
/** A readback, and its outcome. */
function reading(): { readonly recorded: Recorded; readonly outcome: Promise<unknown> } {
  let recorded!: Recorded;
  const outcome = new Promise<unknown>((resolve, reject) => {
    const command = { kind: 'read', buffer: 1, offsetBytes: 0, lengthBytes: 4 } as const;
    recorded = { resolve, reject, command };
  });
  // A test inspects it later.
  outcome.catch(() => {});
  return { recorded, outcome };
}
const device = (message: string): DeviceReason => ({ kind: 'device', message, outOfMemory: false });
const missing = (buffer: number, label: string): Missing => ({ buffer, label, bytes: 4096 });

/** True if the promise has resolved by now. */
async function isDone(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  await new Promise(resolve => setTimeout(resolve));
  return settled;
}

describe('what is sent', () => {
  test('batches are numbered from 1, in the order in which they are sent', () => {
    expect([scene.submit(fill('a')), scene.submit(fill('b'), fill('c'))]).toEqual([1, 2]);
    expect(scene.batches.map(({ sequence, commands }) => [sequence, commands.length])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(scene.told).toEqual(['submitted', 'submitted']);
  });

  test('buffers have numbers, and their contents go along: to a worker without a copy', () => {
    const [initial, uploaded] = [Uint32Array.of(1, 2, 3, 4), Uint32Array.of(5, 6, 7, 8)];
    expect(scene.link.allocate('x', shape, undefined)).toBe(1);
    expect(scene.link.allocate('y', shape, initial)).toBe(2);
    scene.submit(fill('a'), write(uploaded));
    scene.link.free(1);
    expect(scene.posted).toMatchObject([
      { kind: 'create', buffer: 1, label: 'x', shape, words: undefined },
      { kind: 'create', buffer: 2, label: 'y', shape, words: initial },
      { kind: 'batch' },
      { kind: 'destroy', buffer: 1 },
    ]);
    expect(scene.transferred).toEqual([initial.buffer, uploaded.buffer]);
  });

  test('a program is sent in its place, before the first launch that uses it, and once', () => {
    const [a, b] = [passOf('a'), passOf('b')];
    scene.submit(fill('f'), launch('one', a), launch('two', a, b));
    scene.submit(launch('three', b));
    expect(scene.kindsOf(0)).toEqual(['fill', 'program', 'launch', 'program', 'launch']);
    expect(scene.batches[0]!.commands).toMatchObject([
      {},
      { id: 1, code: a.code },
      { passes: [1] },
      { id: 2, code: b.code },
      { passes: [1, 2] },
    ]);
    expect(scene.batches[1]!.commands).toMatchObject([{ kind: 'launch', passes: [2] }]);
  });

  test('one that was prepared is sent at once, and the answer is the one of the device', async () => {
    const pass = passOf('a');
    const compiled = scene.link.prepare(pass).catch((error: Error) => error.message);
    expect(scene.posted).toEqual([{ kind: 'program', id: 1, code: pass.code }]);
    scene.heard({ kind: 'compiled', id: 1, log: 'no', reason: undefined });
    expect(await compiled).toBe('a is refused: no');
    scene.submit(launch('one', pass));
    expect(scene.kindsOf(0)).toEqual(['launch']);
  });

  test('a fence is the last batch, and an empty one only behind something that is in no batch', () => {
    expect(scene.link.fence()).toBe(0);
    expect(scene.posted).toEqual([]);
    scene.link.allocate('x', shape, undefined);
    expect([scene.link.fence(), scene.link.fence()]).toEqual([1, 1]);
    expect(scene.batches).toEqual([{ kind: 'batch', sequence: 1, commands: [] }]);
    scene.link.allocate('y', shape, undefined);
    scene.submit(fill('a'));
    expect(scene.link.fence()).toBe(2);
    expect(scene.batches).toHaveLength(2);
    // No fence was queued.
    expect(scene.told).toEqual(['submitted']);
  });
});

describe('what is waited for', () => {
  test('a batch is finished when the device has done it, and not before', async () => {
    const [one, two] = [scene.submit(fill('a')), scene.submit(fill('b'))].map(n => scene.link.finished(n));
    expect(await isDone(one!)).toBe(false);
    scene.done(1);
    expect(await isDone(one!)).toBe(true);
    expect(await isDone(two!)).toBe(false);
    scene.done(2);
    expect(await isDone(two!)).toBe(true);
  });

  test('or when it has done a later one', async () => {
    const all = ['a', 'b', 'c', 'd'].map(label => scene.link.finished(scene.submit(fill(label))));
    scene.done(3);
    expect(await Promise.all(all.map(isDone))).toEqual([true, true, true, false]);
  });

  test('what was done before is finished at once, and so is what was never sent', async () => {
    const sequence = scene.submit(fill('a'));
    scene.done(sequence);
    await scene.link.finished(sequence);
    await scene.link.finished(0);
  });

  test('readings get their bytes, each its own', async () => {
    const [one, two] = [reading(), reading()];
    scene.submit(one.recorded, two.recorded);
    expect(scene.batches[0]!.commands).toMatchObject([
      { kind: 'read', id: 1 },
      { kind: 'read', id: 2 },
    ]);
    scene.heard({ kind: 'bytes', id: 2, bytes: Uint8Array.of(2) });
    expect(await isDone(one.outcome)).toBe(false);
    scene.heard({ kind: 'bytes', id: 1, bytes: Uint8Array.of(1) });
    expect([await one.outcome, await two.outcome]).toEqual([Uint8Array.of(1), Uint8Array.of(2)]);
  });
});

describe('what fails', () => {
  test('a command: that operation alone, found among the programs sent with it', () => {
    scene.submit(launch('one', passOf('a')), fill('two'), launch('three', passOf('b')));
    scene.failed(1, 2, { kind: 'noRoom', missing: missing(1, 'x') });
    expect(scene.told).toEqual(['submitted', 'failed: two']);
    expect(scene.errors[0]).toBeInstanceOf(OutOfMemoryError);
    expect(scene.errors[0]!.message).toMatch(/^no room for the 4096 bytes of 'x'\n.*Dispose/);
  });

  test("a launch whose program is refused: its pass's own error, of that pass", () => {
    scene.submit(launch('one', passOf('a'), passOf('b')));
    scene.failed(1, 2, { kind: 'program', pass: 1, log: 'ERROR' });
    expect(scene.told).toEqual(['submitted', 'failed: one']);
    expect(scene.errors[0]!.message).toBe('b is refused: ERROR');
  });

  test('a batch: all its operations at once, and its readings', async () => {
    const { recorded, outcome } = reading();
    scene.submit(launch('one', passOf('a')), recorded, fill('two'));
    const other = reading();
    scene.submit(other.recorded, fill('three'));
    scene.failed(1, undefined, device('WebGL2 reports INVALID_ENUM'));
    expect(scene.told.slice(2)).toEqual(['failed: one, two']);
    await expect(outcome).rejects.toThrow('WebGL2 reports INVALID_ENUM');
    await expect(outcome).rejects.toBeInstanceOf(HeddleError);
    expect(await isDone(other.outcome.catch(() => {}))).toBe(false);
  });

  test('a reading: it rejects, and no operation fails with it', async () => {
    const [one, two] = [reading(), reading()];
    scene.submit(fill('a'), one.recorded, two.recorded);
    scene.failed(1, 1, { kind: 'noRoom', missing: missing(1, 'x') });
    await expect(one.outcome).rejects.toBeInstanceOf(OutOfMemoryError);
    expect(scene.told).toEqual(['submitted']);
    scene.heard({ kind: 'bytes', id: 2, bytes: Uint8Array.of(2) });
    expect(await two.outcome).toEqual(Uint8Array.of(2));
  });

  test('a command that failed alone does not fail with its batch again', async () => {
    const [one, two] = [reading(), reading()];
    scene.submit(fill('a'), one.recorded, fill('b'), two.recorded);
    scene.failed(1, 0, { kind: 'noRoom', missing: missing(1, 'x') });
    scene.failed(1, 1, { kind: 'noRoom', missing: missing(1, 'x') });
    scene.failed(1, undefined, device('WebGL2 reports INVALID_ENUM'));
    scene.failed(1, undefined, device('WebGL2 reports: a fence failed'));
    expect(scene.told).toEqual(['submitted', 'failed: a', 'failed: b']);
    await expect(one.outcome).rejects.toThrow("bytes of 'x'");
    await expect(two.outcome).rejects.toThrow('INVALID_ENUM');
  });

  test('a batch that cannot be sent: at once, and it is done when those before it are', async () => {
    const first = scene.link.finished(scene.submit(fill('a')));
    const { recorded, outcome } = reading();
    scene.refusal = new RangeError('Array buffer allocation failed');
    const second = scene.link.finished(scene.submit(launch('b', passOf('p')), recorded));
    expect(scene.told).toEqual(['submitted', 'submitted', 'failed: b']);
    expect(scene.errors[0]).toBeInstanceOf(OutOfMemoryError);
    await expect(outcome).rejects.toBeInstanceOf(OutOfMemoryError);
    expect(await isDone(second)).toBe(false);
    scene.done(1);
    await first;
    await second;
    // Its program was freed with it, and is sent again.
    scene.submit(launch('c', passOf('p')));
    expect(scene.kindsOf(1)).toEqual(['program', 'launch']);
    scene.done(3);
  });

  test('memory, programs and disposals that cannot be told to the device are refused at the call, typed', async () => {
    const refuse = (): void => {
      scene.refusal = new Error('out of sorts');
    };
    refuse();
    expect(() => scene.link.allocate('x', shape, undefined)).toThrow(OperationError);
    refuse();
    expect(() => scene.link.free(1)).toThrow(OperationError);
    refuse();
    await expect(scene.link.prepare(passOf('p'))).rejects.toBeInstanceOf(OperationError);
    void scene.link.prepare(passOf('p'));
    expect(scene.posted).toMatchObject([{ kind: 'program', id: 2 }]);
  });

  test('an answer that cannot be read: all that waits fails, once, and a fence finds out what is done', async () => {
    const { recorded, outcome } = reading();
    const finished = scene.link.finished(scene.submit(fill('a'), recorded));
    scene.heard({ kind: 'unreadable' });
    expect(scene.told).toEqual(['submitted', 'failed: a']);
    await expect(outcome).rejects.toBeInstanceOf(OperationError);
    expect(scene.batches.at(-1)).toEqual({ kind: 'batch', sequence: 2, commands: [] });
    scene.done(2);
    await finished;
  });

  test('an answer about a program that cannot be read: its wait rejects, and the program is sent again', async () => {
    const loading = [scene.link.prepare(passOf('p')), scene.link.prepare(passOf('q'))];
    scene.heard({ kind: 'unreadable' });
    for (const each of loading) await expect(each).rejects.toThrow(/an answer of the worker/);
    // An answer that was under way changes nothing.
    scene.heard({ kind: 'compiled', id: 1, log: undefined, reason: undefined });
    const again = scene.link.prepare(passOf('p'));
    expect(scene.posted.map(message => [message.kind, 'id' in message ? message.id : undefined])).toEqual([
      ['program', 1],
      ['program', 2],
      ['forget', 1],
      ['forget', 2],
      ['program', 3],
    ]);
    scene.heard({ kind: 'compiled', id: 3, log: undefined, reason: undefined });
    await again;
  });

  test('an answer that cannot be read concerns no program whose answer is known', async () => {
    const loading = scene.link.prepare(passOf('p'));
    scene.heard({ kind: 'compiled', id: 1, log: undefined, reason: undefined });
    await loading;
    scene.heard({ kind: 'unreadable' });
    await scene.link.prepare(passOf('p'));
    expect(scene.posted).toHaveLength(1);
  });

  test('a program that the device could not make is sent again by its next use', async () => {
    const prepared = scene.link.prepare(passOf('p'));
    scene.heard({ kind: 'compiled', id: 1, log: undefined, reason: device('createShader failed') });
    await expect(prepared).rejects.toThrow('createShader failed');
    scene.submit(launch('a', passOf('p')));
    expect(scene.kindsOf(0)).toEqual(['program', 'launch']);
  });

  test('a program that is given back is forgotten, and sent again by its next use', () => {
    void scene.link.prepare(passOf('p'));
    scene.link.release([passOf('p'), passOf('never used')]);
    void scene.link.prepare(passOf('p'));
    expect(scene.posted).toMatchObject([
      { kind: 'program', id: 1 },
      { kind: 'forget', id: 1 },
      { kind: 'program', id: 2 },
    ]);
  });

  test('what fails is done all the same', async () => {
    const sequence = scene.submit(fill('a'));
    const finished = scene.link.finished(sequence);
    scene.failed(sequence, undefined, device('no'));
    expect(await isDone(finished)).toBe(false);
    scene.done(sequence);
    await finished;
  });
});

describe('memory that is not there', () => {
  test('is told of by the wait, once, if no operation needed it', async () => {
    scene.link.allocate('x', shape, undefined);
    const finished = scene.link.finished(scene.link.fence());
    scene.heard({ kind: 'noRoom', missing: missing(1, 'x') });
    expect(scene.told).toEqual([]);
    scene.done(1);
    await finished;
    expect(scene.told).toEqual(['allocation failed: x']);
    expect(scene.errors[0]).toBeInstanceOf(OutOfMemoryError);
    expect(scene.errors[0]!.message).toMatch(/4096 bytes of 'x'/);
    await scene.link.finished(scene.link.fence());
    expect(scene.told).toHaveLength(1);
  });

  test('is told of by the operation that needed it, and then not by the wait', async () => {
    const [x, y] = ['x', 'y'].map(label => scene.link.allocate(label, shape, undefined));
    const finished = scene.link.finished(scene.submit(fill('a', x), fill('b', x)));
    for (const { buffer, label } of [missing(x!, 'x'), missing(y!, 'y')])
      scene.heard({ kind: 'noRoom', missing: missing(buffer, label) });
    for (const command of [0, 1]) scene.failed(1, command, { kind: 'noRoom', missing: missing(x!, 'x') });
    scene.done(1);
    await finished;
    expect(scene.told).toEqual(['submitted', 'failed: a', 'failed: b', 'allocation failed: y']);
  });

  test('by the reading that needed it, too', async () => {
    scene.link.allocate('x', shape, undefined);
    const { recorded, outcome } = reading();
    const finished = scene.link.finished(scene.submit(recorded));
    scene.heard({ kind: 'noRoom', missing: missing(1, 'x') });
    scene.failed(1, 0, { kind: 'noRoom', missing: missing(1, 'x') });
    await expect(outcome).rejects.toThrow("4096 bytes of 'x'");
    scene.done(1);
    await finished;
    expect(scene.told).toEqual(['submitted']);
  });
});

test('a device that is lost is closed, and its accelerator told why', () => {
  scene.submit(fill('a'));
  scene.heard({ kind: 'lost', reason: 'the WebGL2 context was lost' });
  expect(scene.closed).toBe(true);
  expect(scene.told).toEqual(['submitted', 'lost: the WebGL2 context was lost']);
});

test('a link that is closed closes its connection', () => {
  scene.link.close();
  expect(scene.closed).toBe(true);
  expect(scene.told).toEqual([]);
});

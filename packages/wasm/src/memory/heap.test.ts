import { OutOfMemoryError } from '@heddle/core/backend';
import { describe, expect, test } from 'vitest';
import { type WebAssemblyLike, webAssembly } from '../platform.ts';
import { Heap } from './heap.ts';

const PAGE = 2 ** 16;
const MiB = 2 ** 20;

const { Memory } = webAssembly();
type Description = ConstructorParameters<WebAssemblyLike['Memory']>[0];

const heaps: readonly [string, (pages: number) => Heap][] = [
  ['shared', pages => Heap.shared(pages * PAGE)],
  ['unshared', pages => new Heap(new Memory({ initial: 1, maximum: pages }), pages * PAGE)],
];

/** The OutOfMemoryError that `act` throws. */
function outOfMemory(act: () => unknown): OutOfMemoryError {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(OutOfMemoryError);
    return error as OutOfMemoryError;
  }
  throw new Error('there was room');
}

describe.each(heaps)('a heap in %s memory', (_, heapOf) => {
  test('keeps addresses and contents when it grows', () => {
    const heap = heapOf(64);
    const blocks = [100, 5000, 65_536].map((bytes, i) => {
      const address = heap.allocate(bytes, "allocate 'x'");
      heap.bytes().fill(i + 1, address, address + bytes);
      return { address, bytes, content: i + 1 };
    });
    const { buffer } = heap.memory;
    heap.allocate(40 * PAGE, "allocate 'y'");
    expect(heap.memory.buffer).not.toBe(buffer);
    for (const { address, bytes, content } of blocks) {
      expect([...new Set(heap.bytes().subarray(address, address + bytes))]).toEqual([content]);
    }
  });

  test('has views as long as it is now, made once a growth', () => {
    const heap = heapOf(64);
    const [bytes, words] = [heap.bytes(), heap.words()];
    heap.allocate(16, "allocate 'x'");
    expect([heap.bytes() === bytes, heap.words() === words]).toEqual([true, true]);
    heap.allocate(40 * PAGE, "allocate 'y'");
    const { byteLength } = heap.memory.buffer;
    expect(byteLength).toBeGreaterThan(40 * PAGE);
    expect([heap.bytes().length, heap.words().length * 4]).toEqual([byteLength, byteLength]);
    expect([heap.bytes() === heap.bytes(), heap.words() === heap.words()]).toEqual([true, true]);
  });

  test('is written beyond its old end through a sub-array of the new view', () => {
    const heap = heapOf(64);
    const oldEnd = heap.bytes().length;
    const address = heap.allocate(40 * PAGE, "allocate 'y'");
    const end = address + 40 * PAGE;
    heap.bytes().subarray(oldEnd, end).set([1, 2, 3, 4]);
    expect(heap.words()[oldEnd / 4]).toBe(0x04030201);
    expect(new Uint8Array(heap.memory.buffer)[oldEnd]).toBe(1);
  });

  test('gives zeroed memory, used before or not, in part or in whole', () => {
    const heap = heapOf(64);
    const ones = (address: number, bytes: number) => heap.bytes().fill(1, address, address + bytes);
    const first = heap.allocate(1000, "allocate 'x'");
    const second = heap.allocate(500, "allocate 'y'");
    ones(first, 1008);
    ones(second, 512);
    heap.free(first);
    expect(heap.allocateRaw(1000)).toBe(first);
    expect(heap.bytes()[first], 'raw memory is as it was left').toBe(1);
    heap.free(first);
    heap.free(second);
    const all = heap.allocate(3000, "allocate 'z'");
    expect(all).toBe(first);
    expect(
      heap
        .bytes()
        .subarray(all, all + 3000)
        .indexOf(1),
    ).toBe(-1);
  });

  test('says what there is where there is no room', () => {
    const heap = heapOf(32);
    heap.allocate(MiB, "allocate 'x'");
    const error = outOfMemory(() => heap.allocate(MiB, "allocate 'big'"));
    expect(error.message).toBe(
      "allocate 'big': no room for 1048576 bytes: 1048576 are in use, the largest free block has 1048512, the maximum is 2097152\n" +
        '  Dispose buffers that are no longer needed, pass a larger maximumBytes to wasm(), or work on the data in pieces.',
    );
    expect(heap.allocateRaw(MiB)).toBeUndefined();
    expect(heap.allocateRaw(MiB - 64)).toBe(MiB + 64);
  });

  test('never hands out what is reserved', () => {
    const heap = heapOf(32);
    heap.bytes().fill(1, heap.allocate(0, "allocate 'x'"));
    expect(heap.bytes().indexOf(1)).toBe(64);
    const more = new Heap(heap.memory, 32 * PAGE, 1001);
    expect(more.allocateRaw(1)).toBe(1008);
    expect(new Heap(heap.memory, 32 * PAGE, 10).allocateRaw(1)).toBe(64);
  });
});

test('an engine that refuses to grow the memory is named, and asked again the next time', () => {
  const memory = new Memory({ initial: 1, maximum: 64 });
  let refusal: Error | undefined = new RangeError('not today');
  const reluctant = {
    get buffer() {
      return memory.buffer;
    },
    grow(pages: number): number {
      if (refusal) throw refusal;
      return memory.grow(pages);
    },
  };
  const heap = new Heap(reluctant, 64 * PAGE);
  const error = outOfMemory(() => heap.allocate(2 * PAGE, "allocate 'x'"));
  expect(error.message).toContain('the engine refuses to grow the memory beyond 65536');
  expect(error.cause).toBe(refusal);
  expect(heap.allocateRaw(2 * PAGE)).toBeUndefined();
  expect(
    outOfMemory(() => heap.allocate(64 * PAGE, "allocate 'x'")).cause,
    'nothing was asked',
  ).toBeUndefined();
  refusal = undefined;
  expect(heap.allocate(2 * PAGE, "allocate 'x'")).toBe(64);
  refusal = new TypeError('no memory at all');
  expect(() => heap.allocate(10 * PAGE, "allocate 'x'")).toThrow(refusal);
});

describe('Heap.shared', () => {
  /** An engine with room for this number of pages, and the sizes that it was asked for. */
  function engineWith(pages: number) {
    const asked: (number | undefined)[] = [];
    class Refusing extends Memory {
      constructor(description: Description) {
        asked.push(description.maximum);
        if (description.maximum! > pages) throw new RangeError('could not allocate memory');
        super(description);
      }
    }
    return { engine: { Memory: Refusing }, asked };
  }

  test('begins small, in shared memory, and may grow to the maximum in whole pages', () => {
    const heap = Heap.shared(100 * PAGE + 5);
    expect(heap.maximumBytes).toBe(100 * PAGE);
    expect(heap.memory.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(heap.memory.buffer.byteLength).toBe(MiB);
    expect(heap.allocateRaw(100 * PAGE - 64)).toBe(64);
    expect(heap.memory.buffer.byteLength).toBe(100 * PAGE);
  });

  test('has all that is reserved from the beginning', () => {
    const heap = Heap.shared(100 * PAGE, 20 * PAGE + 1);
    expect(heap.memory.buffer.byteLength).toBe(21 * PAGE);
    expect(heap.allocateRaw(1)).toBe(20 * PAGE + 16);
  });

  test('never asks for as much as 4 GiB, nor begins with more than the maximum', () => {
    const { engine, asked } = engineWith(1024);
    expect(Heap.shared(2 ** 40, 64, engine).maximumBytes).toBe(1023 * PAGE);
    expect(asked[0]).toBe(65_535);
    expect(Heap.shared(PAGE).memory.buffer.byteLength).toBe(PAGE);
  });

  test('halves a maximum that the engine refuses', () => {
    const { engine, asked } = engineWith(5000);
    expect(Heap.shared(1024 * MiB, 64, engine).maximumBytes).toBe(256 * MiB);
    expect(asked).toEqual([16_384, 8192, 4096]);
  });

  test('down to 16 MiB', () => {
    const enough = engineWith(256);
    expect(Heap.shared(24 * MiB, 64, enough.engine).maximumBytes).toBe(16 * MiB);
    const { engine, asked } = engineWith(255);
    const error = outOfMemory(() => Heap.shared(100 * MiB, 64, engine));
    expect(asked).toEqual([1600, 800, 400, 256]);
    expect(error.message).toBe(
      'wasm: no room for a shared memory that may grow to 104857600 bytes, nor for one of 16777216\n' +
        '  Dispose accelerators that are no longer needed, or pass a smaller maximumBytes to wasm().',
    );
    expect(error.cause).toBeInstanceOf(RangeError);
  });

  test('asks once for less than that', () => {
    const { engine, asked } = engineWith(1);
    expect(outOfMemory(() => Heap.shared(2 * MiB, 64, engine)).message).toContain('grow to 2097152 bytes\n');
    expect(asked).toEqual([32]);
  });

  test('leaves every other error as it is', () => {
    const engine = {
      Memory: class extends Memory {
        constructor(description: Description) {
          super(description);
          throw new TypeError('no shared memory here');
        }
      },
    };
    expect(() => Heap.shared(64 * MiB, 64, engine)).toThrow('no shared memory here');
  });
});

// Runs the text of a program on an accelerator: what is printed is what ran.

import type { Accelerator, MemoryBuffer } from '@heddle/core';
import * as heddle from '@heddle/core';
import type { Program } from '../write/kernels.ts';

/** The contents of a buffer, element by element. */
export type Contents = readonly unknown[];

/** A program with its kernel, which is traced once for all accelerators. */
export type Runnable = (accelerator: Accelerator) => Promise<Contents[]>;

const names = Object.keys(heddle).join(', ');

export function runnable({ declarations, statements, buffers }: Program): Runnable {
  const declare = new Function(
    'heddle',
    `const { ${names} } = heddle;\n${declarations}\nreturn accelerator => {\n${statements}\nreturn [${buffers}];\n};`,
  );
  const run: (accelerator: Accelerator) => readonly MemoryBuffer[] = declare(heddle);
  return async accelerator => {
    const opened = run(accelerator);
    const found = await Promise.all(opened.map(async buffer => [...(await buffer.copyToCPUAsync())]));
    for (const buffer of opened) buffer.dispose();
    return found;
  };
}

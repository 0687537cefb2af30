// What the type of a kernel refuses: each refusal is a line under @ts-expect-error.
import { f32, kernel, read } from '@heddle/core';

export const refused = kernel({
  name: 'refused',
  params: { x: read(f32) },
  body({ x }, { index }) {
    // @ts-expect-error a parameter that is only read cannot be written
    x.at(index).$ = 1;
  },
});

// An editor shows the comment above a row of the operation table at the method that the row gives a value.
import { type OpName, ops } from '@heddle/core/backend';
import { describe, expect, it } from 'vitest';
import { edit } from './language-service.ts';

const names = (Object.keys(ops) as OpName[]).filter(name => name !== 'select');
const lines = names.map(name => `void v.${ops[name].on[0]}.${name};`);
const text = `import type { Bool, F32, I32, U32 } from '@heddle/core';
declare const v: { f32: F32; i32: I32; u32: U32; bool: Bool };
${lines.join('\n')}
`;
const program = edit(text);

describe('hovering over a method of a value', () => {
  it.each(names)('%s', name => {
    const line = lines[names.indexOf(name)]!;
    expect(program.hover(text.indexOf(line) + line.length - 2).comment).toMatch(/^\S.*\.$/);
  });
});

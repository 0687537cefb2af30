// A program as a test that can be pasted into found.test.ts.
import * as heddle from '@heddle/core';
import type { Capability } from '../../src/targets.ts';
import { literalOf } from '../write/literals.ts';

export interface Printed {
  readonly needs: readonly Capability[];
  readonly lines: readonly string[];
  /** What each expression yields. */
  readonly expected: readonly (readonly [expression: string, value: readonly unknown[]])[];
}

/** The import goes to the head of the file, where other tests have one of these names already. */
export function testOf({ needs, lines, expected }: Printed): string {
  const text = lines.join('\n');
  const names = Object.keys(heddle).filter(name => new RegExp(`\\b${name}\\b[(,\\] }]`).test(text));
  const options = needs.length > 0 ? `{ needs: [${needs.map(need => `'${need}'`).join(', ')}] }, ` : '';
  return [
    `import { ${names.join(', ')} } from '@heddle/core';`,
    '',
    `test('say what was wrong', ${options}async ({ accelerator }) => {`,
    ...text.split('\n').map(line => `  ${line}`),
    ...expected.map(([expression, value]) => `  expect([...${expression}]).toEqual(${literalOf(value)});`),
    '});',
  ].join('\n');
}

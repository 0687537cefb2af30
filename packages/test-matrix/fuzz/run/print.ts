// A program as a test that can be pasted into found.test.ts.
import * as heddle from '@heddle/core';
import type { Capability } from '../../harness/targets.ts';
import { literalOf } from '../write/literals.ts';
import * as hostScope from './host-scope.ts';

export interface Printed {
  readonly needs: readonly Capability[];
  readonly lines: readonly string[];
  readonly checks: readonly string[];
}

export const isEqual = (expression: string, value: readonly unknown[]): string =>
  `expect([...${expression}]).toEqual(${literalOf(value)});`;

/** The imports go to the head of the file, where other tests have one of these names already. */
export function testOf({ needs, lines, checks }: Printed): string {
  const text = [...lines, ...checks].join('\n');
  const used = (members: object): string[] =>
    Object.keys(members).filter(name => new RegExp(`\\b${name}\\b[(),\\] }]`).test(text));
  const ofHost = used(hostScope);
  const options = needs.length > 0 ? `{ needs: [${needs.map(need => `'${need}'`).join(', ')}] }, ` : '';
  return [
    `import { ${used(heddle).join(', ')} } from '@heddle/core';`,
    ...(ofHost.length > 0 ? [`import { ${ofHost.join(', ')} } from './run/host-scope.ts';`] : []),
    '',
    `test('say what was wrong', ${options}async ({ accelerator }) => {`,
    ...text.split('\n').map(line => `  ${line}`),
    '});',
  ].join('\n');
}

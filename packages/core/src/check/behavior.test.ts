import { expect, it } from 'vitest';
import { type Builder, build } from '../ir/build.test-support.ts';
import { BREAK, behavior, CONTINUE, NEXT, RETURN } from './behavior.ts';

/** The behavior of a block, which may contain `break` and `continue` without a loop. */
const of = (body: (b: Builder) => void): number => behavior(build({}, body).program.body);

const cases: readonly (readonly [string, number, (b: Builder) => void])[] = [
  ['nothing goes on', NEXT, () => {}],
  ['an exit', BREAK, b => b.break()],
  [
    'what is behind an exit does not count',
    RETURN,
    b => {
      b.return();
      b.break();
    },
  ],
  ['an if that may return', NEXT | RETURN, b => b.if(b.bool(true), () => b.return())],
  [
    'an if that leaves on both sides',
    BREAK | CONTINUE,
    b =>
      b.if(
        b.bool(true),
        () => b.break(),
        () => b.continue(),
      ),
  ],
  [
    'a loop keeps its own breaks',
    NEXT,
    b =>
      b.loop(() => {
        b.if(
          b.bool(true),
          () => b.continue(),
          () => b.break(),
        );
      }),
  ],
  [
    'a loop that only returns',
    RETURN,
    b =>
      b.loop(() => {
        b.if(b.bool(true), () => b.return());
      }),
  ],
  [
    'a loop that breaks or returns',
    NEXT | RETURN,
    b =>
      b.loop(() => {
        b.if(b.bool(true), () => b.return());
        b.break();
      }),
  ],
  ['a for may make no trip', NEXT | RETURN, b => b.for(b.u32(0), b.u32(1), b.u32(1), () => b.return())],
  ['a loop without an exit', 0, b => b.loop(() => {})],
];
it.each(cases)('%s', (_, expected, body) => expect(of(body)).toBe(expected));

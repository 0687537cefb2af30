import { expect, test } from 'vitest';
import { Clock } from './clock.ts';
import { Findings } from './findings.ts';
import { checksOf } from './options.ts';
import { Shadow } from './shadow.ts';

test('every invocation of every launch has a number of its own', () => {
  const clock = new Clock();
  clock.begin(3, 1);
  const range = [0, 1, 2].map(() => {
    clock.next();
    return clock.invocation;
  });
  clock.begin(4, 2);
  const groups = [0, 1].flatMap(group => {
    clock.enter(group);
    return [0, 1].map(lane => {
      clock.lane(lane);
      return clock.invocation;
    });
  });
  expect([...range, ...groups]).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('numbers start over before they overflow, and shadows with them', () => {
  const clock = new Clock();
  const findings = new Findings(clock, checksOf(true)!);
  const shadow = new Shadow(clock, 1, false);
  const write = (value: number): void => {
    clock.next();
    shadow.write(0, 8, -1, value);
  };
  clock.begin(2 ** 32 - 3, 1);
  shadow.begin(findings);
  write(1);
  clock.begin(2, 1);
  shadow.begin(findings);
  expect(clock.era).toBe(0);
  expect(clock.launch).toBe(2 ** 32 - 2);
  write(2);
  clock.begin(2 ** 31, 1);
  shadow.begin(findings);
  expect(clock.era).toBe(1);
  expect(clock.launch).toBe(1);
  write(3);
  expect(findings.all).toEqual([]);
  write(4);
  expect(findings.all).toMatchObject([{ what: 'race', earlier: { invocation: 1 } }]);
});

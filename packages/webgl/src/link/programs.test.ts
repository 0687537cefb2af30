import { HeddleError } from '@heddle/core/backend';
import { expect, test } from 'vitest';
import type { Preparation } from '../protocol.ts';
import { type Pass, Programs } from './programs.ts';

const passOf = (key: string): Pass => ({
  code: { fragment: key, launch: 'words', samplers: [], outputs: [] },
  key,
  refused: log => new HeddleError('HEDDLE_NOT_SUPPORTED', log),
});

const answer = (log?: string) => ({ log, reason: undefined });

/** The numbers that passes get in this order, and the messages to the device meanwhile. */
function usedInOrder(most: number, keys: string): { readonly ids: number[]; readonly told: string[] } {
  const programs = new Programs(most);
  const told: string[] = [];
  const tell = (message: Preparation): void => {
    const of = message.kind === 'program' ? ` ${message.code.fragment}` : '';
    told.push(`${message.kind} ${message.id}${of}`);
  };
  return { ids: [...keys].map(key => programs.use(passOf(key), tell).id), told };
}

test('a pass has one number, and the device is told of it once', () => {
  expect(usedInOrder(4, 'abaab')).toEqual({ ids: [1, 2, 1, 1, 2], told: ['program 1 a', 'program 2 b'] });
});

test('passes of the same source share a program, whoever made them', () => {
  const programs = new Programs();
  expect(programs.use(passOf('a'), () => {})).toBe(programs.use({ ...passOf('a') }, () => {}));
});

test('beyond the most, the one that was not used for longest goes, behind the one that takes its place', () => {
  const { ids, told } = usedInOrder(2, 'abac');
  expect(ids).toEqual([1, 2, 1, 3]);
  // a was used again since.
  expect(told).toEqual(['program 1 a', 'program 2 b', 'program 3 c', 'forget 2']);
});

test('one that went is made anew, under a number of its own', () => {
  const { ids, told } = usedInOrder(1, 'aba');
  expect(ids).toEqual([1, 2, 3]);
  expect(told).toEqual(['program 1 a', 'program 2 b', 'forget 1', 'program 3 a', 'forget 2']);
});

test('the device never has more than the most, and every number it is asked to use it has', () => {
  const programs = new Programs(3);
  const has = new Set<number>();
  let largest = 0;
  for (let i = 0; i < 200; i++) {
    const { id } = programs.use(passOf(`${(i * i) % 7}`), message => {
      if (message.kind === 'program') has.add(message.id);
      else expect(has.delete(message.id)).toBe(true);
    });
    expect(has.has(id)).toBe(true);
    largest = Math.max(largest, has.size);
  }
  expect(largest).toBe(3);
});

test('without a number of its own it keeps 256', () => {
  const programs = new Programs();
  const forgotten: number[] = [];
  for (let i = 1; i <= 258; i++) {
    programs.use(passOf(`${i}`), message => {
      if (message.kind === 'forget') forgotten.push(message.id);
    });
  }
  expect(forgotten).toEqual([1, 2]);
});

test("the compiler's answer reaches who asked for that program, also when it has gone meanwhile", async () => {
  const programs = new Programs(1);
  const [a, b] = ['a', 'b'].map(key => programs.use(passOf(key), () => {}));
  const answers: string[] = [];
  void a!.compiled.then(({ log }) => answers.push(`a: ${log}`));
  void b!.compiled.then(({ log }) => answers.push(`b: ${log}`));
  programs.compiled(2, answer());
  await b!.compiled;
  expect(answers).toEqual(['b: undefined']);
  programs.compiled(1, answer('ERROR: 0:1: no'));
  await a!.compiled;
  expect(answers).toEqual(['b: undefined', 'a: ERROR: 0:1: no']);
});

test('a program that is known is not awaited again', async () => {
  const programs = new Programs();
  programs.use(passOf('a'), () => {});
  programs.compiled(1, answer('refused'));
  expect(await programs.use(passOf('a'), () => {}).compiled).toEqual(answer('refused'));
});

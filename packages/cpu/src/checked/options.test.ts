import { HeddleTypeError } from '@heddle/core';
import { expect, test } from 'vitest';
import { checksOf } from './options.ts';

test('each switch is read once', () => {
  const asked: string[] = [];
  const switches = {
    get bounds() {
      asked.push('bounds');
      return false;
    },
    get nan() {
      asked.push('nan');
      return asked.length < 3;
    },
  };
  expect(checksOf(switches)).toEqual({ ...checksOf(true), bounds: false, nan: true });
  expect(asked).toEqual(['bounds', 'nan']);
});

test('a switch that is neither true nor false is refused; undefined is the default', () => {
  expect(() => checksOf({ nan: 1 })).toThrow(HeddleTypeError);
  expect(checksOf({ nan: undefined })).toEqual(checksOf(true));
});

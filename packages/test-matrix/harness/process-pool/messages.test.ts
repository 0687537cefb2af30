import { expect, it } from 'vitest';
import { decode, encode } from './messages.ts';

it('carries what two processes of Node would', () => {
  const message = {
    text: 'é',
    numbers: [0, -0, 1.5, Number.NaN, Number.NEGATIVE_INFINITY, 7n],
    nothing: [undefined, null],
    map: new Map<unknown, unknown>([[{ key: 1 }, new Set([1, 'two'])]]),
    pattern: /a\/b/giu,
    date: new Date(12),
  };
  expect(decode(encode(message))).toEqual(message);
});

it('keeps what is one object one, in cycles too', () => {
  interface Task {
    readonly tasks: Task[];
    file?: Task;
  }
  const file: Task = { tasks: [] };
  file.file = file;
  file.tasks.push({ tasks: [], file }, { tasks: [], file });
  const found = decode(encode(file)) as Task;
  expect(found.file).toBe(found);
  expect(found.tasks.map(task => task.file)).toEqual([found, found]);
});

it('carries an error with its name, stack, cause and own members', () => {
  const error = Object.assign(new RangeError('too far', { cause: new Error('why') }), { code: 'FAR' });
  const found = decode(encode(error)) as RangeError & { code: string };
  expect(found).toBeInstanceOf(Error);
  expect(found).toMatchObject({ name: 'RangeError', message: 'too far', stack: error.stack, code: 'FAR' });
  expect((found.cause as Error).message).toBe('why');
});

it('drops functions', () => {
  expect(decode(encode({ call: () => 1, kept: 2 }))).toEqual({ kept: 2 });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readFlights, readTable } from './data.ts';
import { InputError } from './input-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'heddle-data-'));
const path = join(folder, 'table.csv');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(table: string, column = 'delay') {
  writeFileSync(path, table);
  return readTable(path, column);
}

describe('a table', () => {
  test.each([
    ['line feeds', 'id,delay\na,1\nb,-2.5\n'],
    ['carriage returns and line feeds', 'id,delay\r\na,1\r\nb,-2.5\r\n'],
    ['both in one file', 'id,delay\r\na,1\nb,-2.5'],
    ['a byte order mark', '\uFEFFdelay,id\n1,a\n-2.5,b\n'],
    ['quoted fields with separators', '"id","delay"\n"a, ""x""","1"\n"b\nc","-2.5"\n'],
    ['blanks around fields', ' id , delay \n a , 1 \n b ,\t-2.5\n'],
    ['empty lines', '\nid,delay\n\na,1\n\nb,-2.5\n\n'],
    ['exponents, signs and points', 'delay\n+1e0\n-.25E+1\n'],
  ])('%s', async (_, table) => {
    const { values, blanks } = await read(table);
    expect([...values]).toEqual([1, -2.5]);
    expect(blanks).toBe(0);
  });

  test('blank cells are left out, and counted', async () => {
    const { values, blanks } = await read('id,delay\na,1\nb,\nc,"  "\nd,2\n');
    expect([...values]).toEqual([1, 2]);
    expect(blanks).toBe(2);
  });

  test('one row is enough', async () => {
    expect([...(await read('delay\n7')).values]).toEqual([7]);
  });

  test('the input is named', async () => {
    expect((await read('delay\n7')).input).toBe(`${path}, column "delay"`);
  });
});

describe('what is no column of numbers is refused in words', () => {
  test.each([
    ['nothing at all', '', ' is empty: expected a header and rows below it'],
    ['empty lines alone', '\n\n', ' is empty: expected a header and rows below it'],
    ['a header alone', 'id,delay\n', ' has a header and no rows below it'],
    ['no such column', 'id,late\na,1\n', ' has no column "delay"; its columns are "id", "late"'],
    ['a column twice', 'delay,delay\n1,2\n', ' has several columns "delay": expected one of that name'],
    [
      'blank cells alone',
      'id,delay\na,\nb,\n',
      ', column "delay": expected numbers, found blank cells alone (2 of them)',
    ],
    ['text', 'id,delay\na,1\n\nb,late\n', ', column "delay", row 2: expected a number, found "late"'],
    [
      'a long text',
      `delay\n${'x'.repeat(50)}\n`,
      `, column "delay", row 1: expected a number, found "${'x'.repeat(40)}..."`,
    ],
    ['NaN', 'delay\nNaN\n', ', column "delay", row 1: expected a number, found "NaN"'],
    ['an infinity', 'delay\n-Infinity\n', ', column "delay", row 1: expected a number, found "-Infinity"'],
    ['hexadecimal', 'delay\n0x10\n', ', column "delay", row 1: expected a number, found "0x10"'],
    ['a group separator', 'delay\n"1,000"\n', ', column "delay", row 1: expected a number, found "1,000"'],
    [
      'beyond an f32',
      'delay\n1\n-1e39\n',
      ', column "delay", row 2: expected a number that fits into a 32-bit float (up to 3.40e+38), found "-1e39"',
    ],
    [
      'beyond a double',
      'delay\n1e999\n',
      ', column "delay", row 1: expected a number that fits into a 32-bit float (up to 3.40e+38), found "1e999"',
    ],
    [
      'a row that is longer',
      'id,delay\na,1\nb,2,3\n',
      ' is no table: Invalid Record Length: expect 2, got 3 on line 3',
    ],
    ['an open quote', 'id,delay\na,"1\n', / is no table: Quote Not Closed/],
  ])('%s', async (_, table, message) => {
    const reading = read(table);
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(
      typeof message === 'string' ? new InputError(path + message) : message,
    );
  });

  test.each([
    ['no such file', join(folder, 'absent.csv'), 'there is no such file'],
    ['a folder', folder, 'it is a directory'],
  ])('%s', async (_, at, reason) => {
    await expect(readTable(at, 'delay')).rejects.toThrow(new InputError(`cannot read ${at}: ${reason}`));
  });
});

test('a table longer than any buffer on the way', async () => {
  const rows = Array.from({ length: 50_000 }, (_, i) => `row ${i},${i}`);
  const { values } = await read(`id,delay\r\n${rows.join('\r\n')}`);
  expect(values).toEqual(Float64Array.from({ length: 50_000 }, (_, i) => i));
});

describe('the flights', () => {
  test('have 200 000 delays', async () => {
    const { values, input } = await readFlights('delay');
    expect(values).toHaveLength(200_000);
    expect(input).toBe('flights-200k.json of vega-datasets, column "delay"');
  });
  test('have no other columns than theirs', async () => {
    await expect(readFlights('gate')).rejects.toThrow(
      'flights-200k.json of vega-datasets has no column "gate"; its columns are "delay", "distance", "time"',
    );
  });
});

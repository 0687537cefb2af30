// The source of the numbers: the flight delays of vega-datasets, or a column of a CSV file. Everything a
// file can get wrong ends here, as an InputError. Blank cells are missing values: left out, and counted.
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pipeline } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { CsvError, parse } from 'csv-parse';
import { F32_MAX } from './bounds.ts';
import { InputError } from './input-error.ts';

export interface Column {
  /** A description of the data that was read. */
  readonly input: string;
  /** At least one, each finite, also as an f32. */
  readonly values: Float64Array;
  readonly blanks: number;
}

const FLIGHTS = 'flights-200k.json';

export async function readFlights(column: string): Promise<Column> {
  // The package exports its entry alone; the data lies beside it.
  const require = createRequire(import.meta.url);
  const entry = require.resolve('vega-datasets');
  const flights = JSON.parse(await readFile(new URL(`../data/${FLIGHTS}`, pathToFileURL(entry)), 'utf8'));
  const source = `${FLIGHTS} of vega-datasets`;
  find(column, Object.keys(flights[0]), source);
  const numbers = collect(source, column);
  for (const flight of flights) numbers.add(String(flight[column] ?? ''));
  return numbers.finish();
}

export async function readTable(path: string, column: string): Promise<Column> {
  const records = parse({
    bom: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: true,
    trim: true,
  });
  const numbers = collect(path, column);
  let index: number | undefined;
  try {
    pipeline(createReadStream(path), records, () => {});
    for await (const record of records as AsyncIterable<string[]>) {
      if (index === undefined) index = find(column, record, path);
      else numbers.add(record[index]!);
    }
  } catch (error) {
    throw inWords(path, error);
  }
  if (index === undefined) throw new InputError(`${path} is empty: expected a header and rows below it`);
  return numbers.finish();
}

function find(column: string, columns: readonly string[], source: string): number {
  const index = columns.indexOf(column);
  if (index < 0) {
    throw new InputError(
      `${source} has no column ${quoted(column)}; its columns are ${columns.map(quoted).join(', ')}`,
    );
  }
  if (columns.lastIndexOf(column) !== index) {
    throw new InputError(`${source} has several columns ${quoted(column)}: expected one of that name`);
  }
  return index;
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function collect(source: string, column: string) {
  const values: number[] = [];
  let row = 0;
  let blanks = 0;
  return {
    add(cell: string): void {
      row += 1;
      const text = cell.trim();
      if (text === '') {
        blanks += 1;
        return;
      }
      // Number() takes '0x10' and 'Infinity' too.
      if (!decimal.test(text)) {
        throw new InputError(
          `${source}, column ${quoted(column)}, row ${row}: expected a number, found ${quoted(text)}`,
        );
      }
      const value = Number(text);
      if (!Number.isFinite(Math.fround(value))) {
        throw new InputError(
          `${source}, column ${quoted(column)}, row ${row}: expected a number that fits into a 32-bit float (up to ${F32_MAX.toPrecision(3)}), found ${quoted(text)}`,
        );
      }
      values.push(value);
    },
    finish(): Column {
      if (row === 0) throw new InputError(`${source} has a header and no rows below it`);
      if (values.length === 0) {
        throw new InputError(
          `${source}, column ${quoted(column)}: expected numbers, found blank cells alone (${row} of them)`,
        );
      }
      return { input: `${source}, column ${quoted(column)}`, values: Float64Array.from(values), blanks };
    },
  };
}

const LONGEST = 40;

/** The text as JSON, which shows blanks and control characters. A long text, as of a file without a table, is cut. */
const quoted = (text: string) =>
  JSON.stringify(text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text);

const reasons: { readonly [code: string]: string } = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'permission denied',
};

function inWords(path: string, error: unknown): unknown {
  if (error instanceof CsvError) return new InputError(`${path} is no table: ${error.message}`);
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) return error;
  return new InputError(`cannot read ${path}: ${reasons[code] ?? code}`);
}

// Messages between Vitest and its worker in another runtime, as text: the structured clones that two processes of Node
// would exchange are in V8's own format. Deno's V8 writes a later version of it than Node's can read, and Bun has no V8.

type Cell = readonly [kind: string, ...rest: unknown[]];

/**
 * Everything that Vitest sends, cycles included; what has no meaning in another process, such as a function,
 * becomes undefined.
 */
export function encode(message: unknown): string {
  const cells: Cell[] = [];
  /** The numbers of known objects. Primitives are left out: a Map takes 0 and -0 for one key. */
  const known = new Map<unknown, number>();
  const put = (value: unknown): number => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const at = cells.push(['undefined']) - 1;
    if (typeof value === 'object') known.set(value, at);
    cells[at] = cellOf(value, put);
    return at;
  };
  put(message);
  return JSON.stringify(cells);
}

function cellOf(value: unknown, put: (value: unknown) => number): Cell {
  if (typeof value === 'bigint') return ['bigint', `${value}`];
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
    return ['number', Object.is(value, -0) ? '-0' : `${value}`];
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return ['json', value];
  if (typeof value !== 'object') return ['undefined'];
  if (Array.isArray(value)) return ['array', ...value.map(put)];
  if (value instanceof Map) return ['map', ...[...value].flat().map(put)];
  if (value instanceof Set) return ['set', ...[...value].map(put)];
  if (value instanceof RegExp) return ['regexp', value.source, value.flags];
  if (value instanceof Date) return ['date', value.getTime()];
  const own = Object.entries(value);
  if (!(value instanceof Error)) return ['object', ...own.flat().map(put)];
  const { name, message, stack, cause } = value;
  return [
    'error',
    ...Object.entries({ ...value, name, message, stack, cause })
      .flat()
      .map(put),
  ];
}

export function decode(text: string): unknown {
  const cells: readonly Cell[] = JSON.parse(text);
  const made = new Map<number, unknown>();
  const get = (at: unknown): unknown => {
    if (!made.has(at as number)) make(at as number);
    return made.get(at as number);
  };
  /** Containers are known before what they hold, so that a cycle finds its beginning. */
  const make = (at: number): void => {
    const [kind, ...rest] = cells[at]!;
    const keep = <T>(value: T): T => {
      made.set(at, value);
      return value;
    };
    switch (kind) {
      case 'array': {
        const array: unknown[] = keep([]);
        for (const item of rest) array.push(get(item));
        return;
      }
      case 'set': {
        const set = keep(new Set());
        for (const item of rest) set.add(get(item));
        return;
      }
      case 'map': {
        const map = keep(new Map());
        for (const [key, value] of pairs(rest)) map.set(get(key), get(value));
        return;
      }
      case 'object':
      case 'error': {
        const object = keep<object>(kind === 'error' ? new Error() : {});
        for (const [key, value] of pairs(rest))
          Object.defineProperty(object, get(key) as string, {
            value: get(value),
            enumerable: kind === 'object',
            writable: true,
            configurable: true,
          });
        return;
      }
      default:
        keep(leaf(kind, rest));
    }
  };
  return get(0);
}

function leaf(kind: string, [value, flags]: readonly unknown[]): unknown {
  switch (kind) {
    case 'json':
      return value;
    case 'number':
      return Number(value);
    case 'bigint':
      return BigInt(value as string);
    case 'regexp':
      return new RegExp(value as string, flags as string);
    case 'date':
      return new Date(value as number);
    default:
      return undefined;
  }
}

function* pairs(list: readonly unknown[]): Generator<readonly [unknown, unknown]> {
  for (let i = 0; i < list.length; i += 2) yield [list[i], list[i + 1]];
}

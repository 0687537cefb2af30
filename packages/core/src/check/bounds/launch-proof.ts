import type { AccessSummary, IndexRange, LaunchShape } from '../checked.ts';

/**
 * Interval arithmetic over `IndexRange`: the bounds of an index for one launch or, without a shape, for every launch.
 * All values are 32-bit patterns read as u32. The arithmetic uses doubles. A result that may leave the 32 bits may
 * wrap, so its interval is that of all patterns. An interval with `low > high` is empty: no invocation gets there.
 */
const MOST = 2 ** 32 - 1;

// The result of the last `bound`. These are two variables and not an object, because this runs at every launch.
let low = 0;
let high = 0;

/**
 * True if every access with a launch-time check is in bounds in this launch, so that it may run the `proven` form.
 */
export function launchIsProven({ atLaunch }: AccessSummary, shape: LaunchShape): boolean {
  for (let i = 0; i < atLaunch.length; i++) {
    const { index, param } = atLaunch[i]!;
    bound(index, shape);
    if (!(high < (shape.views[param]?.length ?? 0))) return false;
  }
  return true;
}

/** The interval of an index, as `[low, high]`. */
export function interval(range: IndexRange, shape?: LaunchShape): readonly [number, number] {
  bound(range, shape);
  return [low, high];
}

function anything(): void {
  low = 0;
  high = MOST;
}

function point(value: number | undefined): void {
  if (value === undefined || !(value >= 0 && value <= MOST)) return anything();
  low = value;
  high = value;
}

function below(extent: number): void {
  low = 0;
  high = Math.min(extent - 1, MOST);
}

function bound(range: IndexRange, shape: LaunchShape | undefined): void {
  switch (range.kind) {
    case 'const':
      low = range.value;
      high = range.value;
      return;
    case 'builtin':
      return boundBuiltin(range.builtin, shape);
    case 'length':
      return point(shape?.views[range.param]?.[range.axis]);
    case 'value':
      return point(shape?.values[range.param]);
    case 'unknown':
      return anything();
    case 'counter': {
      bound(range.from, shape);
      const from = low;
      bound(range.to, shape);
      low = from;
      high -= 1;
      return;
    }
    case 'selectBelow':
      return boundSelect(range, shape);
    default: {
      bound(range.left, shape);
      const leftLow = low;
      const leftHigh = high;
      bound(range.right, shape);
      return combine(range.kind, leftLow, leftHigh, low, high);
    }
  }
}

function boundBuiltin(builtin: string, shape: LaunchShape | undefined): void {
  if (!shape) return anything();
  const { extent } = shape;
  switch (builtin) {
    case 'index.x':
    case 'groupIndex':
      return below(extent[0]);
    case 'index.y':
      return below(extent[1]);
    case 'index.z':
      return below(extent[2]);
    case 'extent.x':
    case 'groupCount':
      return point(extent[0]);
    case 'extent.y':
      return point(extent[1]);
    case 'extent.z':
      return point(extent[2]);
    default:
      return anything();
  }
}

function boundSelect(
  range: IndexRange & { readonly kind: 'selectBelow' },
  shape: LaunchShape | undefined,
): void {
  bound(range.when, shape);
  const whenLow = low;
  const whenHigh = high;
  bound(range.limit, shape);
  if (whenHigh < low) return bound(range.then, shape);
  if (whenLow >= high) return bound(range.else, shape);
  bound(range.then, shape);
  const thenLow = low;
  const thenHigh = high;
  bound(range.else, shape);
  low = Math.min(low, thenLow);
  high = Math.max(high, thenHigh);
}

type BinaryKind = Extract<IndexRange, { readonly left: IndexRange }>['kind'];

function combine(kind: BinaryKind, aLow: number, aHigh: number, bLow: number, bHigh: number): void {
  if (aLow > aHigh || bLow > bHigh) {
    low = 1;
    high = 0;
    return;
  }
  switch (kind) {
    case 'add':
      low = aLow + bLow;
      high = aHigh + bHigh;
      break;
    case 'sub':
      low = aLow - bHigh;
      high = aHigh - bLow;
      break;
    case 'mul':
      low = aLow * bLow;
      high = aHigh * bHigh;
      break;
    case 'shl':
      if (bHigh > 31) return anything();
      low = aLow * 2 ** bLow;
      high = aHigh * 2 ** bHigh;
      break;
    case 'shr':
      // The count is taken mod 32.
      low = bHigh > 31 ? 0 : Math.floor(aLow / 2 ** bHigh);
      high = bHigh > 31 ? aHigh : Math.floor(aHigh / 2 ** bLow);
      return;
    case 'div':
      // x / 0 = x
      low = Math.floor(aLow / Math.max(bHigh, 1));
      high = Math.floor(aHigh / Math.max(bLow, 1));
      return;
    case 'rem':
      // x % 0 = 0
      if (aHigh < bLow) {
        low = aLow;
        high = aHigh;
      } else {
        low = 0;
        high = Math.min(aHigh, Math.max(bHigh - 1, 0));
      }
      return;
    case 'min':
      low = Math.min(aLow, bLow);
      high = Math.min(aHigh, bHigh);
      return;
    case 'max':
      low = Math.max(aLow, bLow);
      high = Math.max(aHigh, bHigh);
      return;
    case 'and':
      low = 0;
      high = Math.min(aHigh, bHigh);
      return;
    case 'below':
      low = aLow;
      high = Math.min(aHigh, bHigh - 1);
      return;
    case 'atMost':
      low = aLow;
      high = Math.min(aHigh, bHigh);
      return;
    case 'above':
      low = Math.max(aLow, bLow + 1);
      high = aHigh;
      return;
    case 'atLeast':
      low = Math.max(aLow, bLow);
      high = aHigh;
      return;
  }
  if (low < 0 || high > MOST) anything();
}

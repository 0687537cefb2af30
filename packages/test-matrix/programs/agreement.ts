// The check of an operation's result on a device against the promise of the language for that target.
import { accuracy, evaluator, type OpName, ops } from '@heddle/core/backend';
import type { Target } from '../harness/targets.ts';
import type { Scalar } from './edge-values.ts';

/** Rounded correctly on software, though WGSL allows more. */
const EXACT_ON_SOFTWARE: readonly OpName[] = ['div', 'sqrt'];
const KEEPS_BITS: readonly OpName[] = ['toF32', 'select', 'strict'];
const TESTS_BITS: readonly OpName[] = ['isNan', 'isInf', 'isFinite', 'toI32', 'toU32', 'bitsI32', 'bitsU32'];
/** The result for a NaN is chosen by the device, and so is the sign of a zero. */
const CHOOSES: readonly OpName[] = ['min', 'max', 'saturate', 'sign'];

const isSubnormal = (x: number): boolean => x !== 0 && Math.abs(x) < 2 ** -126;
const sameBits = (a: number, b: number): boolean => Object.is(a, b);

/** Numbers are those of their type, booleans 0 and 1. */
export function agrees(
  target: Target,
  name: OpName,
  on: Scalar,
  args: readonly number[],
  found: number,
): boolean {
  const { result } = ops[name];
  const row = accuracy[name];
  const [a = 0, b = 0, c = 0] = args;
  const expected = evaluator(name, on)(a, b, c);
  if (on !== 'f32') return sameBits(found, expected);
  if (result !== 'same' && result !== 'f32') return agreesOffFloat(target, name, args, found, expected);
  if (KEEPS_BITS.includes(name)) return sameBits(found, expected);
  if (row && !(target.bitExactFloat && EXACT_ON_SOFTWARE.includes(name))) {
    if (!row.domain.contains(a, b, c) || found === expected || (found !== found && expected !== expected))
      return true;
    const bound = (target.bitExactFloat ? row.precise : row.portable)(expected, a, b, c);
    // without a bound it may be anything, a NaN too
    if (bound === Infinity || Math.abs(found - expected) <= bound) return true;
    // what within the bound is subnormal may be flushed
    return !target.bitExactFloat && found === 0 && Math.abs(expected) - bound < 2 ** -126;
  }
  if (CHOOSES.includes(name) && args.some(Number.isNaN)) return true;
  if (target.bitExactFloat)
    return sameBits(found, expected) || (CHOOSES.includes(name) && found === expected);
  // A device may assume that all numbers are finite, may flush subnormals and ignore the sign of a zero.
  if ([...args, expected].some(x => !Number.isFinite(x)) || args.some(isSubnormal)) return true;
  // what was subnormal before it was rounded may be flushed as well
  return found === expected || (Math.abs(expected) <= 2 ** -126 && found === 0);
}

/** The result is no f32, though the arguments are. */
function agreesOffFloat(
  target: Target,
  name: OpName,
  args: readonly number[],
  found: number,
  expected: number,
): boolean {
  // A bit cast may change the payload of a NaN.
  if (name.startsWith('bits') && Number.isNaN(args[0])) return (found & 0x7fff_ffff) > 0x7f80_0000;
  if (!target.bitExactFloat && !TESTS_BITS.includes(name)) {
    if (args.some(x => Number.isNaN(x) || isSubnormal(x))) return true;
  }
  return found === expected;
}

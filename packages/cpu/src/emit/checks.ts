import type { FlatAtomic, FlatInspect, FlatLoad, FlatStore, Observe, OpName } from '@heddle/core/backend';
import { accuracy } from '@heddle/core/backend';
import type { Checks } from '../checked/options.ts';
import type { CodePrinter } from './code-printer.ts';
import { at, bounds, Level } from './expression.ts';

/** The observations that a checked kernel makes besides its accesses. */
export function inspected({ overflow, division, nan, domain }: Checks): Observe {
  return {
    inspects: (name, on) =>
      on === 'f32'
        ? nan || (division && isDivision(name)) || (domain && hasDomain(name))
        : (overflow && name in EXACT) || (division && isDivision(name)),
  };
}

const hasDomain = (name: OpName): boolean => name in accuracy;
const isDivision = (name: string): boolean => name === 'div' || name === 'rem';

/** The result before wrapping, as a whole number. A product may be rounded, but never across a bound. */
const EXACT: Readonly<Record<string, (a: string, b: string) => string>> = {
  add: (a, b) => `${a} + ${b}`,
  sub: (a, b) => `${a} - ${b}`,
  mul: (a, b) => `${a} * ${b}`,
  neg: a => `-${a}`,
  abs: a => `Math.abs(${a})`,
};

/**
 * Prints the check in front of an access of a checked kernel. It reports the access to the shadow of the word
 * or, out of bounds, to the findings.
 */
export function printProbe(printer: CodePrinter, access: FlatLoad | FlatStore | FlatAtomic): void {
  const { unit, lines } = printer;
  if (unit.checks === undefined || access.origin === undefined) return;
  const { instruction, indices } = access.origin;
  const told = tellShadow(printer, access, instruction);
  if (access.ok === undefined) {
    lines.add(...told);
    return;
  }
  const ok = printer.value(access.ok);
  if (!unit.checks.bounds) {
    if (told.length > 0) lines.add(`if (${ok.text}) { ${told.join(' ')} }`);
    return;
  }
  const found = indices.map(index => `, ${printer.exact(index).text}`).join('');
  const missed = `${unit.findings}.missed(${instruction}${found});`;
  if (told.length === 0) lines.add(`if (!${at(Level.unary, ok)}) ${missed}`);
  else
    lines.add(`if (${ok.text}) ${told.length === 1 ? told[0] : `{ ${told.join(' ')} }`}`, `else ${missed}`);
}

function tellShadow(
  printer: CodePrinter,
  access: FlatLoad | FlatStore | FlatAtomic,
  site: number,
): readonly string[] {
  const { unit } = printer;
  const { memory, op } = access;
  if (memory.kind !== 'view' && memory.kind !== 'shared') return [];
  const { init } = unit.checks!;
  const word = printer.address(access);
  const isView = memory.kind === 'view';
  if (op === 'atomic') {
    if (!init || !isView) return [];
    return [
      access.name === 'load'
        ? `${unit.shadow(memory)}.use(${word}, ${site});`
        : `${unit.shadow(memory)}.mark(${word});`,
    ];
  }
  if (op === 'store') {
    const type = unit.typeOf(access.value);
    const after = type === 'bool' ? printer.stored(access.value) : printer.exact(access.value).text;
    return [`${unit.shadow(memory)}.write(${word}, ${site}, ${printer.place(access, type)}, ${after});`];
  }
  // A read-only view races with nothing, because no view that may be written overlaps it.
  const mayRace = !isView || unit.program.params[memory.index]!.access !== 'read';
  return [
    ...(mayRace ? [`${unit.shadow(memory)}.read(${word}, ${site});`] : []),
    ...(init ? [`${unit.shadow(memory)}.use(${word}, ${site});`] : []),
  ];
}

/** Prints the checks that the lints request for a computation of the source. */
export function printInspection(printer: CodePrinter, inspect: FlatInspect): void {
  const { unit, lines } = printer;
  const { overflow, division, nan, domain } = unit.checks!;
  const { instruction, name, on, args, result } = inspect;
  const operands = args.map(arg => at(Level.primary, printer.exact(arg)));
  const list = operands.join(', ');
  if (division && isDivision(name)) lines.add(`${unit.findings}.divided(${instruction}, ${list});`);
  if (on === 'f32') {
    const all = (): string => [printer.exact(result).text, ...operands].join(', ');
    if (nan && unit.typeOf(result) === 'f32') lines.add(`${unit.findings}.float(${instruction}, ${all()});`);
    if (domain && hasDomain(name))
      lines.add(`${unit.findings}.outside(${instruction}, '${name}', ${all()});`);
    return;
  }
  const exact = EXACT[name];
  if (!overflow || exact === undefined || on === 'bool') return;
  const { low, high } = bounds(on);
  const value = exact(operands[0]!, operands[1] ?? '');
  lines.add(`${unit.findings}.integer(${instruction}, ${value}, ${low}, ${high}, ${list});`);
}

import type { FlatAtomic } from '@heddle/core/backend';
import type { CodePrinter } from './code-printer.ts';

/**
 * One thread runs all invocations one after the other, so an atomic is a read and a write. Typed arrays wrap
 * the values that are stored.
 */
export function printAtomic(printer: CodePrinter, atomic: FlatAtomic): void {
  const { id, name, on, args, ok } = atomic;
  const place = printer.place(atomic, on);
  const isUsed = name !== 'store' && printer.isUsed(id);
  if (!isUsed && name === 'load') return;
  const old = isUsed || needsOld(name) ? printer.unit.name('old') : undefined;
  const write = written();
  const condition = ok === undefined ? undefined : printer.value(ok).text;
  if (old === undefined) {
    printer.lines.add(condition === undefined ? write! : `if (${condition}) ${write}`);
    return;
  }
  if (condition === undefined) {
    printer.lines.add(`const ${old} = ${place};`);
    if (write !== undefined) printer.lines.add(write);
  } else {
    printer.lines.add(`let ${old} = 0;`);
    printer.lines.braces(`if (${condition})`, () => {
      printer.lines.add(`${old} = ${place};`);
      if (write !== undefined) printer.lines.add(write);
    });
  }
  if (isUsed) printer.named(id, old);

  function written(): string | undefined {
    const [operand, desired] = args;
    const value = operand === undefined ? '' : printer.value(operand).text;
    switch (name) {
      case 'load':
        return undefined;
      case 'store':
      case 'exchange':
        return `${place} = ${value};`;
      case 'add':
        return `${place} += ${value};`;
      case 'sub':
        return `${place} -= ${value};`;
      case 'and':
        return `${place} &= ${value};`;
      case 'or':
        return `${place} |= ${value};`;
      case 'xor':
        return `${place} ^= ${value};`;
      case 'min':
      case 'max':
        return `${place} = Math.${name}(${old}, ${printer.exact(operand!).text});`;
      case 'compareExchange':
        return `if (${old} === ${printer.exact(operand!).text}) ${place} = ${printer.value(desired!).text};`;
    }
  }
}

const needsOld = (name: FlatAtomic['name']): boolean =>
  name === 'min' || name === 'max' || name === 'compareExchange';

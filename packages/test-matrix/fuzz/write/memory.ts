// Writes the memory of a program: its buffers with their data, and the views of them that a launch takes.

import type { ParamDraft } from '../model/kernel.ts';
import type { Floats } from '../model/signatures.ts';
import type { Type } from '../model/types.ts';
import { hostText, listOf, numbers } from './literals.ts';

export interface Param extends ParamDraft {
  readonly name: string;
  readonly of: Type;
  /** Its elements lie between those of this parameter, in one buffer. */
  readonly host?: string;
}

/** Those that are `beside` another share the buffer of the last one before them that has it for itself. */
export function paired(params: readonly Param[]): readonly Param[] {
  const made: Param[] = [];
  let free: Param | undefined;
  for (const param of params) {
    const isView = param.access !== 'value' && param.access !== 'atomics';
    if (isView && param.beside && free) {
      const host = { ...free, step: Math.max(2, free.step) };
      made[made.indexOf(free)] = host;
      made.push({ ...param, of: host.of, host: host.name, step: host.step, offset: host.offset + 1 });
      free = undefined;
    } else {
      made.push(param);
      if (isView) free = param;
    }
  }
  return made;
}

/** The least number of elements in the buffer of a view with these lengths. */
export function elementsUnder({ offset, step }: Param, lengths: readonly number[]): number {
  return offset + (product(lengths) - 1) * step + 1;
}

export const product = (lengths: readonly number[]): number =>
  lengths.reduce((all, length) => all * length, 1);

export const bufferOf = ({ name, host }: Param): string => `${host ?? name}Buffer`;

export function bufferText(param: Param, elements: number, floats: Floats): string {
  const { of, seed } = param;
  const next = numbers(seed);
  const data = seed === 0 ? String(elements) : listOf(elements, () => hostText(of, next, floats));
  return `const ${bufferOf(param)} = accelerator.allocate(${of.text}, ${data});`;
}

export function viewText(param: Param, lengths: readonly number[], elements: number): string {
  const { name, offset, step } = param;
  const length = product(lengths);
  const isWhole = offset === 0 && step === 1 && elements === length;
  const part = isWhole ? '' : `.subView(${offset}, ${(length - 1) * step + 1})`;
  const strided = step === 1 ? '' : `.strided(${step})`;
  const shape = lengths.length === 1 ? '' : `.as${lengths.length}D(${extentText(lengths)})`;
  return `const ${name} = ${bufferOf(param)}${part}${strided}${shape};`;
}

export const extentText = (lengths: readonly number[]): string =>
  lengths.length === 1
    ? String(lengths[0])
    : `{ ${['width', 'height', 'depth']
        .slice(0, lengths.length)
        .map((axis, i) => `${axis}: ${lengths[i]}`)
        .join(', ')} }`;

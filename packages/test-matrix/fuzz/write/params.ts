// The accesses that a body may make to each parameter, and the places where it may make them.
import type { KernelDraft, ParamDraft } from '../model/kernel.ts';
import { simple } from '../model/types.ts';
import type { Param } from './memory.ts';
import { type Source, VALUE } from './scope.ts';

type Shape = Pick<KernelDraft, 'kind' | 'dimensions' | 'groupSize'>;

export function sourcesOf(
  { name, access, of: type, address, update }: Param,
  { kind, dimensions, groupSize }: Shape,
): Source[] {
  const place = { ...VALUE, form: 'place', text: name, type, uniform: false } as const;
  const length: Source = { ...VALUE, text: `${name}.length`, type: simple('u32'), uniform: true };
  switch (access) {
    case 'value':
      return [{ ...VALUE, text: name, type, uniform: true }];
    case 'read': {
      const axes = ['width', 'height', 'depth'].slice(0, dimensions).map(axis => `${name}.${axis}`);
      const lengths = address === 'axes' && dimensions > 1 ? axes : [`${name}.length`];
      return [length, { ...place, lengths, uniform: true }];
    }
    case 'atomics':
      return [length, { ...place, form: 'atomic', lengths: [`${name}.length`], readable: false, update }];
    case 'write':
    case 'readWrite': {
      const readable = access === 'readWrite';
      const text = `${name}.at(${own(address, dimensions)})`;
      if (kind === 'range' || !readable) {
        // `out` is for the summary
        return [length, { ...place, text, readable, writable: name !== 'out' }];
      }
      const wrap = (index: string): string =>
        `g.groupIndex.mul(${groupSize}).add(u32(${index}).rem(${groupSize}))`;
      return [
        length,
        { ...place, text, writable: true, during: 'otherwise' },
        ...(address === 'line' || address === 'axes'
          ? [{ ...place, lengths: [String(groupSize)], wrap, during: 'exchange' } as const]
          : []),
      ];
    }
  }
}

/** The index of an invocation's own element. */
function own(address: ParamDraft['address'], dimensions: 1 | 2 | 3): string {
  if (address === 'line' || (address === 'axes' && dimensions === 1)) return 'at';
  if (address === 'axes') return ['index.x', 'index.y', 'index.z'].slice(0, dimensions).join(', ');
  return `at.mul(${address.times >>> 0}).add(${address.plus >>> 0})`;
}

// Writes what a body knows at its beginning, and what it leaves at its end.
import type { SharedDraft } from '../model/kernel.ts';
import { simple, type Type } from '../model/types.ts';
import { type Scope, VALUE } from './scope.ts';

export function rangeContext(scope: Scope, dimensions: 1 | 2 | 3): string[] {
  const axes = ['x', 'y', 'z'].slice(0, dimensions);
  const value = (text: string): void => scope.add({ ...VALUE, text, type: simple('u32'), uniform: false });
  value('at');
  if (dimensions === 1) value('extent');
  else for (const axis of axes) [`index.${axis}`, `extent.${axis}`].forEach(value);
  return [
    {
      1: 'const at = index;',
      2: 'const at = index.y.mul(extent.x).add(index.x);',
      3: 'const at = index.z.mul(extent.y).add(index.y).mul(extent.x).add(index.x);',
    }[dimensions],
  ];
}

export function groupContext(
  scope: Scope,
  { shared, groupSize }: { readonly shared: readonly SharedDraft[]; readonly groupSize: number },
  typeOf: (pick: number) => Type,
): string[] {
  for (const name of ['globalIndex', 'localIndex', 'groupIndex', 'groupCount']) {
    const uniform = name.startsWith('group');
    scope.add({ ...VALUE, text: `g.${name}`, type: simple('u32'), uniform });
  }
  const lines = shared.map(({ type: pick, more, update }, i) => {
    const name = `s${i}`;
    const length = Math.max(1, groupSize + more);
    if (update) {
      const type = simple((['u32', 'i32'] as const)[pick % 2]!);
      const atomic = { ...VALUE, text: name, type, lengths: [String(length)], uniform: false } as const;
      scope.add({ ...atomic, form: 'atomic', readable: false, update, during: 'otherwise' });
      scope.add({ ...atomic, suffix: '.load()', during: 'exchange' });
      return `const ${name} = g.shared(atomic(${type.text}), ${length});`;
    }
    const type = typeOf(pick);
    const place = { ...VALUE, form: 'place', type, uniform: false } as const;
    scope.add({ ...place, text: `${name}.at(g.localIndex)`, writable: true, during: 'otherwise' });
    scope.add({ ...place, text: name, lengths: [String(length)], during: 'exchange' });
    scope.shared.push({ text: name, type, length: String(length) });
    return `const ${name} = g.shared(${type.text}, ${length});`;
  });
  return ['const at = g.globalIndex;', ...lines];
}

/** Statements that fold the final values of all variables into one number. */
export function summary(scope: Scope): string[] {
  const parts = scope.sources
    .filter(({ text }) => /^[vx]\d+$/.test(text))
    .flatMap(({ text, type, form }) =>
      leavesOf(type)
        .slice(0, 4)
        .map(({ steps, scalar }) => asU32(`${text}${steps}${form === 'place' ? '.$' : ''}`, scalar)),
    );
  return [
    'const sum = variable(u32);',
    ...parts.map(part => `sum.$ = sum.$.mul(31).add(${part});`),
    'out.at(at).$ = sum.$;',
  ];
}

function leavesOf(type: Type, steps = ''): { readonly steps: string; readonly scalar: string }[] {
  switch (type.kind) {
    case 'struct':
      return type.fields.flatMap(([name, field]) => leavesOf(field, `${steps}.${name}`));
    case 'array':
      return Array.from({ length: type.length }, (_, i) =>
        leavesOf(type.element, `${steps}.at(${i})`),
      ).flat();
    case 'simple':
      return type.n === 1
        ? [{ steps, scalar: type.scalar }]
        : [...'xyzw'.slice(0, type.n)].map(letter => ({ steps: `${steps}.${letter}`, scalar: type.scalar }));
  }
}

const asU32 = (text: string, scalar: string): string =>
  scalar === 'u32' ? text : scalar === 'f32' ? `u32(i32(${text}.mul(16)))` : `u32(${text})`;

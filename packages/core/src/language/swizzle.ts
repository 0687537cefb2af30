import type { VectorNode } from '../ir/types.ts';
import { COMPONENTS, typeName } from '../ir/types.ts';
import { LETTERS } from './absent-member.ts';
import { describe } from './brand.ts';
import type { Node } from './node.ts';
import { construct, extract } from './node.ts';
import { fail } from './trace.ts';

/** The components that the letters name, in their order: `v.zyx`, or `v.swz('zyx')` if the letters are computed. */
export function swizzle(self: Node, letters: unknown): Node {
  const type = self.type as VectorNode;
  const known = COMPONENTS.slice(0, type.n) as readonly string[];
  const picks =
    typeof letters === 'string' && LETTERS.test(letters) ? [...letters].map(l => known.indexOf(l)) : [-1];
  if (picks.includes(-1)) {
    fail(
      `${typeName(type)}: expected 2 to 4 letters out of ${known.join('')}, found ${describe(letters)}`,
      "A swizzle is v.zyx, or v.swz('zyx') if the letters are computed.",
    );
  }
  return construct(
    { ...type, n: picks.length as 2 | 3 | 4 },
    picks.map(pick => extract(self, pick)),
  );
}

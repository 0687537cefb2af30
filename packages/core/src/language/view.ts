import type { PlaceRoot } from '../ir/ir.ts';
import type { MemoryType } from '../ir/types.ts';
import { sameType, U32 } from '../ir/types.ts';
import { absentMembers } from './absent-member.ts';
import type { Node } from './node.ts';
import { compute, constant, nodeFor, selectNode, use } from './node.ts';
import type { PlaceNode } from './place.ts';
import { place } from './place.ts';
import { currentSite, located } from './source.ts';
import type { Made } from './trace.ts';
import { checkInScope, emit, fail, made, tracer } from './trace.ts';
import { indexNode, readonlyMember, standIn, wrap } from './value.ts';

/** A view in a kernel: a parameter or shared memory, whose elements are places. */
interface ViewNode {
  readonly root: PlaceRoot;
  readonly type: MemoryType;
  readonly access: PlaceNode['access'];
  readonly name: string;
}

const VIEW: unique symbol = Symbol('view');
interface ViewObject {
  readonly [VIEW]: ViewNode & Made;
}
type Axis = 'length' | 'width' | 'height' | 'depth';

function node(self: ViewObject): ViewNode & Made {
  const own = self[VIEW];
  checkInScope(own, 'view');
  return own;
}

const axis = (param: number, which: Axis): Node =>
  nodeFor(U32, emit({ op: 'length', type: U32, param, axis: which }));

function elementAt(self: ViewObject, index: Node): unknown {
  const { root, type, access, name } = node(self);
  return place({ root, path: [{ element: use(index) }], type, access, name: `${name}.at(...)` });
}

const unsigned = (index: Node): Node => (sameType(index.type, U32) ? index : compute('toU32', index));
/** An index that is out of bounds of every view, because a view has at most 2^31 bytes. */
const NOWHERE = 0xffff_ffff;
/** The index if the coordinate is within its axis. Without this check `at(width, 0)` would be `at(0, 1)`. */
const bounded = (coordinate: Node, limit: Node, index: Node): Node =>
  selectNode(compute('lt', coordinate, limit), index, constant(U32, NOWHERE));

/** Records the number of coordinates. A launch compares the shape of its view with it. */
function noteCoordinates(param: number, name: string, count: number): void {
  const { coordinates } = tracer();
  const known = coordinates.get(param);
  if (known && known.count !== count)
    fail(
      `'${name}' is indexed by (x, y) and by (x, y, z)`,
      'A view has rows, or layers of rows: pass the same buffer as two parameters, one of each kind.',
      currentSite(),
      known.site,
    );
  coordinates.set(param, known ?? { count, site: currentSite() });
}

function linearIndex(self: ViewObject, coordinates: readonly unknown[]): Node {
  const { root, name } = node(self);
  if (coordinates.length < 1 || coordinates.length > 3)
    fail(`${name}.at takes 1 to 3 indices, found ${coordinates.length}`, CHOOSE);
  const [first, ...others] = coordinates.map(coordinate => indexNode(coordinate, `${name}.at`));
  if (others.length === 0) return first!;
  noteCoordinates(root.index, name, coordinates.length);
  const x = unsigned(first!);
  const [y, z] = others.map(unsigned);
  const width = axis(root.index, 'width');
  const height = axis(root.index, 'height');
  const row = z === undefined ? y! : compute('add', compute('mul', z, height), y!);
  const index = compute('add', compute('mul', row, width), x);
  const inPlane = bounded(x, width, bounded(y!, height, index));
  return z === undefined ? inPlane : bounded(z, axis(root.index, 'depth'), inPlane);
}

const CHOOSE = 'Choose an element: view.at(i).$ = v';
const ELEMENTS = 'Its elements are view.at(i).$: For(view.length, i => { ... }).';

const base: object = Object.create(
  absentMembers<ViewObject>(
    'a view',
    (self, name) => fail(`view '${self[VIEW].name}' has no .${name}`, ELEMENTS),
    () => CHOOSE,
    () => ELEMENTS,
  ),
  standIn('view'),
);
readonlyMember(base, '$', () => fail('a view has no .$', 'Choose an element: view.at(i).$'), CHOOSE);

const parameterPrototype: object = Object.create(base, {
  at: {
    value: located(function (this: ViewObject, ...coordinates: unknown[]) {
      return elementAt(this, linearIndex(this, coordinates));
    }),
  },
});
for (const which of ['length', 'width', 'height', 'depth'] as const) {
  readonlyMember(
    parameterPrototype,
    which,
    function (this: ViewObject) {
      return wrap(axis(node(this).root.index, which));
    },
    'The host decides how large a view is.',
  );
}

const sharedPrototype: object = Object.create(base, {
  at: {
    value: located(function (this: ViewObject, index: unknown) {
      return elementAt(this, indexNode(index, `${node(this).name}.at`));
    }),
  },
});

function view(prototype: object, own: ViewNode, members?: PropertyDescriptorMap): object {
  return Object.freeze(
    Object.create(prototype, { ...members, [VIEW]: { value: { ...own, ...made() } } }) as object,
  );
}

export const parameterView = (own: ViewNode): object => view(parameterPrototype, own);
export const sharedView = (own: ViewNode, length: number): object =>
  view(sharedPrototype, own, { length: { value: length } });

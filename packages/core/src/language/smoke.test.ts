import { test } from 'vitest';
import * as h from './index.ts';
test('smoke', () => {
  const { kernel, groupKernel, f32, read, write, readWrite, If, op } = h;
  const saxpy = kernel({ name: 'saxpy', params: { a: f32, x: read(f32), y: readWrite(f32) }, body({ a, x, y }, { index }) { y.at(index).$ = a.mul(x.at(index).$).add(y.at(index).$); } });
  console.log(JSON.stringify(saxpy.ir, null, 1));
  const groupReduce = (op: any, groupSize = 4) =>
  groupKernel({
    name: `reduce_${op.name}`,
    params: { source: read(op.type), target: write(op.type) },
    groupSize,
    body({ source, target }: any, g) {
      const tile = g.shared(op.type, groupSize) as any;
      const lane = g.localIndex;
      tile.at(lane).$ = op.identity();
      If(g.globalIndex.lt(source.length), () => { tile.at(lane).$ = source.at(g.globalIndex).$; });
      for (let half = groupSize >> 1; half > 0; half >>= 1) {
        g.barrier();
        If(lane.lt(half), () => { tile.at(lane).$ = op.combine(tile.at(lane).$, tile.at(lane.add(half)).$); });
      }
      If(lane.eq(0), () => { target.at(g.groupIndex).$ = tile.at(0).$; });
    },
  });
  console.log(JSON.stringify(groupReduce(op.max(f32)).ir));
  try { kernel({ name: 'bad', params: { x: read(f32) , y: write(f32)}, body({ x, y }, { index }) {
    let k: any; If(index.eq(0), () => { k = x.at(index).$; }); y.at(index).$ = k; } }).ir; } catch (e) { console.log(String(e)); }
});

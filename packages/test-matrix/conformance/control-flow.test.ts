// Every shape of control flow, with conditions that differ from one invocation to the next, against a replay
// in plain JavaScript. Each runs in a range kernel, in a function, and in a group kernel behind a barrier.
import {
  array,
  For,
  fn,
  groupKernel,
  kernel,
  Return,
  read,
  type U32,
  u32,
  variable,
  write,
} from '@heddle/core';
import { describe, expect, type Fixtures, suite, test } from '../harness/conformance.ts';
import { branchShapes } from '../programs/branch-shapes.ts';
import type { DeviceWorld, Shape } from '../programs/control-shape.ts';
import { loopShapes } from '../programs/loop-shapes.ts';

const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k);

const shapes: readonly Shape[] = [...loopShapes, ...branchShapes];

const COUNT = 24;
const data = range(COUNT + 2).map(k => (k * 7 + 3) % 11);
const Data = array(u32, data.length);

/** The order of what was logged, in one number. */
const mixed = (log: number, value: number): number => (Math.imul(log, 31) + value + 1) >>> 0;
function expected(shape: Shape): number[] {
  return range(COUNT).map(i => {
    let log = 0;
    shape.replay(i, {
      log: value => {
        log = mixed(log, value);
      },
      peek: at => data[at] ?? 0,
    });
    return log;
  });
}

/** Runs the shape with a log of its own. `leave` has the log to hand on. */
function traced(shape: Shape, i: U32, peek: DeviceWorld['peek'], leave: (log: U32) => void): U32 {
  const log = variable(u32);
  shape.device(i, {
    log: value => {
      log.$ = log.$.mul(31).add(value).add(1);
    },
    peek,
    leave: () => leave(log.$),
  });
  return log.$;
}

const settings: Record<string, (shape: Shape, fixtures: Fixtures) => Promise<Uint32Array>> = {
  'in a range kernel': async (shape, { accelerator }) => {
    const out = accelerator.allocate(u32, COUNT);
    const ranged = kernel({
      name: 'ranged',
      params: { data: read(u32), out: write(u32) },
      body({ data, out }, { index }) {
        const leave = (log: U32): void => {
          out.at(index).$ = log;
          Return();
        };
        out.at(index).$ = traced(shape, index, at => data.at(at).$, leave);
      },
    });
    accelerator.launch(ranged, COUNT, { data: accelerator.allocate(u32, data), out });
    return out.copyToCPUAsync();
  },
  'in a function': async (shape, { accelerator }) => {
    const out = accelerator.allocate(u32, COUNT);
    const called = fn('called', [u32, Data], u32, (i, values) =>
      traced(
        shape,
        i,
        at => values.at(at),
        log => Return(log),
      ),
    );
    const calling = kernel({
      name: 'calling',
      params: { data: Data, out: write(u32) },
      body({ data, out }, { index }) {
        out.at(index).$ = called(index, data);
      },
    });
    accelerator.launch(calling, COUNT, { data, out });
    return out.copyToCPUAsync();
  },
  'in a group kernel, behind a barrier': async (shape, { accelerator }) => {
    const out = accelerator.allocate(u32, COUNT);
    const grouped = groupKernel({
      name: 'grouped',
      groupSize: COUNT / 3,
      params: { data: read(u32), out: write(u32) },
      body({ data, out }, g) {
        const tile = g.shared(u32, COUNT + 2);
        For({ from: g.localIndex, to: COUNT + 2, step: g.groupSize }, k => {
          tile.at(k).$ = data.at(k).$;
        });
        const index = g.globalIndex;
        g.barrier();
        const leave = (log: U32): void => {
          out.at(index).$ = log;
          Return();
        };
        out.at(index).$ = traced(shape, index, at => tile.at(at).$, leave);
      },
    });
    accelerator.launch(grouped, { groups: 3 }, { data: accelerator.allocate(u32, data), out });
    return out.copyToCPUAsync();
  },
};

suite('control-flow', () => {
  for (const [setting, run] of Object.entries(settings)) {
    describe(setting, () => {
      for (const shape of shapes) {
        test(shape.name, { needs: setting.includes('group') ? ['groups'] : [] }, async fixtures => {
          expect([...(await run(shape, fixtures))]).toEqual(expected(shape));
        });
      }
    });
  }
});

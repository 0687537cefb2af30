import type { CheckedProgram } from '../check/checked.ts';
import type { Builtin, LengthNode, Program } from '../ir/ir.ts';
import { layout, leafOffsets } from '../ir/layout.ts';
import { leaves } from '../ir/types.ts';
import { valueOffsets } from '../ir/value-words.ts';
import { compile, type Executable } from './compile.ts';
import { type Binding, binding } from './machine.ts';
import type { Observer } from './observer.ts';

export interface InterpreterLaunch {
  /** The extent. It is 1 in absent dimensions; for a group kernel it is [groups, 1, 1]. */
  readonly extent: readonly [number, number, number];
  readonly views: readonly InterpreterView[];
  /** The words of the `value` parameters, at the offsets of `valueOffsets`. */
  readonly words: Uint32Array;
  /** An observer, which is called for every access; see `Observer`. */
  readonly observer?: Observer | undefined;
}

/**
 * A view. Element i of the parameter is element `offset + i * step` of the buffer, which begins at `byteOffset` (a
 * multiple of 4) of the memory.
 */
export interface InterpreterView {
  readonly param: number;
  readonly memory: ArrayBufferLike;
  readonly byteOffset: number;
  readonly offset: number;
  readonly step: number;
  readonly length: number;
  readonly width: number;
  readonly height: number;
  readonly depth: number;
}

const executables = new WeakMap<Program, Executable>();

/**
 * Runs a launch to its end. This is the executable definition of the IR, and the reference for tests of every backend.
 * It executes the instructions of the program in lockstep: all invocations of a group, or a few hundred neighbours of
 * a range kernel, execute an instruction before any executes the next one. Invocations that control flow has led
 * elsewhere are inactive. A barrier needs no code, because `check` has proved that all invocations reach it together.
 * The interpreter needs no `eval`, so it runs under every content security policy.
 */
export function interpret({ program }: CheckedProgram, launch: InterpreterLaunch): void {
  const executable = executables.get(program) ?? compile(program);
  executables.set(program, executable);
  const { machine } = executable;
  bind(program, executable, launch);
  machine.observer = launch.observer;
  try {
    if (program.kind === 'group') runGroups(executable, launch.extent[0]);
    else runRange(executable, launch.extent);
  } finally {
    // The machine is kept after the launch, so it must not keep the memory alive.
    machine.observer = undefined;
    machine.views.length = 0;
  }
}

function bind(
  program: Program,
  { machine, values, lengths }: Executable,
  { views, words }: InterpreterLaunch,
): void {
  const { registers } = machine;
  for (const view of views) machine.views[view.param] = bindView(program, view);
  for (const [key, slot] of lengths) {
    const [axis, param] = key.split(' ') as [LengthNode['axis'], string];
    registers.fill(slot, machine.views[Number(param)]!.extent[axis]);
  }
  const { offsets } = valueOffsets(program.params);
  for (const [param, slots] of values) {
    const { type } = program.params[param]!;
    const scalars = leaves(type);
    for (const [leaf, byte] of leafOffsets(type, 4 * offsets[param]!).entries()) {
      const bits = words[byte / 4]!;
      registers.fill(slots[leaf]!, scalars[leaf] === 'bool' && bits !== 0 ? 1 : bits);
    }
  }
}

function bindView(
  program: Program,
  { param, memory, byteOffset, offset, step, ...extent }: InterpreterView,
): Binding {
  const stride = layout(program.params[param]!.type).stride / 4;
  return binding(
    new Uint32Array(memory, 0, memory.byteLength >>> 2),
    byteOffset / 4 + offset * stride,
    step * stride,
    extent,
  );
}

/** Fills the row of a builtin, if the program uses it. */
function fillBuiltin(
  { machine: { registers }, builtins }: Executable,
  builtin: Builtin,
  value: (lane: number) => number,
): void {
  const slot = builtins.get(builtin);
  if (slot === undefined) return;
  for (let lane = 0; lane < registers.lanes; lane++) registers.u32[slot + lane] = value(lane);
}

function runRange(executable: Executable, [width, height, depth]: readonly [number, number, number]): void {
  const { machine, run } = executable;
  fillBuiltin(executable, 'extent.x', () => width);
  fillBuiltin(executable, 'extent.y', () => height);
  fillBuiltin(executable, 'extent.z', () => depth);
  const total = width * height * depth;
  for (let first = 0; first < total; first += machine.lanes) {
    machine.first = first;
    fillBuiltin(executable, 'index.x', lane => (first + lane) % width);
    fillBuiltin(executable, 'index.y', lane => Math.floor((first + lane) / width) % height);
    fillBuiltin(executable, 'index.z', lane => Math.floor((first + lane) / (width * height)));
    machine.state.fill(0);
    run(machine.all, Math.min(machine.lanes, total - first));
  }
}

function runGroups(executable: Executable, groups: number): void {
  const { machine, run } = executable;
  const { lanes } = machine;
  fillBuiltin(executable, 'localIndex', lane => lane);
  fillBuiltin(executable, 'groupCount', () => groups);
  for (let group = 0; group < groups; group++) {
    machine.first = group * lanes;
    fillBuiltin(executable, 'groupIndex', () => group);
    fillBuiltin(executable, 'globalIndex', lane => group * lanes + lane);
    for (const { words } of machine.shared) words.fill(0);
    machine.observer?.group(group);
    machine.state.fill(0);
    run(machine.all, lanes);
  }
}

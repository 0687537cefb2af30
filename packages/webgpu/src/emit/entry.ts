import { type Builtin, type ShaderProgram, shaderOperands, walk } from '@heddle/core/backend';
import { ENTRY_POINT, type Module } from './module.ts';

/** Invocations along each axis of a workgroup of a range kernel. */
const RANGE_SIZES = { 1: [64, 1, 1], 2: [8, 8, 1], 3: [4, 4, 4] } as const;

export function workgroupSize({
  kind,
  dimensions,
  groupSize,
}: ShaderProgram): readonly [number, number, number] {
  return kind === 'group' ? [groupSize, 1, 1] : RANGE_SIZES[dimensions];
}

/**
 * The lines before the kernel's body: the entry point's head, and the invocation's indices with the guard of
 * the extent.
 */
export interface EntryHead {
  readonly head: readonly string[];
  readonly start: readonly string[];
}

export function entryHead(module: Module): EntryHead {
  const [x, y, z] = workgroupSize(module.program);
  const size = z > 1 ? `${x}, ${y}, ${z}` : y > 1 ? `${x}, ${y}` : `${x}`;
  const { params, start } = module.program.kind === 'group' ? groupStart(module) : rangeStart(module);
  return { head: [`@compute @workgroup_size(${size})`, `fn ${ENTRY_POINT}(${params.join(', ')})`], start };
}

interface Start {
  readonly params: readonly string[];
  readonly start: readonly string[];
}

function rangeStart(module: Module): Start {
  const { names, launch, program } = module;
  const index = names.name('index');
  const id = names.name('id');
  if (program.dimensions === 1) {
    const groups = names.name('groups');
    module.setBuiltin('index.x', index);
    return {
      params: [`@builtin(global_invocation_id) ${id}: vec3u`, `@builtin(num_workgroups) ${groups}: vec3u`],
      start: [
        `let ${index} = ${launch}.first.x + ${id}.x + ${id}.y * ${groups}.x * ${workgroupSize(program)[0]}u;`,
        ...guard(`${index} >= ${launch}.extent.x`),
      ],
    };
  }
  const axes = program.dimensions === 2 ? (['x', 'y'] as const) : (['x', 'y', 'z'] as const);
  for (const axis of axes) module.setBuiltin(`index.${axis}`, `${index}.${axis}`);
  const part = program.dimensions === 2 ? '.xy' : '';
  return {
    params: [`@builtin(global_invocation_id) ${id}: vec3u`],
    start: [
      `let ${index} = ${launch}.first${part} + ${id}${part};`,
      ...guard(`any(${index} >= ${launch}.extent${part})`),
    ],
  };
}

function groupStart(module: Module): Start {
  const { names, launch, program } = module;
  const used = builtinsOf(program);
  const id = names.name('id');
  const groups = names.name('groups');
  const lane = names.name('lane');
  const group = names.name('group');
  module.setBuiltin('groupIndex', group);
  module.setBuiltin('localIndex', lane);
  const params = [`@builtin(workgroup_id) ${id}: vec3u`, `@builtin(num_workgroups) ${groups}: vec3u`];
  if (used.has('localIndex') || used.has('globalIndex'))
    params.push(`@builtin(local_invocation_index) ${lane}: u32`);
  // The condition is the same for the whole group, so the barriers after it stay in uniform control flow.
  const start = [
    `let ${group} = ${id}.x + ${id}.y * ${groups}.x;`,
    ...guard(`${group} >= ${launch}.extent.x`),
  ];
  if (used.has('globalIndex')) {
    const index = names.name('index');
    module.setBuiltin('globalIndex', index);
    start.push(`let ${index} = ${group} * ${program.groupSize}u + ${lane};`);
  }
  return { params, start };
}

const guard = (isBeyond: string): readonly string[] => [`if (${isBeyond}) {`, '  return;', '}'];

function builtinsOf({ body, inputs }: ShaderProgram): ReadonlySet<Builtin> {
  const used = new Set<Builtin>();
  for (const instruction of walk(body)) {
    for (const id of shaderOperands(instruction)) {
      const input = inputs.get(id);
      if (input?.op === 'builtin') used.add(input.builtin);
    }
  }
  return used;
}

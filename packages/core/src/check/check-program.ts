import type { FunctionNode, Param, Program, Shared } from '../ir/ir.ts';
import { type MemoryType, typeName } from '../ir/types.ts';
import type { Fail } from './fail.ts';

/** Checks the declarations of the program: its kind, sizes, parameters, shared memory and their types. */
export function checkProgram(program: Program, fail: Fail): void {
  const { kind, groupSize, dimensions, params, shared, functions } = program;
  const whole = (value: number, least: number): boolean => Number.isInteger(value) && value >= least;
  if (kind === 'range') {
    if (groupSize !== 0) fail('a kernel over a range has no group size', []);
    if (shared.length > 0) fail('shared memory in a kernel over a range', [], 'Use groupKernel.');
    if (!whole(dimensions, 1) || dimensions > 3) fail(`dimensions are 1, 2 or 3, found ${dimensions}`, []);
  } else {
    if (!whole(groupSize, 1)) fail(`expected a group size of at least 1, found ${groupSize}`, []);
    if (dimensions !== 1) fail('a group kernel has one dimension', []);
  }
  params.forEach((param, i) => {
    if (params.findIndex(({ name }) => name === param.name) !== i)
      fail(`two parameters are named '${param.name}'`, []);
    checkParam(param, fail);
  });
  for (const memory of shared) checkShared(memory, fail);
  for (const { type } of program.locals) checkType(type, 'a variable', fail);
  for (const declared of functions) checkFunction(declared, fail);
}

function checkParam({ name, access, type }: Param, fail: Fail): void {
  checkType(type, `parameter '${name}'`, fail);
  if (access === 'atomics' && !(type.kind === 'scalar' && (type.scalar === 'i32' || type.scalar === 'u32'))) {
    fail(`parameter '${name}': atomics are i32 or u32, found ${typeName(type)}`, []);
  }
}

function checkShared({ type, length }: Shared, fail: Fail): void {
  if (!Number.isInteger(length) || length < 1)
    fail(`shared memory has at least 1 element, found ${length}`, []);
  if (type.kind === 'atomic') {
    if (type.elem.scalar !== 'i32' && type.elem.scalar !== 'u32')
      fail(`atomics are i32 or u32, found ${typeName(type)}`, []);
  } else {
    checkType(type, 'shared memory', fail);
  }
}

function checkFunction({ name, params, result, locals }: FunctionNode, fail: Fail): void {
  for (const { type } of [...params, ...locals]) checkType(type, `function '${name}'`, fail);
  checkType(result, `the result of function '${name}'`, fail);
}

/** Checks a type. WGSL has no empty structs or arrays. Atomics may occur in memory only. */
function checkType(type: MemoryType, of: string, fail: Fail): void {
  switch (type.kind) {
    case 'scalar':
      return;
    case 'vec':
      if (type.n !== 2 && type.n !== 3 && type.n !== 4)
        fail(`${of}: a vector has 2, 3 or 4 components, found ${String(type.n)}`, []);
      return;
    case 'array':
      if (!Number.isInteger(type.length) || type.length < 1)
        fail(`${of}: an array has at least 1 element, found ${type.length}`, []);
      return checkType(type.elem, of, fail);
    case 'struct': {
      const fields = Object.values(type.fields);
      if (fields.length === 0) fail(`${of}: struct '${type.name}' has no fields`, []);
      for (const field of fields) checkType(field, of, fail);
      return;
    }
    case 'atomic':
      fail(`${of} cannot hold an atomic: atomics are parameters of access 'atomics', or shared memory`, []);
  }
}

// The verdict of core on a kernel's barriers, and the kernel's WGSL, made even if core refuses the kernel.
import type { CheckedProgram } from '@heddle/core/backend';
import { check } from '@heddle/core/backend';
import { accessOf } from '../../../core/src/check/bounds/access.ts';
import { emitWgsl } from '../../../webgpu/src/emit/emit.ts';
import { kernelOf, type Row } from '../../programs/uniformity-scene.ts';
import type { ShaderJob } from '../wgsl/run-shaders.ts';

const UNIFORMITY = /this (barrier|uniformLoad) (may not be reached by all|has an index)/;

export interface Verdict {
  readonly name: string;
  readonly isRefused: boolean;
  readonly shaders: readonly ShaderJob[];
}

/** Any other mistake than one of uniformity is thrown. */
export function verdictOn(row: Row): Verdict {
  const program = kernelOf(row).ir;
  const location = () => undefined;
  let isRefused = false;
  try {
    check({ program, location });
  } catch (error) {
    if (!UNIFORMITY.test((error as Error).message)) throw error;
    isRefused = true;
  }
  // As `check` makes it, but for the check of uniformity: an emitter must not depend on what that found.
  const { summary: access } = accessOf(program);
  const unchecked = { program, hash: '', location, needs: [], uniform: new Set(), access };
  const shaders = (['proven', 'checked'] as const).map(form => ({
    name: `${row[0]} (${form})`,
    code: emitWgsl(unchecked as unknown as CheckedProgram, form).code,
  }));
  return { name: row[0], isRefused, shaders };
}

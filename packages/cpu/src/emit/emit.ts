import { type CheckedProgram, type Evaluate, evaluator, type Form, flatten } from '@heddle/core/backend';
import type { Checks } from '../checked/options.ts';
import type { CheckedLaunch } from '../checked/sanitizer.ts';
import { inspected } from './checks.ts';
import type { Callee } from './code-printer.ts';
import { printFunction } from './functions.ts';
import { printGroupKernel } from './group-kernel.ts';
import { Lines } from './lines.ts';
import { printRangeKernel } from './range-kernel.ts';
import { Unit } from './unit.ts';

/**
 * The launch as emitted code receives it. In a group kernel an invocation's global index must fit in a u32.
 */
export interface EmittedLaunch {
  /** For a group kernel: [groups, 1, 1]. */
  readonly extent: readonly [number, number, number];
  /** The view parameters in order. Each array spans the whole buffer. */
  readonly views: readonly EmittedView[];
  /** The words of all `value` parameters (`valueOffsets`). */
  readonly words: Uint32Array;
  /** Present for a checked kernel. */
  readonly checked?: CheckedLaunch | undefined;
}

export interface EmittedView {
  readonly param: number;
  readonly f32: Float32Array;
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
  /**
   * The offset in elements of the parameter's type: element i of the view is element `offset + i * step` of
   * the buffer.
   */
  readonly offset: number;
  readonly step: number;
  readonly length: number;
  readonly width: number;
  readonly height: number;
  readonly depth: number;
}

export interface EmittedCode {
  /** The body of a function with the parameters `launch` and `operations`. */
  readonly source: string;
  /** Compiles the source. Throws an EvalError if a content security policy forbids it. */
  link(): (launch: EmittedLaunch) => void;
}

/**
 * Translates a program to a JavaScript function that runs a whole launch. With `checks` the code reports
 * every access before it happens, and makes the other requested checks.
 */
export function emitJavaScript(program: CheckedProgram, form: Form, checks?: Checks): EmittedCode {
  const unit = new Unit(flatten(program, form, checks && inspected(checks)), checks);
  const functions: Callee[] = [];
  const lines = new Lines();
  for (const code of unit.program.functions) functions.push(printFunction(unit, lines, code, functions));
  if (unit.program.kind === 'range') printRangeKernel(unit, lines, functions);
  else printGroupKernel(unit, lines, functions);
  const source = ["'use strict';", ...unit.declarations].map(line => `${line}\n`).join('') + lines;

  return {
    source,
    link() {
      const operations: Record<string, Evaluate> = {};
      for (const [name, { name: operation, on }] of unit.evaluations)
        operations[name] = evaluator(operation, on);
      const run = new Function('launch', 'operations', source) as (
        launch: EmittedLaunch,
        operations: unknown,
      ) => void;
      return launch => run(launch, operations);
    },
  };
}

import type { BoundView, CheckedProgram, LaunchOperation } from '@heddle/core/backend';
import { failureOf, layout, OutOfMemoryError } from '@heddle/core/backend';
import { Clock } from './clock.ts';
import { Findings } from './findings.ts';
import type { Checks } from './options.ts';
import { warnOfLimits } from './portability.ts';
import { Report } from './report.ts';
import { Shadow } from './shadow.ts';

/** The launch as the code of a checked kernel sees it. */
export interface CheckedLaunch {
  readonly clock: Clock;
  readonly findings: Findings;
  /** The shadows of the launch's views; undefined for a view that needs no check. */
  readonly views: readonly (Shadow | undefined)[];
  readonly shared: readonly Shadow[];
  /** Begins a group, whose shared memory is new. */
  enter(group: number): void;
}

/** Memory that can have a shadow, which is made when it is first needed. */
export interface Shadowed {
  readonly u32: Uint32Array;
  readonly written?: Uint8Array | undefined;
  shadow: Shadow | undefined;
}

/** Runs the launches of an accelerator with shadow memory, and reports the findings. */
export class Sanitizer {
  readonly checks: Checks;
  readonly #clock = new Clock();

  constructor(checks: Checks) {
    this.checks = checks;
  }

  /** Throws the findings after the launch, which runs to its end as it would unchecked. */
  run(
    compiled: CheckedProgram,
    launch: LaunchOperation,
    memoryOf: (view: BoundView) => Shadowed,
    body: (checked: CheckedLaunch) => void,
  ): void {
    if (this.checks.portability) warnOfLimits(launch.program);
    const { extent } = launch.shape;
    const { params, shared, groupSize, kind } = launch.program.program;
    const size = kind === 'group' ? groupSize : 1;
    this.#clock.begin(extent[0] * extent[1] * extent[2] * size, size);
    const findings = new Findings(this.#clock, this.checks);
    const views = launch.views.map(view => {
      const { access } = params[view.param]!;
      const isNeeded = this.checks.init || access === 'write' || access === 'readWrite';
      return isNeeded ? this.#begin(memoryOf(view), findings) : undefined;
    });
    const tiles = shared.map(({ type, length }) => {
      const shadow = new Shadow(this.#clock, (length * layout(type).stride) / 4, true);
      shadow.begin(findings);
      return shadow;
    });
    const enter = (group: number): void => {
      this.#clock.enter(group);
      for (const tile of tiles) tile.since = this.#clock.group;
    };
    body({ clock: this.#clock, findings, views, shared: tiles, enter });
    if (findings.all.length > 0) throw new Report(compiled, launch, this.#clock.launch).error(findings.all);
  }

  #begin(memory: Shadowed, findings: Findings): Shadow {
    try {
      memory.shadow ??= new Shadow(this.#clock, memory.u32.length, false, memory.written);
    } catch (cause) {
      const failure = failureOf(cause);
      if (!(failure instanceof OutOfMemoryError)) throw failure;
      throw new OutOfMemoryError('no memory for the shadow memory of a checked launch', {
        remedy: 'Run it on smaller buffers: the shadow memory of a buffer takes ten times its size.',
        cause,
      });
    }
    memory.shadow.begin(findings);
    return memory.shadow;
  }
}

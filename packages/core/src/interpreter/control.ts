import { BROKEN, type CONTINUED, type Lanes, type Machine, RETURNED, RUNNING, type Run } from './machine.ts';

/** A compiled block or instruction, and how invocations may leave it before its end. */
export interface Flow {
  readonly run: Run;
  /** True if it may leave by `break` or `continue` of a loop around it. */
  readonly jumps: boolean;
  readonly returns: boolean;
}

export const straight = (run: Run): Flow => ({ run, jumps: false, returns: false });

/** Runs the instructions in order, each for the invocations that are still running. */
export function sequence(machine: Machine, flows: readonly Flow[]): Flow {
  if (flows.length === 1) return flows[0]!;
  const jumps = flows.some(flow => flow.jumps);
  const returns = flows.some(flow => flow.returns);
  const runs = flows.map(flow => flow.run);
  if (!jumps && !returns) {
    return straight((active, count) => {
      for (let i = 0; i < runs.length; i++) runs[i]!(active, count);
    });
  }
  const { state } = machine;
  const leaves = flows.map(flow => flow.jumps || flow.returns);
  const running = machine.newLanes();
  const run: Run = (active, count) => {
    for (let i = 0; i < runs.length; i++) {
      runs[i]!(active, count);
      if (!leaves[i]) continue;
      let left = 0;
      for (let k = 0; k < count; k++) {
        const lane = active[k]!;
        if (state[lane] === RUNNING) running[left++] = lane;
      }
      if (left === 0) return;
      active = running;
      count = left;
    }
  };
  return { run, jumps, returns };
}

export function branch(machine: Machine, condition: number, then: Flow, otherwise: Flow): Flow {
  const { u32 } = machine.registers;
  const yes = machine.newLanes();
  const no = machine.newLanes();
  const run: Run = (active, count) => {
    let taken = 0;
    let passed = 0;
    for (let k = 0; k < count; k++) {
      const lane = active[k]!;
      if (u32[condition + lane] !== 0) yes[taken++] = lane;
      else no[passed++] = lane;
    }
    if (taken > 0) then.run(yes, taken);
    if (passed > 0) otherwise.run(no, passed);
  };
  return { run, jumps: then.jumps || otherwise.jumps, returns: then.returns || otherwise.returns };
}

/**
 * Makes the active invocations leave the iteration, the loop, or the function or kernel. They run again after the
 * construct that they left.
 */
export function leave({ state }: Machine, to: typeof CONTINUED | typeof BROKEN | typeof RETURNED): Flow {
  const run: Run = (active, count) => {
    for (let k = 0; k < count; k++) state[active[k]!] = to;
  };
  return { run, jumps: to !== RETURNED, returns: to === RETURNED };
}

/** The invocations that go to the next iteration. The others, which left by `break`, run again after the loop. */
function nextIteration(state: Uint8Array, running: Lanes, count: number): number {
  let left = 0;
  for (let k = 0; k < count; k++) {
    const lane = running[k]!;
    const is = state[lane]!;
    if (is === RETURNED) continue;
    state[lane] = RUNNING;
    if (is !== BROKEN) running[left++] = lane;
  }
  return left;
}

export function loop(machine: Machine, body: Flow): Flow {
  const { state } = machine;
  const running = machine.newLanes();
  const run: Run = (active, count) => {
    for (let k = 0; k < count; k++) running[k] = active[k]!;
    while (count > 0) {
      body.run(running, count);
      count = nextIteration(state, running, count);
    }
  };
  return { run, jumps: false, returns: body.returns };
}

/**
 * The number of trips of a `for`, whose operands are all i32 or all u32. A step of 0 makes no trip. Differences are
 * exact in f64.
 */
export function tripCount(from: number, to: number, step: number): number {
  const distance = step > 0 ? to - from : from - to;
  return step === 0 || distance <= 0 ? 0 : Math.ceil(distance / Math.abs(step));
}

export function counted(
  machine: Machine,
  signed: boolean,
  index: number,
  from: number,
  to: number,
  step: number,
  body: Flow,
): Flow {
  const { state, registers } = machine;
  const values = signed ? registers.i32 : registers.u32;
  const running = machine.newLanes();
  const trips = new Uint32Array(machine.lanes);
  const run: Run = (active, count) => {
    let left = 0;
    for (let k = 0; k < count; k++) {
      const lane = active[k]!;
      trips[lane] = tripCount(values[from + lane]!, values[to + lane]!, values[step + lane]!);
      values[index + lane] = values[from + lane]!;
      if (trips[lane] !== 0) running[left++] = lane;
    }
    for (let trip = 1; left > 0; trip++) {
      body.run(running, left);
      const entered = nextIteration(state, running, left);
      left = 0;
      for (let k = 0; k < entered; k++) {
        const lane = running[k]!;
        if (trip === trips[lane]) continue;
        values[index + lane] = values[index + lane]! + values[step + lane]!;
        running[left++] = lane;
      }
    }
  };
  return { run, jumps: false, returns: body.returns };
}

/** A call of a function. Invocations that returned from it run again after it. */
export function called(machine: Machine, body: Flow): Run {
  const { state } = machine;
  return (active, count) => {
    body.run(active, count);
    for (let k = 0; k < count; k++) state[active[k]!] = RUNNING;
  };
}

// A piece of control flow, as a kernel's body and as the replay of it. Random ones are in fuzz/.
import type { U32 } from '@heddle/core';

/** The operations available to a shape of control flow, on the device and in its replay. */
export interface World<N> {
  /** Leaves a trace of having been here, in order. */
  log(value: N | number): void;
  /** Reads memory: an element of `data`, 0 beyond its end. */
  peek(at: N | number): N;
  /** Ends the invocation, after having written its log. */
  leave(): void;
}
export type DeviceWorld = World<U32>;
/** In a replay JavaScript's own `return` leaves. */
export type ReplayWorld = Omit<World<number>, 'leave'>;

/** A piece of control flow, whose conditions differ from one invocation to the next. */
export interface Shape {
  readonly name: string;
  device(i: U32, world: DeviceWorld): void;
  replay(i: number, world: ReplayWorld): void;
}

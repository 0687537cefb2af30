/** What host and device say to each other. Types alone, which survive being sent. */

/** How a buffer lies in a texture (`emit/storage.ts`). */
export interface Shape {
  readonly internalFormat: 'R32UI' | 'RG32UI' | 'RGBA32UI';
  /** Words in each texel of a layer. */
  readonly components: 1 | 2 | 4;
  readonly layers: number;
  /** Texels. */
  readonly width: number;
  readonly height: number;
  readonly elements: number;
  /** Words from one element to the next. */
  readonly stride: number;
}

/** `count` elements of a buffer: number `first` and every `step`th after it. */
export interface Elements {
  readonly buffer: number;
  readonly first: number;
  readonly step: number;
  readonly count: number;
}

/** One pass of a kernel, as it was emitted. */
export interface PassCode {
  readonly fragment: string;
  /** The uniform with the launch's words. */
  readonly launch: string;
  /** By parameter: the sampler of a view that the pass reads. */
  readonly samplers: readonly (string | undefined)[];
  /** By location. */
  readonly outputs: readonly { readonly param: number; readonly layer: number }[];
}

/** Programs that later commands use. */
export type Preparation =
  | { readonly kind: 'program'; readonly id: number; readonly code: PassCode }
  | { readonly kind: 'forget'; readonly id: number };

/** Each is done before the next begins. */
export type Command =
  | Preparation
  | { readonly kind: 'write'; readonly target: Elements; readonly words: Uint32Array<ArrayBuffer> }
  /** `pattern`: an element, or one word for all words. */
  | { readonly kind: 'fill'; readonly target: Elements; readonly pattern: Uint32Array<ArrayBuffer> }
  | { readonly kind: 'copy'; readonly source: Elements; readonly target: Elements }
  | {
      readonly kind: 'launch';
      readonly words: Uint32Array<ArrayBuffer>;
      /** By parameter; undefined for a value. */
      readonly views: readonly (Elements | undefined)[];
      readonly invocations: number;
      /** Their programs. */
      readonly passes: readonly number[];
    }
  | {
      readonly kind: 'read';
      readonly id: number;
      readonly buffer: number;
      readonly offsetBytes: number;
      readonly lengthBytes: number;
    };

/** A message outside of a batch takes effect before the batches that are sent after it. */
export type ToDevice =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'create';
      readonly buffer: number;
      /** For messages. */
      readonly label: string;
      readonly shape: Shape;
      readonly words: Uint32Array<ArrayBuffer> | undefined;
    }
  | { readonly kind: 'destroy'; readonly buffer: number }
  | Preparation
  | { readonly kind: 'batch'; readonly sequence: number; readonly commands: readonly Command[] };

/** The limits and the name of a context. */
export interface DeviceDescription {
  /** For people: "ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device ...)". */
  readonly renderer: string;
  /** Texels in each direction. */
  readonly textureSize: number;
  /** The logarithm to base 2 of the width of textures of more than one row. */
  readonly widthLog2: number;
  readonly arrayLayers: number;
  readonly textureUnits: number;
  readonly uniformVectors: number;
  /** How many layers a draw can write. */
  readonly attachments: number;
}

/** A buffer for which there was no room. */
export interface Missing {
  readonly buffer: number;
  readonly label: string;
  readonly bytes: number;
  /** Where a call failed for another reason than room of the device. */
  readonly reason?: DeviceReason | undefined;
}

/** A call was refused. `outOfMemory`: for want of memory, the host's or the device's. */
export interface DeviceReason {
  readonly kind: 'device';
  readonly message: string;
  readonly outOfMemory: boolean;
}

/**
 * The name by which a worker of this very protocol answers its first message; the number goes up with every
 * change of the protocol.
 */
export type WorkerName = '@heddle/webgl worker 1';

export type Reason =
  /** The compiler refuses the program of a pass of the launch. */
  | { readonly kind: 'program'; readonly pass: number; readonly log: string }
  | { readonly kind: 'noRoom'; readonly missing: Missing }
  | DeviceReason;

export type FromDevice =
  /** A worker's first word, before it looks for a context. */
  | { readonly kind: 'hello'; readonly worker: WorkerName }
  | { readonly kind: 'ready'; readonly description: DeviceDescription }
  | { readonly kind: 'absent'; readonly reason: string }
  /** `log`: what the compiler has against it; `reason`: why it could not be asked. Both undefined if it is fine. */
  | {
      readonly kind: 'compiled';
      readonly id: number;
      readonly log: string | undefined;
      readonly reason: Reason | undefined;
    }
  /** A failure that belongs to no command: something was not given back. */
  | { readonly kind: 'stray'; readonly reason: Reason }
  /** On the host's side: a message came that could not be read, as where the host has no memory for it. */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'noRoom'; readonly missing: Missing }
  | { readonly kind: 'bytes'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  /** The command with this index failed, or without one the whole batch. */
  | {
      readonly kind: 'failed';
      readonly sequence: number;
      readonly command: number | undefined;
      readonly reason: Reason;
    }
  /** This batch and all before it are done, by a fence; all that they read was sent before. */
  | { readonly kind: 'done'; readonly sequence: number }
  | { readonly kind: 'lost'; readonly reason: string };

/** The messages between host and device. This file has only types of values that can be cloned. */

/** The layout of a buffer in a texture (`emit/storage.ts`). */
export interface Shape {
  readonly internalFormat: 'R32UI' | 'RG32UI' | 'RGBA32UI';
  /** The words in each texel of a layer. */
  readonly components: 1 | 2 | 4;
  readonly layers: number;
  /** The size in texels. */
  readonly width: number;
  readonly height: number;
  readonly elements: number;
  /** The number of words from one element to the next. */
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
  /** The name of the uniform with the launch's words. */
  readonly launch: string;
  /** For each parameter, the sampler of a view that the pass reads. */
  readonly samplers: readonly (string | undefined)[];
  /** The outputs by location. */
  readonly outputs: readonly { readonly param: number; readonly layer: number }[];
}

/** Messages that define and free programs for later commands. */
export type Preparation =
  | { readonly kind: 'program'; readonly id: number; readonly code: PassCode }
  | { readonly kind: 'forget'; readonly id: number };

/** Each command is done before the next begins. */
export type Command =
  | Preparation
  | { readonly kind: 'write'; readonly target: Elements; readonly words: Uint32Array<ArrayBuffer> }
  /** `pattern` is an element, or one word that fills all words. */
  | { readonly kind: 'fill'; readonly target: Elements; readonly pattern: Uint32Array<ArrayBuffer> }
  | { readonly kind: 'copy'; readonly source: Elements; readonly target: Elements }
  | {
      readonly kind: 'launch';
      readonly words: Uint32Array<ArrayBuffer>;
      /** The views by parameter; undefined for a value. */
      readonly views: readonly (Elements | undefined)[];
      readonly invocations: number;
      /** The numbers of the passes' programs. */
      readonly passes: readonly number[];
    }
  | {
      readonly kind: 'read';
      readonly id: number;
      readonly buffer: number;
      readonly offsetBytes: number;
      readonly lengthBytes: number;
    };

/** A message outside a batch takes effect before the batches that are sent after it. */
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
  /** The renderer's name, for people: "ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device ...)". */
  readonly renderer: string;
  /** The largest size of a texture in each direction, in texels. */
  readonly textureSize: number;
  /** The base-2 logarithm of the width of textures of more than one row. */
  readonly widthLog2: number;
  readonly arrayLayers: number;
  readonly textureUnits: number;
  readonly uniformVectors: number;
  /** The number of layers that a draw can write. */
  readonly attachments: number;
}

/** A buffer for which there was no room. */
export interface Missing {
  readonly buffer: number;
  readonly label: string;
  readonly bytes: number;
  /** Present if a call failed for another reason than a lack of memory of the device. */
  readonly reason?: DeviceReason | undefined;
}

/** A call was refused. `outOfMemory` says whether memory of the host or the device was missing. */
export interface DeviceReason {
  readonly kind: 'device';
  readonly message: string;
  readonly outOfMemory: boolean;
}

/**
 * The name by which a worker of this protocol version answers its first message. The number increases with
 * every change of the protocol.
 */
export type WorkerName = '@heddle/webgl worker 1';

export type Reason =
  /** The compiler refuses the program of a pass of the launch. */
  | { readonly kind: 'program'; readonly pass: number; readonly log: string }
  | { readonly kind: 'noRoom'; readonly missing: Missing }
  | DeviceReason;

export type FromDevice =
  /** A worker's first message, before it makes a context. */
  | { readonly kind: 'hello'; readonly worker: WorkerName }
  | { readonly kind: 'ready'; readonly description: DeviceDescription }
  | { readonly kind: 'absent'; readonly reason: string }
  /**
   * `log` is the compiler's error; `reason` says why it could not be queried. Both are undefined if the
   * program is valid.
   */
  | {
      readonly kind: 'compiled';
      readonly id: number;
      readonly log: string | undefined;
      readonly reason: Reason | undefined;
    }
  /** A failure that belongs to no command: something could not be freed. */
  | { readonly kind: 'stray'; readonly reason: Reason }
  /**
   * On the host's side: a received message could not be read, for example because the host has no memory for
   * it.
   */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'noRoom'; readonly missing: Missing }
  | { readonly kind: 'bytes'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  /** The command with this index failed; without an index, the whole batch failed. */
  | {
      readonly kind: 'failed';
      readonly sequence: number;
      readonly command: number | undefined;
      readonly reason: Reason;
    }
  /**
   * A fence reports that this batch and all before it are done. All bytes that they read were sent before.
   */
  | { readonly kind: 'done'; readonly sequence: number }
  | { readonly kind: 'lost'; readonly reason: string };

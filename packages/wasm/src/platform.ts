/**
 * The part of the WebAssembly API that this package uses: every runtime has it and no ECMAScript library
 * declares it. It is looked up at its use, so importing the package has no effect.
 */
export interface Memory {
  /**
   * Replaced by growth: the old buffer keeps its length if the memory is shared, and is detached if it is
   * not.
   */
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}
/** Can be posted to a worker. */
export interface Module {
  readonly [Symbol.toStringTag]: string;
}
export interface WebAssemblyLike {
  readonly Memory: new (description: {
    readonly initial: number;
    readonly maximum?: number;
    readonly shared?: boolean;
  }) => Memory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => Module;
  readonly Instance: new (
    module: Module,
    imports: { readonly [module: string]: { readonly [name: string]: unknown } },
  ) => { readonly exports: { readonly [name: string]: unknown } };
  /** The error that a trap throws. */
  readonly RuntimeError: new (
    message?: string,
  ) => Error;
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}

export function webAssembly(): WebAssemblyLike {
  return (globalThis as unknown as { readonly WebAssembly: WebAssemblyLike }).WebAssembly;
}

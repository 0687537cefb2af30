/**
 * What every runtime with WebAssembly has and no ECMAScript library declares, as far as this package uses it.
 * Looked up when it is used: importing the package touches nothing.
 */
export interface Memory {
  /**
   * Growth makes another object of it; the old one keeps its length where it is shared, and loses all of it
   * where it is not.
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
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}

export function webAssembly(): WebAssemblyLike {
  return (globalThis as unknown as { readonly WebAssembly: WebAssemblyLike }).WebAssembly;
}

/// <reference lib="esnext.disposable" preserve="true" />
import { HeddleTypeError } from '../errors/errors.ts';
import { typeName } from '../ir/types.ts';
import type { FlatArray, HostArray, HostData, HostValue } from '../language/host-types.ts';
import { count, showClassAs } from '../language/inspect.ts';
import type { Extent2, Extent3 } from '../language/kernel.ts';
import { checkElementType } from '../language/schema.ts';
import type { DataType } from '../language/types.ts';
import { signalOf } from './abort.ts';
import type { Accelerator } from './accelerator.ts';
import { checkInteger, checkOptionNames, describe, hasBrand } from './arguments.ts';
import type { Blocking } from './blocking.ts';
import type { MemoryBuffer } from './buffer.ts';
import { hostTarget, queueCopy, queueUpload } from './copies.ts';
import { HostAccess } from './host-access.ts';
import { encodeElement, hostArrayOver } from './host-data.ts';
import { hostOnly } from './host-only.ts';
import type { Span } from './operation.ts';
import type { OnStream, Waiting } from './queue-options.ts';
import { WAITING } from './queue-options.ts';
import type { ReinterpretedView } from './reinterpret.ts';
import { reinterpretedShape } from './reinterpret.ts';
import { spanOf } from './span.ts';
import type { AcceleratorStream } from './stream.ts';
import { notMadeHere } from './through-proxy.ts';
import type { ViewShape } from './view-shape.ts';
import { extentOf, partOf, stridesOf } from './view-shape.ts';
import { mapWait } from './wait.ts';

/** The type of memory arguments of kernels, copies and algorithms: a buffer or a view of one. */
export type Viewable<T extends DataType = any> = ArrayView<T>;

/** @internal */
export const VIEW: unique symbol = Symbol.for('@heddle/core/ArrayView') as never;

/**
 * Elements of a buffer: `length` of them, every `step`th from an offset. The buffer owns the memory; a view
 * owns nothing. There are two classes of methods. Those that queue (`copyFrom`, `fill`, ...) take their place
 * in a stream, return at once and never wait. Those that wait or give a result to the host end in `Async`;
 * their blocking counterparts exist on the cpu backend only.
 */
export abstract class ArrayView<T extends DataType = any> {
  declare readonly type: T;
  /** @internal */
  declare readonly shape: ViewShape;
  /** @internal */
  readonly [VIEW] = true;
  abstract readonly buffer: MemoryBuffer<T>;
  abstract readonly accelerator: Accelerator;

  /** @internal */
  constructor(type: T, shape: ViewShape) {
    this.type = type;
    this.shape = shape;
  }

  /** The number of elements. */
  get length(): number {
    return this.shape.length;
  }

  static {
    // members that only the stand-in in a body has
    for (const name of ['at', 'width', 'height', 'depth'])
      Object.defineProperty(ArrayView.prototype, name, { get: () => undefined, configurable: true });
    hostOnly(ArrayView);
    showClassAs<ArrayView>(ArrayView, 'ArrayView', self => {
      const { offset, step, length, width, height, depth, dimensions } = self.shape;
      const sizes = dimensions === 1 ? [length] : [width, height, depth].slice(0, dimensions);
      return `ArrayView of ${typeName(self.type)} (${count(sizes)} of '${self.buffer.label}' from ${offset}${step > 1 ? `, step ${step}` : ''})`;
    });
  }

  /** @internal Whether this copy of core made it. */
  static made(value: object): boolean {
    return #set in value;
  }

  /** Recognised by brand, so that a view of another copy of core counts as a view. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return hasBrand(value, VIEW);
  }

  /**
   * `length` elements from `offset`; by default all that follow. @throws HeddleRangeError if they are not
   * inside this view.
   *
   * @example
   * ```ts
   * await x.subView(1).copyToCPUAsync(); // Float32Array [2, 3]
   * x.subView(9); // throws HeddleRangeError
   * ```
   */
  subView(offset: number, length?: number): this {
    return derive(this, partOf(this.shape, offset, length));
  }

  /**
   * Every `step`th element from `offset` on.
   * @throws HeddleRangeError for a step below 1, or an offset outside of this view.
   *
   * @example
   * ```ts
   * await x.strided(2).copyToCPUAsync(); // Float32Array [1, 3]
   * await x.strided(2, 1).copyToCPUAsync(); // Float32Array [2]
   * ```
   */
  strided(step: number, offset = 0): this {
    return derive(this, stridesOf(this.shape, step, offset));
  }

  /**
   * The same elements as rows of `width`. A kernel can read `.width` and `.height` and use `at(x, y)`, for
   * which a launch accepts only such a view. A part of it (`subView`, `strided`) is a view of elements again.
   * If an invocation writes at its own x and y, a launch over an extent of this width runs on every backend;
   * over an extent of another width it needs the capability `scatter`.
   * @throws HeddleRangeError unless `width * height` is the length.
   *
   * @example
   * ```ts
   * const turned = kernel({
   *   name: 'turned',
   *   dimensions: 2,
   *   params: { source: read(f32), target: write(f32) },
   *   body({ source, target }, { index }) {
   *     target.at(index.y, index.x).$ = source.at(index.x, index.y).$;
   *   },
   * });
   * const source = accelerator.allocate(f32, [1, 2, 3, 4, 5, 6]).as2D({ width: 3, height: 2 });
   * const target = accelerator.allocate(f32, 6);
   * accelerator.launch(turned, { width: 3, height: 2 }, { source, target: target.as2D({ width: 2, height: 3 }) });
   * await target.copyToCPUAsync(); // Float32Array [1, 4, 2, 5, 3, 6]
   * ```
   */
  as2D(extent: Extent2): this {
    refuseProxy(this, 'as2D');
    return derive(this, extentOf('as2D', this.shape, extent, ['width', 'height']));
  }

  /**
   * The same elements as layers of rows. A kernel can use `at(x, y, z)`, for which a launch accepts only such
   * a view. The rule of `as2D` about the width applies to width and height.
   * @throws HeddleRangeError unless `width * height * depth` is the length.
   *
   * @example
   * ```ts
   * const voxels = accelerator.allocate(f32, 24).as3D({ width: 2, height: 3, depth: 4 });
   * voxels.length; // 24
   * ```
   */
  as3D(extent: Extent3): this {
    refuseProxy(this, 'as3D');
    return derive(this, extentOf('as3D', this.shape, extent, ['width', 'height', 'depth']));
  }

  /**
   * The same bytes as elements of another type, without a copy: 4 f32 are a vec4f. Layouts are those of
   * `layoutOf`, so a vec3f is 4 f32, the last one padding. The `buffer` of the view keeps its own type. A
   * type whose elements have another size than this view's needs the capability `reinterpret`, which webgl
   * lacks because a texture there has one texel for each element. @throws HeddleRangeError if the bytes do
   * not begin and end between elements of the type, or a step of more than 1 leaves gaps between elements of
   * another size; NotSupportedError.
   *
   * @example
   * ```ts
   * const floats = accelerator.allocate(f32, [1, 2, 3, 4, 5, 6, 7, 8]);
   * const vectors = floats.reinterpret(vec4f);
   * vectors.length; // 2
   * vectors.subView(1).fill([9, 9, 9, 9]);
   * await floats.copyToCPUAsync(); // Float32Array [1, 2, 3, 4, 9, 9, 9, 9]
   * ```
   */
  reinterpret<U extends DataType>(type: U): ReinterpretedView<U> {
    refuseProxy(this, 'reinterpret');
    this.buffer.checkAlive('reinterpret');
    checkElementType('reinterpret: type', type);
    return new SubView(this.buffer, reinterpretedShape(this, type), type);
  }

  /** @internal The bytes of this view in its buffer. */
  span(): Span {
    return spanOf(this.buffer, this.type, this.shape);
  }

  // ---- ordered, never waits

  /**
   * Queues a device-to-device copy of another view's elements into this one. Ordered, never waits.
   * @throws HeddleRangeError for another length, or for views that overlap; HeddleTypeError for another
   * element type or accelerator.
   *
   * @example
   * ```ts
   * y.copyFrom(x);
   * await y.copyToCPUAsync(); // Float32Array [1, 2, 3]
   * ```
   */
  copyFrom(source: Viewable<T>, options?: OnStream): void {
    copyBetween('copyFrom', source, this, streamOf(this, options, 'copyFrom'), this.copyFrom);
  }

  /**
   * Queues a device-to-device copy of this view's elements into another one. Ordered, never waits.
   * @throws as `copyFrom` does.
   *
   * @example
   * ```ts
   * x.subView(0, 2).copyTo(y.subView(1));
   * await y.copyToCPUAsync(); // Float32Array [0, 1, 2]
   * ```
   */
  copyTo(target: Viewable<T>, options?: OnStream): void {
    copyBetween('copyTo', this, target, streamOf(this, options, 'copyTo'), this.copyTo);
  }

  /**
   * Queues an upload. The data is copied before the call returns, so the caller may overwrite it at once.
   * Ordered, never waits.
   * @throws HeddleRangeError unless the data has this view's length; HeddleTypeError for another typed array.
   *
   * @example
   * ```ts
   * const data = new Float32Array([4, 5, 6]);
   * y.copyFromCPU(data);
   * data.fill(0);
   * await y.copyToCPUAsync(); // Float32Array [4, 5, 6]
   * ```
   */
  copyFromCPU(source: HostData<T>, options?: OnStream): void {
    queueUpload(this, source, streamOf(this, options, 'copyFromCPU'), this.copyFromCPU);
  }

  /**
   * Queues an operation that sets every element to `value`. Ordered, never waits.
   *
   * @example
   * ```ts
   * y.subView(1).fill(7);
   * await y.copyToCPUAsync(); // Float32Array [0, 7, 7]
   * ```
   */
  fill(value: HostValue<T>, options?: OnStream): void {
    const stream = streamOf(this, options, 'fill');
    const pattern = encodeElement(this.type, value, `fill of '${this.buffer.label}'`);
    const description = `fill of '${this.buffer.label}'`;
    stream.queueOperation({ kind: 'fill', target: this.span(), pattern, description }, this.fill);
  }

  /** Queues an operation that sets every byte. Ordered, never waits. */
  memSet(byte: number, options?: OnStream): void {
    const stream = streamOf(this, options, 'memSet');
    checkInteger('memSet: byte', byte, 0, 255);
    this.#set(byte, stream, this.memSet);
  }

  /** Queues an operation that sets every byte to 0. Ordered, never waits. */
  memSetToZero(options?: OnStream): void {
    refuseProxy(this, 'memSetToZero');
    this.#set(0, streamOf(this, options, 'memSetToZero'), this.memSetToZero);
  }

  #set(byte: number, stream: AcceleratorStream, calledBy: Function): void {
    const pattern = Uint8Array.of(byte, byte, byte, byte);
    const description = `memSet of '${this.buffer.label}'`;
    stream.queueOperation({ kind: 'fill', target: this.span(), pattern, description }, calledBy);
  }

  // ---- queued at the call, resolve when done

  /**
   * Does `copyFrom` or `copyFromCPU`, and returns a promise of its completion.
   *
   * @example
   * ```ts
   * await y.copyFromAsync([4, 5, 6]);
   * y.host.copyToHost(); // Float32Array [4, 5, 6]
   * ```
   */
  copyFromAsync(source: Viewable<T> | HostData<T>, options?: OnStream & Waiting): Promise<void> {
    const stream = streamOf(this, options, 'copyFromAsync', WAITING);
    const signal = signalOf('copyFromAsync', options);
    const calledBy = this.copyFromAsync;
    if (source instanceof ArrayView) copyBetween('copyFrom', source, this, stream, calledBy);
    else queueUpload(this, source as HostData<T>, stream, calledBy);
    return stream.synchronizeAsync({ signal });
  }

  /** Does `memSetToZero`, and returns a promise of its completion. */
  memSetToZeroAsync(options?: OnStream & Waiting): Promise<void> {
    const stream = streamOf(this, options, 'memSetToZeroAsync', WAITING);
    const signal = signalOf('memSetToZeroAsync', options);
    this.#set(0, stream, this.memSetToZeroAsync);
    return stream.synchronizeAsync({ signal });
  }

  /**
   * The elements on the host. Without a stream it waits for all work queued so far that accesses the buffer;
   * with one it takes its place there.
   *
   * @example
   * ```ts
   * const host = await accelerator.allocate(f32, [1, 2, 3]).copyToCPUAsync(); // Float32Array [1, 2, 3]
   * ```
   */
  copyToCPUAsync(options?: OnStream & Waiting): Promise<HostArray<T>> {
    refuseProxy(this, 'copyToCPUAsync');
    return mapWait(
      this.#readAsync(options, 'copyToCPUAsync'),
      bytes => hostArrayOver(this.type, bytes) as HostArray<T>,
    );
  }

  /**
   * Writes the elements into the caller's array, which has this view's length, and yields that array. Waits
   * like `copyToCPUAsync`; the array is written when the promise resolves, and not before. For vectors and
   * other types that consist of one kind of number, the array may be flat: a `Float32Array` with 3 numbers
   * for each vec3f.
   * @throws HeddleTypeError for another kind of array, HeddleRangeError for another length.
   *
   * @example
   * ```ts
   * const frame = new Float32Array(3);
   * await x.copyToHostAsync(frame); // Float32Array [1, 2, 3]
   * ```
   */
  copyToHostAsync<A extends HostArray<T> | FlatArray<T, ArrayBufferLike>>(
    target: A,
    options?: OnStream & Waiting,
  ): Promise<A> {
    refuseProxy(this, 'copyToHostAsync');
    const into = hostTarget(this, target, 'copyToHostAsync');
    return mapWait(this.#readAsync(options, 'copyToHostAsync'), bytes => {
      into.set(bytes);
      return target;
    });
  }

  #readAsync(options: (OnStream & Waiting) | undefined, method: string): Promise<Uint8Array<ArrayBuffer>> {
    return this.buffer.readSpanAsync(
      this.#givenStream(options, method, WAITING),
      this.span(),
      this.type,
      signalOf(method, options),
    );
  }

  /**
   * The stream given to a readback; undefined if none was given, because the readback is then placed behind
   * all accesses to the buffer.
   */
  #givenStream(
    options: OnStream | undefined,
    method: string,
    names: readonly string[] = ['stream'],
  ): AcceleratorStream | undefined {
    if (options !== undefined) checkOptionNames(method, options, names);
    const stream = options?.stream;
    streamOf(this, { stream }, method);
    return stream;
  }

  // ---- blocking

  /**
   * The elements on the host, at once. On the cpu backend only; elsewhere
   * `NotSupportedError` names `copyToCPUAsync`.
   *
   * @example
   * ```ts
   * x.copyToCPU(); // Float32Array [1, 2, 3]
   * ```
   */
  copyToCPU(this: this & Blocking, options?: OnStream): HostArray<T> {
    refuseProxy(this, 'copyToCPU');
    this.accelerator.checkBlocking('copyToCPU', 'copyToCPUAsync');
    return hostArrayOver(
      this.type,
      this.buffer.readSpan(this.#givenStream(options, 'copyToCPU'), this.span(), this.type),
    ) as HostArray<T>;
  }

  /** Immediate access to the memory itself, if the host has it; see `HostAccess`. */
  get host(): HostAccess<T> {
    refuseProxy(this, 'host');
    return new HostAccess(this);
  }

  /** @internal The description of a view for messages: "a view of f32 ('x')". */
  describe(): string {
    return `a view of ${typeName(this.type)} ('${this.buffer.label}')`;
  }
}

/** A function and not a method, because a Proxy of a view has no private methods to call. */
function streamOf(
  view: ArrayView,
  options: OnStream | undefined,
  method: string,
  names: readonly string[] = ['stream'],
): AcceleratorStream {
  if (options !== undefined) checkOptionNames(method, options, names);
  refuseProxy(view, method);
  view.buffer.checkAlive(method);
  return view.accelerator.order.streamFor(options, method);
}

function derive<V extends ArrayView>(view: V, shape: ViewShape): V {
  refuseProxy(view, 'a view of a view');
  return new SubView(view.buffer, shape, view.type) as unknown as V;
}

/** Refuses a view that has no private members of this class: one behind a Proxy, or of another copy of core. */
export function refuseProxy(view: ArrayView, what: string): void {
  if (!ArrayView.made(view)) throw notMadeHere(view, ArrayView, `${what}: this view`);
}

class SubView<T extends DataType> extends ArrayView<T> {
  readonly buffer: MemoryBuffer<any>;
  constructor(buffer: MemoryBuffer<any>, shape: ViewShape, type: T) {
    super(type, shape);
    this.buffer = buffer;
  }
  get accelerator(): Accelerator {
    return this.buffer.accelerator;
  }
  // `subView` has the type `this`, so a view of a buffer has the buffer's methods in its type.
  dispose(): never {
    throw new HeddleTypeError(`dispose of a view of '${this.buffer.label}': a view owns no memory`, {
      remedy: 'Dispose its buffer: view.buffer.dispose().',
    });
  }
}

/** The elements of a view. A snapshot, because a Proxy of a view may give others at the next access. */
export interface Elements {
  readonly type: DataType;
  readonly buffer: MemoryBuffer;
  readonly shape: ViewShape;
  readonly span: Span;
}

/** The elements of a view that must be alive and belong to this accelerator. */
export function elementsOf(
  view: ArrayView,
  accelerator: Accelerator,
  what: string,
  operation: string,
): Elements {
  refuseProxy(view, what);
  const { buffer, type, shape } = view;
  if (buffer.accelerator !== accelerator) {
    throw new HeddleTypeError(
      `${what}: ${view.describe()} belongs to another accelerator, '${buffer.accelerator.label}', not to '${accelerator.label}'`,
      { remedy: 'Copy the data with copyToCPUAsync and copyFromCPU.' },
    );
  }
  buffer.checkAlive(operation);
  return { type, buffer, shape, span: spanOf(buffer, type, shape) };
}

function copyBetween(
  method: string,
  source: unknown,
  target: unknown,
  stream: AcceleratorStream,
  calledBy: Function,
): void {
  const [from, to] = [source, target].map((view, i) => {
    const what = `${method}: ${i ? 'target' : 'source'}`;
    if (view instanceof ArrayView) return elementsOf(view, stream.accelerator, what, method);
    throw new HeddleTypeError(`${what}: expected a view, found ${describe(view)}`, {
      remedy: 'copyFrom and copyTo are device to device; copyFromCPU uploads.',
    });
  }) as [Elements, Elements];
  queueCopy(method, from, to, stream, calledBy);
}

/** A view of the whole buffer. */
export function wholeView<T extends DataType>(buffer: MemoryBuffer<T>): ArrayView<T> {
  return new SubView(buffer, buffer.shape, buffer.type);
}

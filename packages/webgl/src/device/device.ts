import type { Command, Elements, FromDevice, Missing, Preparation, Reason, ToDevice } from '../protocol.ts';
import { Attachments } from './attachments.ts';
import { type Context, closeContext, describeContext } from './context.ts';
import { Fences } from './fences.ts';
import { Launches, type LoadedPass } from './launches.ts';
import { Moves } from './moves.ts';
import { Program } from './program.ts';
import { Readbacks } from './readbacks.ts';
import { Store } from './store.ts';

type Message<K extends ToDevice['kind']> = Extract<ToDevice, { readonly kind: K }>;
type Answer = (message: FromDevice, transfer?: readonly ArrayBuffer[]) => void;

/**
 * The least allocation after which the device is queried for errors. A smaller one is never too large, and a
 * query costs a round trip.
 */
const WORTH_ASKING_WORDS = 2 ** 18;

/** The device's end, beside the context, in a worker or on a page: runs commands in order and reports when they are done. */
export class Device {
  readonly #context: Context;
  readonly #gl: WebGL2RenderingContext;
  readonly #answer: Answer;
  readonly #stores = new Map<number, Store>();
  readonly #missing = new Map<number, Missing>();
  readonly #passes = new Map<number, LoadedPass>();
  /**
   * The reasons why programs could not be made, by their numbers. The host does not use these numbers again.
   */
  readonly #unmade = new Map<number, Reason>();
  readonly #fences: Fences;
  readonly #attachments: Attachments;
  readonly #moves: Moves;
  readonly #launches: Launches;
  readonly #readbacks: Readbacks;

  constructor(context: Context, answer: Answer) {
    const { gl, canvas } = context;
    this.#context = context;
    this.#gl = gl;
    this.#answer = answer;
    canvas.addEventListener('webglcontextlost', this.#lost);
    const description = describeContext(gl);
    gl.enable(gl.SCISSOR_TEST);
    this.#fences = new Fences(gl);
    this.#attachments = new Attachments(gl);
    this.#moves = new Moves(gl, this.#attachments, description.widthLog2);
    this.#launches = new Launches(gl, this.#attachments, this.#moves, this.#stores);
    this.#readbacks = new Readbacks(gl, this.#attachments);
    answer({ kind: 'ready', description });
  }

  receive(message: ToDevice): void {
    switch (message.kind) {
      case 'open':
        return;
      case 'create':
        return this.#create(message);
      case 'destroy': {
        const reason = this.#attempt(() => this.#destroy(message.buffer));
        if (reason) this.#answer({ kind: 'stray', reason });
        return;
      }
      case 'batch':
        return this.#batch(message);
      default:
        return this.#prepare(message);
    }
  }

  /** True if the context is lost: the results of later calls are then meaningless. */
  get isLost(): boolean {
    return this.#gl.isContextLost();
  }

  close(): void {
    this.#context.canvas.removeEventListener('webglcontextlost', this.#lost);
    closeContext(this.#gl);
  }

  readonly #lost = (): void => this.#answer({ kind: 'lost', reason: 'the WebGL2 context was lost' });

  /**
   * Runs `body` and returns the reason of its failure, if there is one. The loss of the context is reported
   * separately.
   */
  #attempt(body: () => void): Reason | undefined {
    try {
      body();
      return undefined;
    } catch (error) {
      return this.isLost ? undefined : reasonOf(error);
    }
  }

  #create({ buffer, label, shape, words }: Message<'create'>): void {
    const gl = this.#gl;
    const missing = { buffer, label, bytes: 4 * shape.elements * shape.stride };
    let isMissing = false;
    const reason = this.#attempt(() => {
      const store = new Store(gl, shape);
      this.#stores.set(buffer, store);
      if (words) this.#moves.upload(store, 0, words);
      const { width, height, layers, components } = shape;
      if (width * height * layers * components < WORTH_ASKING_WORDS) return;
      isMissing = [...errorsOf(gl)].includes('OUT_OF_MEMORY');
    });
    const why: Missing | undefined =
      reason?.kind === 'device' ? { ...missing, reason } : isMissing ? missing : undefined;
    if (!why) return;
    this.#missing.set(buffer, why);
    this.#answer({ kind: 'noRoom', missing: why });
  }

  #destroy(buffer: number): void {
    const store = this.#stores.get(buffer);
    this.#stores.delete(buffer);
    this.#missing.delete(buffer);
    store?.delete(this.#attachments);
  }

  #prepare(message: Preparation): void {
    const { id } = message;
    if (message.kind === 'forget') {
      const loaded = this.#passes.get(id);
      this.#passes.delete(id);
      const reason = this.#attempt(() => loaded?.program.delete());
      if (reason) this.#answer({ kind: 'stray', reason });
      return;
    }
    let log: string | undefined;
    const reason = this.#attempt(() => {
      const program = new Program(this.#gl, message.code.fragment);
      this.#passes.set(id, { code: message.code, program });
      log = program.log;
    });
    // A lost context gives no results, and the loss is reported separately.
    if (this.isLost) return;
    if (reason) this.#unmade.set(id, reason);
    this.#answer({ kind: 'compiled', id, log, reason });
  }

  #batch({ sequence, commands }: Message<'batch'>): void {
    const gl = this.#gl;
    const read: ((isFailed: boolean) => void)[] = [];
    const fail = (command: number | undefined, reason: Reason): void =>
      this.#answer({ kind: 'failed', sequence, command, reason });
    for (const [i, command] of commands.entries()) {
      const reason =
        this.#obstacle(command) ??
        this.#attempt(() => {
          if (command.kind === 'read') read.push(this.#begin(command, reason => fail(i, reason)));
          else this.#do(command);
        });
      if (reason) fail(i, reason);
    }
    // One query for each batch, because it waits until the driver has received the whole batch.
    const unasked = this.#attempt(() => {
      const errors = [...errorsOf(gl)];
      if (errors.length === 0 || this.isLost) return;
      const outOfMemory = errors.includes('OUT_OF_MEMORY');
      fail(undefined, { kind: 'device', message: `WebGL2 reports ${errors.join(', ')}`, outOfMemory });
    });
    if (unasked) fail(undefined, unasked);
    this.#fences.add(failure => {
      if (failure !== undefined) fail(undefined, reasonOf(failure));
      for (const finish of read) finish(failure !== undefined);
      this.#answer({ kind: 'done', sequence });
    });
  }

  /** The reason why a command cannot be run; undefined if it can. */
  #obstacle(command: Command): Reason | undefined {
    for (const buffer of buffersOf(command)) {
      const missing = this.#missing.get(buffer);
      if (missing) return { kind: 'noRoom', missing };
    }
    if (command.kind !== 'launch') return undefined;
    for (const [pass, id] of command.passes.entries()) {
      const loaded = this.#passes.get(id);
      if (!loaded) return this.#unmade.get(id)!;
      const { log } = loaded.program;
      if (log !== undefined) return { kind: 'program', pass, log };
    }
    return undefined;
  }

  /** `failed` is called if the bytes cannot be read after the fence. */
  #begin(
    command: Extract<Command, { readonly kind: 'read' }>,
    failed: (reason: Reason) => void,
  ): (isFailed: boolean) => void {
    const finish = this.#readbacks.begin(this.#stores.get(command.buffer)!, command);
    return isFailed => {
      const reason = this.#attempt(() => {
        const bytes = finish();
        if (!isFailed) this.#answer({ kind: 'bytes', id: command.id, bytes }, [bytes.buffer]);
      });
      if (reason && !isFailed) failed(reason);
    };
  }

  #do(command: Exclude<Command, { readonly kind: 'read' }>): void {
    const store = ({ buffer }: Elements): Store => this.#stores.get(buffer)!;
    switch (command.kind) {
      case 'write':
        return this.#moves.write(store(command.target), command);
      case 'fill':
        return this.#moves.fill(store(command.target), command);
      case 'copy':
        return this.#moves.copy(store(command.source), command, store(command.target));
      case 'launch':
        return this.#launches.run(
          command,
          command.passes.map(id => this.#passes.get(id)!),
        );
      default:
        return this.#prepare(command);
    }
  }
}

function buffersOf(command: Command): readonly number[] {
  switch (command.kind) {
    case 'launch':
      return command.views.flatMap(view => (view ? [view.buffer] : []));
    case 'copy':
      return [command.source.buffer, command.target.buffer];
    case 'read':
      return [command.buffer];
    case 'write':
    case 'fill':
      return [command.target.buffer];
    default:
      return [];
  }
}

/** An engine throws a RangeError if the host has no memory, and for nothing else here. */
const reasonOf = (error: unknown): Reason => ({
  kind: 'device',
  message: `WebGL2 reports: ${error}`,
  outOfMemory: error instanceof RangeError,
});

const ERRORS = [
  'INVALID_ENUM',
  'INVALID_VALUE',
  'INVALID_OPERATION',
  'INVALID_FRAMEBUFFER_OPERATION',
  'OUT_OF_MEMORY',
] as const;

/** All pending errors: a remaining one would be attributed to the next batch. */
function* errorsOf(gl: WebGL2RenderingContext): Generator<string, void, undefined> {
  for (let error = gl.getError(); error !== gl.NO_ERROR; error = gl.getError())
    yield ERRORS.find(name => gl[name] === error) ?? `error ${error}`;
}

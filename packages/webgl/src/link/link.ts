import type { AcceleratorStream, Operation } from '@heddle/core/backend';
import { type HeddleError, OperationError, OutOfMemoryError } from '@heddle/core/backend';
import type {
  Command,
  DeviceDescription,
  DeviceReason,
  FromDevice,
  Missing,
  Preparation,
  Reason,
  Shape,
  ToDevice,
} from '../protocol.ts';
import type { Connected, Connection } from './connection.ts';
import { type Pass, Programs } from './programs.ts';

export interface LinkEvents {
  submitted(): void;
  failed(stream: AcceleratorStream, operations: readonly Operation[], error: HeddleError): void;
  /** Reports an allocation whose failure the device detected after `allocate` had returned. */
  allocationFailed(label: string, error: HeddleError): void;
  /** Reports a failure that belongs to no operation. */
  stray(error: HeddleError): void;
  lost(message: string): void;
}

type Launch = Extract<Command, { readonly kind: 'launch' }>;
type Read = Extract<Command, { readonly kind: 'read' }>;
type Plain = Exclude<Command, Launch | Read | Preparation>;

/** A command that a stream has recorded. */
export type Recorded =
  | { readonly command: Plain; readonly operation: Operation }
  | {
      readonly command: Omit<Launch, 'passes'>;
      readonly passes: readonly Pass[];
      readonly operation: Operation;
    }
  | Reading;
interface Reading {
  readonly command: Omit<Read, 'id'>;
  readonly resolve: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly reject: (error: unknown) => void;
}

interface Batch {
  readonly sequence: number;
  /** Undefined for a batch that does nothing. */
  readonly stream: AcceleratorStream | undefined;
  /** The recorded entries, by index of the command. */
  readonly recorded: readonly (Recorded | undefined)[];
  /** The entries whose failure was reported. */
  readonly failed: Set<Recorded>;
  readonly done: Promise<void>;
  readonly finish: () => void;
}

/** The host's end of the connection: it tracks sent batches, answers, and pending waits. */
export class Link {
  readonly description: DeviceDescription;
  readonly #connection: Connection;
  readonly #events: LinkEvents;
  readonly #programs = new Programs();
  /** The batches that are not done, the oldest first. */
  readonly #batches = new Map<number, Batch>();
  readonly #reading = new Map<number, Reading>();
  /** Failed allocations that no error has reported yet. */
  readonly #untold = new Map<number, Missing>();
  /** True if something was sent after the last batch. */
  #isAhead = false;
  #buffers = 0;
  #reads = 0;
  #sequence = 0;

  constructor({ connection, description }: Connected, events: LinkEvents) {
    this.description = description;
    this.#connection = connection;
    this.#events = events;
    connection.heard = message => this.#hear(message);
  }

  // ---- messages to the device

  /** Memory for a buffer: zeroed, or with these words, before anything that is sent later. */
  allocate(label: string, shape: Shape, words: Uint32Array<ArrayBuffer> | undefined): number {
    const buffer = ++this.#buffers;
    this.#post({ kind: 'create', buffer, label, shape, words }, words ? [words.buffer] : []);
    this.#isAhead = true;
    return buffer;
  }

  /** Frees a buffer after everything that was sent before. */
  free(buffer: number): void {
    this.#post({ kind: 'destroy', buffer });
  }

  /** Compiles a pass ahead of its use. Rejects with the error of the compiler or the device. */
  async prepare(pass: Pass): Promise<void> {
    const preparations: Preparation[] = [];
    const program = this.#programs.use(pass, message => preparations.push(message));
    try {
      for (const message of preparations) this.#post(message);
    } catch (error) {
      this.#programs.unsent(preparations);
      throw error;
    }
    const { log, reason } = await program.compiled;
    if (reason) throw errorOf(reason, undefined);
    if (log !== undefined) throw pass.refused(log);
  }

  /** Frees the programs of passes that are not used any more. A pass that is used again is compiled again. */
  release(passes: readonly Pass[]): void {
    for (const pass of passes) this.#programs.release(pass, message => this.#post(message));
  }

  #post(message: ToDevice, transfer: readonly ArrayBuffer[] = []): void {
    try {
      this.#connection.post(message, transfer);
    } catch (error) {
      throw errorOf(unsent(error), undefined);
    }
  }

  /** Sends the recorded commands of a stream, and returns the number of the batch. */
  submit(stream: AcceleratorStream, recorded: readonly Recorded[]): number {
    this.#events.submitted();
    return this.#send(stream, recorded);
  }

  /** The number of a batch behind everything sent so far. */
  fence(): number {
    return this.#isAhead ? this.#send(undefined, []) : this.#sequence;
  }

  #send(stream: AcceleratorStream | undefined, recorded: readonly Recorded[]): number {
    const sequence = ++this.#sequence;
    const commands: Command[] = [];
    const sources: (Recorded | undefined)[] = [];
    const transfer: ArrayBuffer[] = [];
    for (const entry of recorded) {
      const command = this.#complete(entry, preparation => {
        commands.push(preparation);
        sources.push(undefined);
      });
      commands.push(command);
      sources.push(entry);
      if (command.kind === 'write') transfer.push(command.words.buffer);
    }
    let finish!: () => void;
    const done = new Promise<void>(resolve => {
      finish = resolve;
    });
    const before = [...this.#batches.values()].at(-1)?.done;
    this.#batches.set(sequence, { sequence, stream, recorded: sources, failed: new Set(), done, finish });
    try {
      this.#connection.post({ kind: 'batch', sequence, commands }, transfer);
      this.#isAhead = false;
    } catch (error) {
      this.#programs.unsent(commands.filter(isPreparation));
      this.#failed({ kind: 'failed', sequence, command: undefined, reason: unsent(error) });
      // The device will not answer for this batch.
      void Promise.resolve(before).then(() => this.#done(sequence));
    }
    return sequence;
  }

  #complete(entry: Recorded, prepare: (message: Preparation) => void): Command {
    if ('passes' in entry) {
      const passes = entry.passes.map(pass => this.#programs.use(pass, prepare).id);
      return { ...entry.command, passes };
    }
    if ('operation' in entry) return entry.command;
    const id = ++this.#reads;
    this.#reading.set(id, entry);
    return { ...entry.command, id };
  }

  /** Resolves when the device has done this batch and all before it. */
  async finished(sequence: number): Promise<void> {
    await this.#batches.get(sequence)?.done;
    for (const missing of this.#untold.values())
      this.#events.allocationFailed(missing.label, noRoom(missing));
    this.#untold.clear();
  }

  close(): void {
    this.#connection.close();
  }

  // ---- messages from the device

  #hear(message: FromDevice): void {
    switch (message.kind) {
      case 'compiled':
        return this.#programs.compiled(message.id, message);
      case 'noRoom':
        this.#untold.set(message.missing.buffer, message.missing);
        return;
      case 'bytes':
        this.#reading.get(message.id)?.resolve(message.bytes);
        this.#reading.delete(message.id);
        return;
      case 'failed':
        return this.#failed(message);
      case 'done':
        return this.#done(message.sequence);
      case 'stray':
        return this.#events.stray(errorOf(message.reason, undefined));
      case 'unreadable':
        return this.#unreadable();
      case 'lost':
        this.close();
        return this.#events.lost(message.reason);
    }
  }

  #done(sequence: number): void {
    for (const batch of this.#batches.values()) {
      if (batch.sequence > sequence) return;
      this.#batches.delete(batch.sequence);
      batch.finish();
    }
  }

  #failed({ sequence, command, reason }: Extract<FromDevice, { readonly kind: 'failed' }>): void {
    const { stream, recorded, failed: told } = this.#batches.get(sequence)!;
    const failed = (command === undefined ? recorded : recorded.slice(command, command + 1)).filter(
      (entry): entry is Recorded => entry !== undefined && !told.has(entry),
    );
    if (reason.kind === 'noRoom') this.#untold.delete(reason.missing.buffer);
    const operations: Operation[] = [];
    for (const entry of failed) {
      told.add(entry);
      if ('operation' in entry) operations.push(entry.operation);
      else this.#refuse(entry, errorOf(reason, entry));
    }
    if (stream && operations.length > 0) this.#events.failed(stream, operations, errorOf(reason, failed[0]));
  }

  /** The unreadable message may have answered any of these. Completion is requested again. */
  #unreadable(): void {
    const reason = {
      kind: 'device',
      message: 'an answer of the worker could not be read; perhaps there was no memory',
      outOfMemory: false,
    } as const;
    for (const sequence of this.#batches.keys())
      this.#failed({ kind: 'failed', sequence, command: undefined, reason });
    this.#programs.unanswered(reason, message => {
      try {
        this.#post(message);
      } catch (error) {
        this.#events.stray(error as HeddleError);
      }
    });
    if (this.#batches.size > 0) this.#send(undefined, []);
  }

  /** No bytes will arrive for the readback. */
  #refuse(reading: Reading, error: HeddleError): void {
    for (const [id, waiting] of this.#reading) if (waiting === reading) this.#reading.delete(id);
    reading.reject(error);
  }
}

function errorOf(reason: Reason, recorded: Recorded | undefined): HeddleError {
  if (reason.kind === 'noRoom') return noRoom(reason.missing);
  if (reason.kind === 'program' && recorded && 'passes' in recorded)
    return recorded.passes[reason.pass]!.refused(reason.log);
  if (reason.kind === 'program') return new OperationError(reason.log);
  return reason.outOfMemory
    ? new OutOfMemoryError(reason.message, { remedy: ROOM })
    : new OperationError(reason.message);
}

const unsent = (error: unknown): DeviceReason => ({
  kind: 'device',
  message: `nothing could be sent to the device: ${error}`,
  outOfMemory: isOutOfMemory(error),
});

/** A page's engine reports "out of memory" by a DataCloneError if a message is too large for it. */
const isOutOfMemory = (error: unknown): boolean =>
  error instanceof RangeError || /out of memory/i.test(String(error));

const isPreparation = (command: Command): command is Preparation =>
  command.kind === 'program' || command.kind === 'forget';

const ROOM = 'Dispose buffers that are no longer needed, or work on the data in pieces.';

/** Core has checked the length against the limits, so that the device has no room now. */
function noRoom({ label, bytes, reason }: Missing): HeddleError {
  if (reason && !reason.outOfMemory) return new OperationError(reason.message);
  return new OutOfMemoryError(`no room for the ${bytes} bytes of '${label}'`, { remedy: ROOM });
}

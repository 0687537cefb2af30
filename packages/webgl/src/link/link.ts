import type { AcceleratorStream, Operation } from '@heddle/core/backend';
import { HeddleError, OutOfMemoryError } from '@heddle/core/backend';
import type {
  Command,
  DeviceDescription,
  FromDevice,
  Missing,
  Preparation,
  Reason,
  Shape,
} from '../protocol.ts';
import type { Connected, Connection } from './connection.ts';
import { type Pass, Programs } from './programs.ts';

export interface LinkEvents {
  submitted(): void;
  failed(stream: AcceleratorStream, operations: readonly Operation[], error: HeddleError): void;
  /** Memory was not there, as the device found out after `allocate` had returned. */
  allocationFailed(label: string, error: HeddleError): void;
  lost(message: string): void;
}

type Launch = Extract<Command, { readonly kind: 'launch' }>;
type Read = Extract<Command, { readonly kind: 'read' }>;
type Plain = Exclude<Command, Launch | Read | Preparation>;

/** What a stream has recorded. */
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
  /** None of a batch that does nothing. */
  readonly stream: AcceleratorStream | undefined;
  /** By index of the command: what was recorded. */
  readonly recorded: readonly (Recorded | undefined)[];
  readonly done: Promise<void>;
  readonly finish: () => void;
}

/** The host's end of the way to the device: what was sent, what came back, and who waits for it. */
export class Link {
  readonly description: DeviceDescription;
  readonly #connection: Connection;
  readonly #events: LinkEvents;
  readonly #programs = new Programs();
  /** Those that are not done, the oldest first. */
  readonly #batches = new Map<number, Batch>();
  readonly #reading = new Map<number, Reading>();
  /** Allocations that failed, and that no error has told of yet. */
  readonly #untold = new Map<number, Missing>();
  /** Whether something was sent that no batch is behind. */
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

  // ---- what is sent

  /** Memory for a buffer: zeroed, or with these words, before anything that is sent later. */
  allocate(label: string, shape: Shape, words: Uint32Array<ArrayBuffer> | undefined): number {
    const buffer = ++this.#buffers;
    this.#connection.post({ kind: 'create', buffer, label, shape, words }, words ? [words.buffer] : []);
    this.#isAhead = true;
    return buffer;
  }

  /** After all that was sent before. */
  free(buffer: number): void {
    this.#connection.post({ kind: 'destroy', buffer });
  }

  /** Has a pass compiled ahead of its use. Resolves with what the compiler has against it. */
  prepare(pass: Pass): Promise<string | undefined> {
    return this.#programs.use(pass, message => this.#connection.post(message)).compiled;
  }

  /** Sends what a stream has recorded; gives the number of the batch. */
  submit(stream: AcceleratorStream, recorded: readonly Recorded[]): number {
    this.#events.submitted();
    return this.#send(stream, recorded);
  }

  /** The number of a batch behind all that was sent so far. */
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
    this.#batches.set(sequence, { sequence, stream, recorded: sources, done, finish });
    this.#connection.post({ kind: 'batch', sequence, commands }, transfer);
    this.#isAhead = false;
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

  // ---- what comes back

  #hear(message: FromDevice): void {
    switch (message.kind) {
      case 'compiled':
        return this.#programs.compiled(message.id, message.log);
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
    const { stream, recorded } = this.#batches.get(sequence)!;
    const failed = command === undefined ? recorded : recorded.slice(command, command + 1);
    if (reason.kind === 'noRoom') this.#untold.delete(reason.missing.buffer);
    const operations: Operation[] = [];
    for (const entry of failed) {
      if (entry === undefined) continue;
      if ('operation' in entry) operations.push(entry.operation);
      else this.#refuse(entry, errorOf(reason, entry));
    }
    if (stream && operations.length > 0) this.#events.failed(stream, operations, errorOf(reason, failed[0]));
  }

  /** No bytes will come for it. */
  #refuse(reading: Reading, error: HeddleError): void {
    for (const [id, waiting] of this.#reading) if (waiting === reading) this.#reading.delete(id);
    reading.reject(error);
  }
}

function errorOf(reason: Reason, recorded: Recorded | undefined): HeddleError {
  if (reason.kind === 'noRoom') return noRoom(reason.missing);
  if (reason.kind === 'program' && recorded && 'passes' in recorded)
    return recorded.passes[reason.pass]!.refused(reason.log);
  return new HeddleError('HEDDLE_NOT_SUPPORTED', reason.kind === 'device' ? reason.message : reason.log);
}

/** Core has checked the length against the limits, so that the device has no room now. */
const noRoom = ({ label, bytes }: Missing): OutOfMemoryError =>
  new OutOfMemoryError(`no room for the ${bytes} bytes of '${label}'`, {
    remedy: 'Dispose buffers that are no longer needed, or work on the data in pieces.',
  });

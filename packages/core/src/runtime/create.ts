import { checkTraced } from '../check/check-traced.ts';
import type { Capability, ValidProgram } from '../check/checked.ts';
import { HeddleError, HeddleTypeError, NoBackendError } from '../errors/errors.ts';
import type { GroupKernel, Kernel } from '../language/kernel.ts';
import { isKernel, tracedOf } from '../language/kernel.ts';
import { abortReason, orAborted, signalOf } from './abort.ts';
import { Accelerator } from './accelerator.ts';
import type { BackendReport, OpenOptions } from './accelerator-description.ts';
import { checkOptionNames, describe, isArray, labelOf } from './arguments.ts';
import type { Waiting } from './queue-options.ts';

/**
 * The value that a backend package's factory returns, for `createAccelerator`. Backends are not registered
 * anywhere.
 */
export interface Backend<A extends Accelerator = Accelerator> {
  readonly name: string;
  /**
   * Tells if the backend can work here. `fast` is true if it outruns GPU backends on an adapter that runs on
   * the CPU. `reluctant` is the reason why a fast backend, which may come later in the list, would be better.
   */
  isSupported(): Promise<
    | { readonly ok: true; readonly reluctant?: string | undefined; readonly fast?: boolean | undefined }
    | { readonly ok: false; readonly reason: string }
  >;
  /**
   * The capabilities that its accelerators have under the best conditions. If another backend of the list
   * refuses a kernel for lack of one, the message names this backend.
   */
  readonly mayHave?: readonly Capability[] | undefined;
  open(options: OpenOptions): Promise<A>;
}

export interface CreateOptions extends Waiting, OpenOptions {
  /**
   * The capabilities that the accelerator must have and the kernels that it must run. A backend that cannot
   * is skipped.
   */
  readonly require?: readonly (Capability | Kernel<any, any> | GroupKernel<any>)[] | undefined;
}

/**
 * Inferred from the union as a whole: [wasm(), cpu()] gives the type common to both, an `Accelerator`, not a
 * blocking one.
 */
type Opened<B extends readonly Backend[]> = B[number] extends Backend<infer A> ? A : never;

/**
 * Opens the first backend of the list that works here. A reluctant one (a GPU backend on an adapter that runs
 * on the CPU) is used only if no later backend of the list works and is faster: wasm, or a GPU.
 * `accelerator.report` names the skipped backends with the reasons.
 *
 * @throws NoBackendError (as a rejection) with every backend's reason.
 *
 * @example
 * ```ts
 * const accelerator = await createAccelerator([cpu()], { require: ['groups', saxpy] });
 * accelerator.backend; // 'cpu'
 * ```
 */
export async function createAccelerator<const B extends readonly Backend[]>(
  listed: B,
  options: CreateOptions = {},
): Promise<Opened<B>> {
  // Copies: the caller may change the list during a wait, and V8 reads the named members of a pattern with a
  // rest twice, although they may be getters.
  const backends = isArray(listed) ? (listed.slice() as readonly Backend[]) : listed;
  checkBackends(backends);
  checkOptionNames('createAccelerator', options, Object.keys(OPTIONS));
  const { require = [], signal: given, ...open } = { ...options };
  const signal = signalOf('createAccelerator', { signal: given });
  checkOpenOptions(require, open);
  // Checked before any device is opened, because a mistake in a kernel is not the fault of a backend.
  const requirements = require.map(checkRequirement);
  if (signal?.aborted) throw abortReason(signal);
  const reasons = new Map<Backend, string>();
  const answers = new Map<Backend, Support>();

  /** The answer of a backend; undefined if it is already excluded. */
  const ask = async (backend: Backend): Promise<(Support & { readonly ok: true }) | undefined> => {
    const support = answers.get(backend) ?? (await orAborted(supported(backend), signal));
    answers.set(backend, support);
    if (!support.ok) reasons.set(backend, support.reason);
    return support.ok && !reasons.has(backend) ? support : undefined;
  };

  const attempt = async (
    backend: Backend,
    note: string,
    passed?: readonly [Backend, string],
  ): Promise<Opened<B> | undefined> => {
    const opening = openOne(backend, open);
    const accelerator = await orAborted(opening, signal).catch(aborted => {
      void opening.then(late => (typeof late === 'string' ? undefined : discard(late)));
      throw aborted;
    });
    if (typeof accelerator === 'string') {
      reasons.set(backend, accelerator);
      return undefined;
    }
    const refusal = missing(accelerator, requirements);
    if (refusal !== undefined) {
      await discard(accelerator);
      reasons.set(backend, refusal);
      return undefined;
    }
    const chosen = [...accelerator.report.filter(entry => entry.chosen).map(({ reason }) => reason), note]
      .filter(Boolean)
      .join('; ');
    const others = backends.filter(other => other !== backend && !reasons.has(other));
    if (passed) reasons.set(...passed);
    accelerator.setReport(report(backends, backend, chosen, reasons), others);
    return accelerator as Opened<B>;
  };

  for (const [i, backend] of backends.entries()) {
    const support = await ask(backend);
    if (!support) continue;
    const { reluctant } = support;
    let note = '';
    if (reluctant) {
      for (const other of backends.slice(i + 1)) {
        if (!(await ask(other))?.fast) continue;
        const faster = await attempt(other, '', [backend, `${reluctant}, and ${other.name} is faster`]);
        if (faster) return faster;
      }
      const others = backends.flatMap(other => (other === backend ? [] : [other.name])).join(', ');
      note = `chosen although ${reluctant}: ${others ? `of ${others} no faster one works here` : 'no other backend is listed'}`;
    }
    const accelerator = await attempt(backend, note);
    if (accelerator) return accelerator;
  }
  throw new NoBackendError(
    backends.map(backend => ({ backend: backend.name, reason: reasons.get(backend)! })),
  );
}

function checkBackends(backends: readonly unknown[]): void {
  if (!isArray(backends) || backends.length === 0) {
    throw new HeddleTypeError(
      `createAccelerator: backends: expected a list of at least one backend, found ${describe(backends)}`,
      {
        remedy: 'For instance createAccelerator([cpu()]).',
      },
    );
  }
  backends.forEach((backend: Partial<Backend> | undefined, i) => {
    if (typeof backend?.open === 'function' && typeof backend.isSupported === 'function') return;
    throw new HeddleTypeError(
      `createAccelerator: backends[${i}]: expected a backend, found ${describe(backend)}`,
      {
        remedy:
          typeof backend === 'function'
            ? 'Call the factory: cpu(), not cpu.'
            : typeof backend === 'string'
              ? `Backends are values of packages: import { ${backend} } from '@heddle/${backend}', and list ${backend}().`
              : "List what the factory returns: const { cpu } = await import('@heddle/cpu'), then createAccelerator([cpu()]).",
      },
    );
  });
}

const OPTIONS: Readonly<Record<keyof CreateOptions, true>> = {
  require: true,
  label: true,
  signal: true,
  detectHostBufferRaces: true,
  detectStreamRaces: true,
  onUncapturedError: true,
};

function checkOpenOptions(require: unknown, { label, ...open }: OpenOptions): void {
  labelOf('createAccelerator', { label });
  const check = (name: string, isRight: boolean, expected: string, found: unknown): void => {
    if (!isRight)
      throw new HeddleTypeError(`createAccelerator: ${name}: expected ${expected}, found ${describe(found)}`);
  };
  check('require', Array.isArray(require), 'a list of capabilities and kernels', require);
  for (const name of ['detectHostBufferRaces', 'detectStreamRaces'] as const) {
    const mode = open[name];
    check(name, [undefined, true, false, 'report'].includes(mode), "true, false or 'report'", mode);
  }
  const { onUncapturedError: handler } = open;
  check('onUncapturedError', handler === undefined || typeof handler === 'function', 'a function', handler);
}

type Support = Awaited<ReturnType<Backend['isSupported']>>;

async function supported(backend: Backend): Promise<Support> {
  try {
    return await backend.isSupported();
  } catch (error) {
    return { ok: false, reason: reasonOf(backend, error) };
  }
}

/** The accelerator, or the reason why there is none. */
async function openOne(backend: Backend, options: OpenOptions): Promise<Accelerator | string> {
  try {
    const accelerator: unknown = await backend.open(options);
    if (Accelerator.made(accelerator)) return accelerator;
    return 'its accelerator was made by another copy of @heddle/core; see `npm ls @heddle/core`';
  } catch (error) {
    return reasonOf(backend, error);
  }
}

type Requirement = Capability | ValidProgram;

function checkRequirement(requirement: unknown): Requirement {
  if (typeof requirement === 'string') return requirement as Capability;
  if (isKernel(requirement)) return checkTraced(tracedOf(requirement));
  throw new HeddleTypeError(
    `createAccelerator: require: expected a capability or a kernel, found ${describe(requirement)}`,
  );
}

function missing(accelerator: Accelerator, requirements: readonly Requirement[]): string | undefined {
  for (const requirement of requirements) {
    if (typeof requirement !== 'string') {
      const admitted = accelerator.admit(requirement);
      if (admitted instanceof Error) return admitted.message;
    } else if (!accelerator.capabilities.has(requirement))
      return `it lacks the required capability '${requirement}'`;
  }
  return undefined;
}

/** The accelerator has done no work, so a failure to close it does not matter. */
const discard = (accelerator: Accelerator): Promise<void> => accelerator.disposeAsync().catch(() => {});

function report(
  backends: readonly Backend[],
  chosen: Backend,
  note: string,
  reasons: ReadonlyMap<Backend, string>,
): BackendReport {
  return Object.freeze(
    backends.map(backend => ({
      backend: backend.name,
      chosen: backend === chosen,
      reason: backend === chosen ? note : (reasons.get(backend) ?? `not needed: ${chosen.name} works`),
    })),
  );
}

/** The reason without the backend's name, which the list of reasons already has. */
function reasonOf({ name }: Backend, error: unknown): string {
  const message = HeddleError.is(error) || error instanceof Error ? error.message : String(error);
  const prefix = `${name}: `;
  return message.startsWith(prefix) ? message.slice(prefix.length) : message;
}

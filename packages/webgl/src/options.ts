import {
  checkOptionNames,
  checkSoftware,
  describe,
  HeddleRangeError,
  HeddleTypeError,
  type Software,
} from '@heddle/core/backend';

export interface WebGlOptions {
  /**
   * The place of the context. `true`: in a worker, where it does not delay the page's frames; `false`: on the
   * page. By default a worker is tried first, and the page if no worker has WebGL2.
   */
  readonly worker?: boolean | undefined;
  /**
   * The address at which the page serves `worker.js` of exactly this version of the package, for a content
   * security policy that forbids workers made from blobs. Another script is recognised by its first answer,
   * or by the lack of one within 10 seconds; then the page, or the next backend, is tried.
   */
  readonly workerUrl?: string | undefined;
  /**
   * By default a software renderer is used only if no faster backend of the list works. `allow` uses it like
   * any other, `avoid` never uses it, and `require` uses no other.
   */
  readonly software?: Software | undefined;
}

/**
 * Checks the options and copies them at the call.
 *
 * @throws HeddleTypeError for an option that does not exist, or of the wrong type.
 * @throws HeddleRangeError for an address that is none.
 */
export function checkOptions(options: unknown): WebGlOptions {
  checkOptionNames('webgl', options, ['worker', 'workerUrl', 'software']);
  const { worker, workerUrl, software } = options as Record<keyof WebGlOptions, unknown>;
  if (worker !== undefined && typeof worker !== 'boolean')
    throw new HeddleTypeError(`webgl: worker: expected true or false, found ${describe(worker)}`);
  if (workerUrl !== undefined && typeof workerUrl !== 'string') {
    throw new HeddleTypeError(`webgl: workerUrl: expected a string, found ${describe(workerUrl)}`, {
      remedy: 'For a URL object, pass url.href.',
    });
  }
  if (workerUrl === '')
    throw new HeddleRangeError("webgl: workerUrl: expected the address of a script, found ''");
  return { worker, workerUrl, software: checkSoftware('webgl', software) };
}

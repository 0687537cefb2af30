/**
 * The program of the worker that has the context. Bundled into one script, which is started from its text
 * where a page allows that (worker-source.ts), else from `workerUrl`.
 */
import { openContext } from './device/context.ts';
import { Device } from './device/device.ts';
import type { FromDevice, ToDevice } from './protocol.ts';

interface Scope {
  onmessage: (event: { readonly data: ToDevice }) => void;
  postMessage(message: FromDevice, transfer?: readonly ArrayBuffer[]): void;
}

const scope = globalThis as unknown as Scope;
let device: Device | undefined;

scope.onmessage = ({ data }) => {
  if (data.kind !== 'open') return device?.receive(data);
  const context = openContext();
  if (typeof context === 'string') return scope.postMessage({ kind: 'absent', reason: context });
  device = new Device(context, (message, transfer) => scope.postMessage(message, transfer));
};

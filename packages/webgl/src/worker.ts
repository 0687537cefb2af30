/**
 * The program of the worker that has the context. Bundled into one script, which is started from its text
 * where a page allows that (worker-source.ts), else from `workerUrl`.
 */
import { openContext } from './device/context.ts';
import { Device } from './device/device.ts';
import type { FromDevice, ToDevice, WorkerName } from './protocol.ts';

interface Scope {
  onmessage: (event: { readonly data: ToDevice }) => void;
  onmessageerror: () => void;
  postMessage(message: FromDevice, transfer?: readonly ArrayBuffer[]): void;
}

const scope = globalThis as unknown as Scope;
const worker: WorkerName = '@heddle/webgl worker 1';
let device: Device | undefined;

function answer(message: FromDevice, transfer?: readonly ArrayBuffer[]): void {
  try {
    scope.postMessage(message, transfer);
  } catch (error) {
    // bytes that cannot be sent are their readback's failure; without any other answer the host would wait for ever
    if (message.kind === 'bytes') throw error;
    scope.postMessage({ kind: 'lost', reason: `its worker could not answer: ${error}` });
  }
}

scope.onmessage = ({ data }) => {
  if (data.kind !== 'open') return device?.receive(data);
  answer({ kind: 'hello', worker });
  const context = openContext();
  if (typeof context === 'string') return answer({ kind: 'absent', reason: context });
  device = new Device(context, answer);
};
// what it was, nobody knows, and what comes later depends on it
scope.onmessageerror = () =>
  answer({ kind: 'lost', reason: 'its worker could not read a message, as for want of memory' });

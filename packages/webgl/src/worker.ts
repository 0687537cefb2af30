/**
 * The program of the worker that has the context. It is bundled into one script, which is started from its
 * text if the page allows that (worker-source.ts), else from `workerUrl`.
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

/**
 * Reports that the device is lost. If the message is refused, an exception that nothing can catch reports it by the
 * worker's error event.
 */
function lose(reason: string): void {
  try {
    scope.postMessage({ kind: 'lost', reason });
  } catch {
    queueMicrotask(() => {
      throw new Error(reason);
    });
  }
}

function answer(message: FromDevice, transfer?: readonly ArrayBuffer[]): void {
  try {
    scope.postMessage(message, transfer);
  } catch (error) {
    // If bytes cannot be sent, only their readback fails. Any other answer is essential: without it the host
    // would wait for ever.
    if (message.kind === 'bytes') throw error;
    lose(`its worker could not answer: ${error}`);
  }
}

scope.onmessage = ({ data }) => {
  if (data.kind !== 'open') return device?.receive(data);
  answer({ kind: 'hello', worker });
  const context = openContext();
  if (typeof context === 'string') return answer({ kind: 'absent', reason: context });
  device = new Device(context, answer);
};
// The lost message is unknown, and later ones depend on it.
scope.onmessageerror = () => lose('its worker could not read a message; perhaps it had no memory');

// The backends that the test matrix knows, in the order in which documents list them.
import { cpu } from './cpu.ts';
import { nullBackend } from './null.ts';
import type { TestedBackend } from './tested-backend.ts';
import { wasm } from './wasm.ts';
import { webgl } from './webgl.ts';
import { webgpu } from './webgpu.ts';

const rows = { cpu, wasm, webgpu, webgl, null: nullBackend };

export type BackendName = keyof typeof rows;
export const backends: Readonly<Record<BackendName, TestedBackend>> = rows;

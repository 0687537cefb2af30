export { emitWasm } from './emit/emit.ts';

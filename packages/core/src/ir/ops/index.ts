export { evaluate, evaluator } from './evaluate.ts';
export type { Evaluate } from './row.ts';
export { type OpName, ops } from './table.ts';
export { resultType } from './type-rule.ts';

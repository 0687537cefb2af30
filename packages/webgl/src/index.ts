export type { EmitOptions, EmittedPass, PassOutput } from './emit/emit.ts';
export { emitGlsl, VERTEX_SHADER } from './emit/emit.ts';
export type { LaunchUniforms, LaunchView } from './emit/launch-uniforms.ts';
export { writeLaunchUniforms } from './emit/launch-uniforms.ts';
export { planPasses } from './emit/pass-plan.ts';
export type { GlslLimits } from './emit/refusal.ts';
export { refuse } from './emit/refusal.ts';
export type { TextureFormat } from './emit/storage.ts';
export { textureOf } from './emit/storage.ts';

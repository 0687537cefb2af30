import { ScopedNames } from '@heddle/core/backend';

/**
 * Names for GLSL, which reserves names that begin with `gl_`, and with `GL_` for macros; WebGL reserves
 * `webgl_` (https://registry.khronos.org/webgl/specs/latest/1.0/#4.3).
 */
export class GlslNames extends ScopedNames {
  override name(hint: string): string {
    const name = super.name(hint);
    return /^(web)?gl_/i.test(name) ? super.name(`v ${name}`) : name;
  }
}

import { ScopedNames } from '@heddle/core/backend';

/**
 * Names for GLSL, which keeps to itself what begins with `gl_`, and with `GL_` for macros; WebGL keeps
 * `webgl_` (https://registry.khronos.org/webgl/specs/latest/1.0/#4.3).
 */
export class GlslNames extends ScopedNames {
  override name(hint: string): string {
    const name = super.name(hint);
    return /^(web)?gl_/i.test(name) ? super.name(`v ${name}`) : name;
  }
}

import type { Shape } from '../protocol.ts';
import { bands, type Rectangle } from './rectangles.ts';

/**
 * The most invocations of one draw. A driver's watchdog resets the device if one draw takes several seconds,
 * so a larger launch is drawn in parts, each flushed separately.
 */
const MOST_FRAGMENTS = 2 ** 18;

/** Draws with the program, uniforms and attachments that are set. */
export function draw(gl: WebGL2RenderingContext, { width, height }: Shape, over: readonly Rectangle[]): void {
  gl.viewport(0, 0, width, height);
  const parts = over.flatMap(rectangle => bands(rectangle, MOST_FRAGMENTS));
  for (const part of parts) {
    gl.scissor(part.x, part.y, part.width, part.height);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    if (parts.length > 1) gl.flush();
  }
}

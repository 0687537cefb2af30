import type { DeviceDescription } from '../protocol.ts';

export interface Context {
  readonly gl: WebGL2RenderingContext;
  readonly canvas: OffscreenCanvas | HTMLCanvasElement;
}

const ATTRIBUTES: WebGLContextAttributes = {
  alpha: false,
  antialias: false,
  depth: false,
  powerPreference: 'high-performance',
};

interface Scope {
  readonly OffscreenCanvas?: typeof OffscreenCanvas;
  readonly document?: Document;
}

/**
 * A new context, or the reason why there is none. In a page an OffscreenCanvas may lack WebGL2 although a
 * canvas of the document has it (WebKitGTK, for example).
 */
export function openContext(): Context | string {
  const { OffscreenCanvas, document } = globalThis as Scope;
  const canvases = [
    ...(OffscreenCanvas ? [() => new OffscreenCanvas(1, 1)] : []),
    ...(document ? [() => document.createElement('canvas')] : []),
  ];
  for (const make of canvases) {
    const canvas = make();
    const gl = canvas.getContext('webgl2', ATTRIBUTES) as WebGL2RenderingContext | null;
    if (gl) return { gl, canvas };
  }
  return canvases.length === 0
    ? 'there is no canvas here: WebGL2 needs a browser'
    : 'no canvas has a WebGL2 context here: it is turned off, or the graphics driver is blocked';
}

export function closeContext(gl: WebGL2RenderingContext): void {
  gl.getExtension('WEBGL_lose_context')?.loseContext();
}

export function describeContext(gl: WebGL2RenderingContext): DeviceDescription {
  const number = (name: GLenum): number => gl.getParameter(name) as number;
  const textureSize = number(gl.MAX_TEXTURE_SIZE);
  return {
    renderer: rendererOf(gl),
    textureSize,
    widthLog2: Math.floor(Math.log2(textureSize)),
    arrayLayers: number(gl.MAX_ARRAY_TEXTURE_LAYERS),
    textureUnits: number(gl.MAX_TEXTURE_IMAGE_UNITS),
    uniformVectors: number(gl.MAX_FRAGMENT_UNIFORM_VECTORS),
    attachments: Math.min(number(gl.MAX_DRAW_BUFFERS), number(gl.MAX_COLOR_ATTACHMENTS)),
  };
}

/** The name of the renderer. Firefox gives it without the extension, and warns about the extension. */
export function rendererOf(gl: WebGL2RenderingContext): string {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}

// A page's part of glsl.test.ts: compiles shaders and runs launches by the rules of
// packages/webgl/src/emit/storage.ts, on a canvas of its own. It has nothing in common with the backend, so
// that each checks the other.
const gl = new OffscreenCanvas(1, 1).getContext('webgl2');

function compiled(type, source) {
  const shader = gl.createShader(type);
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  return shader;
}

function linked({ vertex, fragment }) {
  const program = gl.createProgram();
  const shaders = [compiled(gl.VERTEX_SHADER, vertex), compiled(gl.FRAGMENT_SHADER, fragment)];
  for (const shader of shaders) gl.attachShader(program, shader);
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS)) return { program, errors: [] };
  const log = [...shaders.map(shader => gl.getShaderInfoLog(shader)), gl.getProgramInfoLog(program)];
  return { program, errors: [log.filter(Boolean).join('\n') || 'it failed without a word'] };
}

const formats = {
  R32UI: { format: 'RED_INTEGER', components: 1 },
  RG32UI: { format: 'RG_INTEGER', components: 2 },
  RGBA32UI: { format: 'RGBA_INTEGER', components: 4 },
};

/** A buffer as a texture. */
function upload({ internalFormat, layers, stride, words }, widthLog2) {
  const elements = words.length / stride;
  const width = Math.min(elements, 2 ** widthLog2);
  const height = Math.ceil(elements / 2 ** widthLog2);
  const { format, components } = formats[internalFormat];
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture);
  gl.texStorage3D(gl.TEXTURE_2D_ARRAY, 1, gl[internalFormat], width, height, layers);
  gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  for (let layer = 0; layer < layers; layer++) {
    const texels = new Uint32Array(width * height * components);
    for (let i = 0; i < texels.length; i++) {
      const [element, word] = [Math.floor(i / components), 4 * layer + (i % components)];
      if (element < elements && word < stride) texels[i] = words[element * stride + word];
    }
    gl.texSubImage3D(
      gl.TEXTURE_2D_ARRAY,
      0,
      0,
      0,
      layer,
      width,
      height,
      1,
      gl[format],
      gl.UNSIGNED_INT,
      texels,
    );
  }
  return { texture, width, height, layers, stride, elements };
}

function download({ texture, width, height, layers, stride, elements }) {
  const words = new Array(elements * stride).fill(0);
  gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
  for (let layer = 0; layer < layers; layer++) {
    gl.framebufferTextureLayer(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, texture, 0, layer);
    const texels = new Uint32Array(4 * width * height);
    gl.readPixels(0, 0, width, height, gl.RGBA_INTEGER, gl.UNSIGNED_INT, texels);
    for (let element = 0; element < elements; element++) {
      for (let word = 4 * layer; word < Math.min(4 * layer + 4, stride); word++)
        words[element * stride + word] = texels[4 * element + (word % 4)];
    }
  }
  return words;
}

/**
 * Each buffer has one texture that is read and another that is drawn to: only an untouched element of the
 * latter shows that it was.
 */
function run({ vertex, widthLog2, buffers, passes }) {
  const previous = buffers.map(buffer => buffer && upload(buffer, widthLog2));
  const target = buffers.map(buffer => buffer && upload(buffer, widthLog2));
  for (const { fragment, launch, words, samplers, outputs } of passes) {
    const { program, errors } = linked({ vertex, fragment });
    if (errors.length > 0) return { errors };
    gl.useProgram(program);
    gl.uniform4uiv(gl.getUniformLocation(program, launch), Uint32Array.from(words));
    samplers.forEach((sampler, param) => {
      if (!sampler) return;
      gl.activeTexture(gl.TEXTURE0 + param);
      gl.bindTexture(gl.TEXTURE_2D_ARRAY, previous[param].texture);
      gl.uniform1i(gl.getUniformLocation(program, sampler), param);
    });
    gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
    outputs.forEach(({ param, layer }, i) => {
      gl.framebufferTextureLayer(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0 + i, target[param].texture, 0, layer);
    });
    gl.drawBuffers(outputs.map((_, i) => gl.COLOR_ATTACHMENT0 + i));
    const { width, height } = target[outputs[0].param];
    gl.viewport(0, 0, width, height);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }
  const results = target.map(texture => texture && download(texture));
  for (const texture of [...previous, ...target]) if (texture) gl.deleteTexture(texture.texture);
  const error = gl.getError();
  return { errors: error === gl.NO_ERROR ? [] : [`WebGL error ${error}`], buffers: results };
}

globalThis.glslHost = {
  compile: shaders => shaders.map(shader => linked(shader).errors),
  run: launches => launches.map(run),
};

// On the page, because a worker runs a bundle of these files.

const at = file => `packages/webgl/src/${file}`;
const on = 'chromium-webgl-main-thread';

export const webgl = [
  {
    name: 'webgl/twin-not-updated',
    file: at('device/launches.ts'),
    find: 'for (const { view } of read) this.#moves.toTwin(store, view);',
    replace: '',
    breaks: 'A launch that changes a part of a buffer reads what its twin last held.',
    on,
    suites: ['textures', 'waits'],
  },
  {
    name: 'webgl/not-swapped',
    file: at('device/launches.ts'),
    find: 'for (const store of swapped) store.swap();',
    replace: '',
    breaks: 'What a launch has drawn into the twin is never the contents of the buffer.',
    on,
    suites: ['waits'],
  },
  {
    name: 'webgl/fence-not-awaited',
    file: at('device/fences.ts'),
    find: 'if (status === gl.TIMEOUT_EXPIRED) return this.#schedule();',
    replace: '',
    breaks: 'A wait ends before the device has passed its fence.',
    on,
    suites: ['drain', 'waits'],
  },
  {
    name: 'webgl/wait-for-ignored',
    file: at('stream.ts'),
    find: 'other.submit();',
    replace: '',
    breaks: 'What another stream has recorded is sent after what waits for it.',
    on,
    suites: ['waits'],
  },
  {
    name: 'webgl/row-of-another-width',
    file: at('device/rectangles.ts'),
    find: ': { x, y, width: Math.min(left, width - x), height: 1, from };',
    replace: ': { x, y, width: Math.min(left, width), height: 1, from };',
    breaks: 'A range that begins within a row of texels goes on beyond its end.',
    on,
    suites: ['textures', 'waits'],
  },
  {
    name: 'webgl/stride-ignored',
    file: at('emit/launch-uniforms.ts'),
    find: 'written.set([offset, step, length, width, height, depth], uniforms.views[param]!);',
    replace: 'written.set([offset, 1, length, width, height, depth], uniforms.views[param]!);',
    breaks: 'A launch takes a strided view for a dense one.',
    on,
    suites: ['views'],
  },
  {
    name: 'webgl/zero-not-zero',
    file: at('emit/launch-uniforms.ts'),
    find: 'written.set([x, y, z], uniforms.extent);',
    replace: 'written.set([x, y, z, 1], uniforms.extent);',
    breaks: 'The zero of a launch, by which a compiler is kept from rearranging floats, is 1.',
    on,
    suites: ['floats'],
  },
  {
    name: 'webgl/texture-kept',
    file: at('device/device.ts'),
    find: 'store?.delete(this.#attachments);',
    replace: '',
    breaks: 'The texture of a disposed buffer is never deleted.',
    on,
    suites: ['kept'],
  },
];

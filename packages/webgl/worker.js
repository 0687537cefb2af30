(() => {
  var k = { alpha: !1, antialias: !1, depth: !1, powerPreference: 'high-performance' };
  function C() {
    const { OffscreenCanvas: s, document: e } = globalThis,
      t = [...(s ? [() => new s(1, 1)] : []), ...(e ? [() => e.createElement('canvas')] : [])];
    for (const r of t) {
      const n = r(),
        o = n.getContext('webgl2', k);
      if (o) return { gl: o, canvas: n };
    }
    return t.length === 0
      ? 'there is no canvas here: WebGL2 is a matter of browsers'
      : 'no canvas has a WebGL2 context here: it is turned off, or the graphics driver is blocked';
  }
  function M(s) {
    s.getExtension('WEBGL_lose_context')?.loseContext();
  }
  function G(s) {
    const e = r => s.getParameter(r),
      t = e(s.MAX_TEXTURE_SIZE);
    return {
      renderer: X(s),
      textureSize: t,
      widthLog2: Math.floor(Math.log2(t)),
      arrayLayers: e(s.MAX_ARRAY_TEXTURE_LAYERS),
      textureUnits: e(s.MAX_TEXTURE_IMAGE_UNITS),
      uniformVectors: e(s.MAX_FRAGMENT_UNIFORM_VECTORS),
      attachments: Math.min(e(s.MAX_DRAW_BUFFERS), e(s.MAX_COLOR_ATTACHMENTS)),
    };
  }
  function X(s) {
    const e = s.getExtension('WEBGL_debug_renderer_info');
    return String(s.getParameter(e ? e.UNMASKED_RENDERER_WEBGL : s.RENDERER));
  }
  var R = class {
    #t;
    #e = [];
    constructor(e) {
      this.#t = e;
    }
    drawTo(e) {
      const t = this.#t,
        r = this.#e[e.length] === void 0;
      (this.#e[e.length] ??= t.createFramebuffer()),
        t.bindFramebuffer(t.DRAW_FRAMEBUFFER, this.#e[e.length]),
        this.#r(t.DRAW_FRAMEBUFFER, e),
        r && t.drawBuffers(e.map((n, o) => t.COLOR_ATTACHMENT0 + o));
    }
    readFrom(e) {
      const t = this.#t;
      (this.#e[0] ??= t.createFramebuffer()),
        t.bindFramebuffer(t.READ_FRAMEBUFFER, this.#e[0]),
        this.#r(t.READ_FRAMEBUFFER, [e]);
    }
    #r(e, t) {
      const r = this.#t;
      for (const [n, { texture: o, layer: a }] of t.entries())
        r.framebufferTextureLayer(e, r.COLOR_ATTACHMENT0 + n, o, 0, a);
    }
    delete() {
      for (const e of this.#e) this.#t.deleteFramebuffer(e ?? null);
    }
  };
  var E = class {
    #t;
    #e = [];
    #r = !1;
    constructor(e) {
      this.#t = e;
    }
    add(e) {
      const t = this.#t,
        r = t.fenceSync(t.SYNC_GPU_COMMANDS_COMPLETE, 0);
      t.flush(), r && (this.#e.push({ sync: r, passed: e }), this.#n());
    }
    #n() {
      this.#r ||
        ((this.#r = !0),
        setTimeout(() => {
          (this.#r = !1), this.#o();
        }));
    }
    #o() {
      const e = this.#t;
      if (!e.isContextLost())
        for (let t = this.#e[0]; t; t = this.#e[0]) {
          if (e.clientWaitSync(t.sync, 0, 0) === e.TIMEOUT_EXPIRED) return this.#n();
          e.deleteSync(t.sync), this.#e.shift(), t.passed();
        }
    }
  };
  function m(s, e, t) {
    const r = [];
    for (let n = 0; n < e; ) {
      const o = (s + n) % t,
        a = Math.floor((s + n) / t),
        i = e - n,
        c = o === 0 ? Math.floor(i / t) : 0,
        d =
          c > 0
            ? { x: o, y: a, width: t, height: c, from: n }
            : { x: o, y: a, width: Math.min(i, t - o), height: 1, from: n };
      r.push(d), (n += d.width * d.height);
    }
    return r;
  }
  function D(s, e) {
    const { y: t, width: r, height: n, from: o } = s,
      a = Math.max(1, Math.floor(e / r));
    return Array.from({ length: Math.ceil(n / a) }, (i, c) => ({
      ...s,
      y: t + c * a,
      height: Math.min(a, n - c * a),
      from: o + c * a * r,
    }));
  }
  var B = 2 ** 18;
  function b(s, { width: e, height: t }, r) {
    s.viewport(0, 0, e, t);
    const n = r.flatMap(o => D(o, B));
    for (const o of n)
      s.scissor(o.x, o.y, o.width, o.height), s.drawArrays(s.TRIANGLES, 0, 3), n.length > 1 && s.flush();
  }
  var x = class {
      #t;
      #e;
      #r;
      #n;
      constructor(e, t, r, n) {
        (this.#t = e), (this.#e = t), (this.#r = r), (this.#n = n);
      }
      run({ words: e, views: t, invocations: r }, n) {
        const { sides: o, swapped: a } = this.#s(t, r, n);
        for (const { code: i, program: c } of n) {
          const d = this.#t;
          c.use(), d.uniform4uiv(c.location(i.launch), e), this.#o(i, c, t, o);
          const f = t[i.outputs[0].param],
            h = Math.min(r, f.count);
          if (h === 0) continue;
          this.#e.drawTo(
            i.outputs.map(({ param: l, layer: g }) => ({ texture: o.get(t[l].buffer).target, layer: g })),
          );
          const { shape: u } = this.#i(f);
          b(d, u, m(f.first, (h - 1) * f.step + 1, u.width));
        }
        for (const i of a) i.swap();
      }
      #o({ samplers: e }, t, r, n) {
        let o = this.#t,
          a = 0;
        for (const [i, c] of e.entries()) {
          if (c === void 0) continue;
          o.activeTexture(o.TEXTURE0 + a);
          const d = r[i];
          o.bindTexture(o.TEXTURE_2D_ARRAY, n.get(d.buffer)?.previous ?? this.#i(d).texture),
            o.uniform1i(t.location(c), a++);
        }
      }
      #s(e, t, r) {
        const n = new Map(),
          o = [],
          a = r.flatMap(({ code: i }) => i.outputs.map(({ param: c }) => e[c].buffer));
        for (const i of new Set(a)) {
          const c = e.flatMap((u, l) => (u?.buffer === i ? [{ view: u, param: l }] : [])),
            d = c.filter(({ param: u }) => r.some(({ code: l }) => l.samplers[u] !== void 0)),
            f = this.#n.get(i),
            { texture: h } = f;
          if (d.length === 0) n.set(i, { previous: h, target: h });
          else if (c.length === 1 && Y(c[0].view, f, t)) n.set(i, { previous: h, target: f.twin }), o.push(f);
          else {
            for (const { view: u } of d) this.#r.toTwin(f, u);
            n.set(i, { previous: f.twin, target: h });
          }
        }
        return { sides: n, swapped: o };
      }
      #i({ buffer: e }) {
        return this.#n.get(e);
      }
    },
    Y = ({ first: s, step: e, count: t }, { shape: r }, n) =>
      s === 0 && e === 1 && t === r.elements && n >= t;
  var W = `#version 300 es
void main() {
  gl_Position = vec4(4.0 * float(gl_VertexID & 1) - 1.0, 2.0 * float(gl_VertexID & 2) - 1.0, 0.0, 1.0);
}
`;
  var p = class {
    #t;
    #e;
    #r;
    #n = new Map();
    log;
    constructor(e, t) {
      (this.#t = e),
        (this.#e = e.createProgram()),
        (this.#r = [F(e, e.VERTEX_SHADER, W), F(e, e.FRAGMENT_SHADER, t)]);
      for (const r of this.#r) e.attachShader(this.#e, r);
      e.linkProgram(this.#e), (this.log = this.#o());
    }
    use() {
      this.#t.useProgram(this.#e);
    }
    location(e) {
      let t = this.#n.get(e);
      return (t === void 0 && ((t = this.#t.getUniformLocation(this.#e, e)), this.#n.set(e, t)), t);
    }
    delete() {
      for (const e of this.#r) this.#t.deleteShader(e);
      this.#t.deleteProgram(this.#e), this.#n.clear();
    }
    #o() {
      const e = this.#t;
      return e.isContextLost() || e.getProgramParameter(this.#e, e.LINK_STATUS)
        ? void 0
        : [...this.#r.map(r => e.getShaderInfoLog(r)), e.getProgramInfoLog(this.#e)].filter(Boolean).join(`
`) || 'it was refused without a word';
    }
  };
  function F(s, e, t) {
    const r = s.createShader(e);
    return (s.shaderSource(r, t), s.compileShader(r), r);
  }
  var y = class {
    shape;
    #t;
    #e;
    #r;
    constructor(e, t) {
      (this.#t = e), (this.shape = t), (this.#e = U(e, t));
    }
    get texture() {
      return this.#e;
    }
    get twin() {
      return ((this.#r ??= U(this.#t, this.shape)), this.#r);
    }
    swap() {
      [this.#e, this.#r] = [this.twin, this.#e];
    }
    delete() {
      this.#t.deleteTexture(this.#e), this.#t.deleteTexture(this.#r ?? null);
    }
  };
  function U(s, { internalFormat: e, width: t, height: r, layers: n }) {
    const o = s.createTexture();
    return (
      s.bindTexture(s.TEXTURE_2D_ARRAY, o),
      s.texStorage3D(s.TEXTURE_2D_ARRAY, 1, s[e], t, r, n),
      s.texParameteri(s.TEXTURE_2D_ARRAY, s.TEXTURE_MIN_FILTER, s.NEAREST),
      s.texParameteri(s.TEXTURE_2D_ARRAY, s.TEXTURE_MAG_FILTER, s.NEAREST),
      o
    );
  }
  var K = ({ stride: s, components: e }) => s === e;
  function P(s, e, t) {
    if (K(e)) return s;
    const { stride: r, components: n } = e,
      o = s.length / r,
      a = new Uint32Array(o * n),
      i = t * n,
      c = Math.min(n, r - i);
    for (let d = 0; d < o; d++) for (let f = 0; f < c; f++) a[d * n + f] = s[d * r + i + f];
    return a;
  }
  function I(s, e, t, { stride: r, components: n }, o) {
    const a = o * n,
      i = Math.min(n, r - a),
      c = t.length / r;
    for (let d = 0; d < c; d++) for (let f = 0; f < i; f++) t[d * r + a + f] = s[d * e + f];
  }
  var V = `uniform highp uint widthLog2, first, step_, count;
uint place() {
  uvec2 texel = uvec2(gl_FragCoord.xy);
  uint relative = (texel.y << widthLog2) + texel.x - first;
  if (relative % step_ != 0u || relative / step_ >= count) discard;
  return relative / step_;
}`,
    O = `#version 300 es
precision highp float;
precision highp int;
precision highp usampler2DArray;
layout(location = 0) out uvec4 moved;
${V}`,
    H = `${O}
uniform uvec4 pattern;
void main() {
  place();
  moved = pattern;
}
`,
    $ = `${O}
uniform usampler2DArray source;
uniform uint sourceFirst, sourceStep;
uniform int layer;
void main() {
  uint element = sourceFirst + place() * sourceStep;
  moved = texelFetch(source, ivec3(element & ((1u << widthLog2) - 1u), element >> widthLog2, layer), 0);
}
`,
    T = class {
      #t;
      #e;
      #r;
      #n;
      #o;
      constructor(e, t, r) {
        (this.#t = e), (this.#e = t), (this.#r = r);
      }
      write(e, { target: t, words: r }) {
        if (t.step === 1) return this.upload(e, t.first, r);
        const { count: n } = t,
          o = 2 ** this.#r,
          a = { ...e.shape, width: Math.min(n, o), height: Math.ceil(n / o), elements: n },
          i = new y(this.#t, a);
        this.upload(i, 0, r), this.#s(i.texture, { first: 0, step: 1 }, e, t), i.delete();
      }
      upload({ shape: e, texture: t }, r, n) {
        const o = this.#t,
          a = o[{ 1: 'RED_INTEGER', 2: 'RG_INTEGER', 4: 'RGBA_INTEGER' }[e.components]];
        o.bindTexture(o.TEXTURE_2D_ARRAY, t);
        for (let i = 0; i < e.layers; i++) {
          const c = P(n, e, i);
          for (const { x: d, y: f, width: h, height: u, from: l } of m(r, n.length / e.stride, e.width))
            o.texSubImage3D(o.TEXTURE_2D_ARRAY, 0, d, f, i, h, u, 1, a, o.UNSIGNED_INT, c, l * e.components);
        }
      }
      fill(e, { target: t, pattern: r }) {
        const n = this.#t;
        (this.#n ??= new p(n, H)), this.#n.use();
        const { layers: o, stride: a } = e.shape;
        for (let i = 0; i < o; i++) {
          const c = [0, 1, 2, 3].map(d => 4 * i + d).map(d => (d < a ? r[d % r.length] : 0));
          n.uniform4uiv(this.#n.location('pattern'), c), this.#i(this.#n, e, t, i);
        }
      }
      copy(e, { source: t, target: r }, n) {
        e === n && this.toTwin(e, t), this.#s(e === n ? e.twin : e.texture, t, n, r);
      }
      toTwin({ shape: e, texture: t, twin: r }, { first: n, step: o, count: a }) {
        const i = this.#t;
        if (a !== 0) {
          i.bindTexture(i.TEXTURE_2D_ARRAY, r);
          for (let c = 0; c < e.layers; c++) {
            this.#e.readFrom({ texture: t, layer: c });
            for (const { x: d, y: f, width: h, height: u } of m(n, (a - 1) * o + 1, e.width))
              i.copyTexSubImage3D(i.TEXTURE_2D_ARRAY, 0, d, f, c, d, f, h, u);
          }
        }
      }
      #s(e, t, r, n) {
        const o = this.#t;
        (this.#o ??= new p(o, $)),
          this.#o.use(),
          o.activeTexture(o.TEXTURE0),
          o.bindTexture(o.TEXTURE_2D_ARRAY, e),
          o.uniform1i(this.#o.location('source'), 0),
          o.uniform1ui(this.#o.location('sourceFirst'), t.first),
          o.uniform1ui(this.#o.location('sourceStep'), t.step);
        for (let a = 0; a < r.shape.layers; a++)
          o.uniform1i(this.#o.location('layer'), a), this.#i(this.#o, r, n, a);
      }
      #i(e, t, { first: r, step: n, count: o }, a) {
        const i = this.#t;
        o !== 0 &&
          (i.uniform1ui(e.location('widthLog2'), this.#r),
          i.uniform1ui(e.location('first'), r),
          i.uniform1ui(e.location('step_'), n),
          i.uniform1ui(e.location('count'), o),
          this.#e.drawTo([{ texture: t.texture, layer: a }]),
          b(i, t.shape, m(r, (o - 1) * n + 1, t.shape.width)));
      }
      delete() {
        this.#n?.delete(), this.#o?.delete();
      }
    };
  var A = class {
    #t;
    #e;
    constructor(e, t) {
      (this.#t = e), (this.#e = t);
    }
    begin(e, { offsetBytes: t, lengthBytes: r }) {
      const n = this.#t,
        { shape: o, texture: a } = e,
        i = 4 * o.stride,
        c = Math.floor(t / i),
        d = Math.ceil((t + r) / i) - c,
        f = Array.from(
          { length: o.layers },
          (h, u) => (this.#e.readFrom({ texture: a, layer: u }), this.#r(e, c, d)),
        );
      return () => {
        const h = new Uint32Array(d * o.stride);
        for (const [l, { buffer: g, texelWords: _ }] of f.entries()) {
          const S = _ === o.stride,
            w = S ? h : new Uint32Array(d * _);
          n.bindBuffer(n.PIXEL_PACK_BUFFER, g),
            n.getBufferSubData(n.PIXEL_PACK_BUFFER, 0, w),
            n.bindBuffer(n.PIXEL_PACK_BUFFER, null),
            n.deleteBuffer(g),
            S || I(w, _, h, o, l);
        }
        const u = t - c * i;
        return u === 0 && r === h.byteLength
          ? new Uint8Array(h.buffer)
          : new Uint8Array(h.buffer).slice(u, u + r);
      };
    }
    #r({ shape: e }, t, r) {
      const n = this.#t,
        { format: o, texelWords: a } = this.#n(),
        i = n.createBuffer();
      n.bindBuffer(n.PIXEL_PACK_BUFFER, i), n.bufferData(n.PIXEL_PACK_BUFFER, 4 * a * r, n.STREAM_READ);
      for (const { x: c, y: d, width: f, height: h, from: u } of m(t, r, e.width))
        n.readPixels(c, d, f, h, o, n.UNSIGNED_INT, 4 * a * u);
      return (n.bindBuffer(n.PIXEL_PACK_BUFFER, null), { buffer: i, texelWords: a });
    }
    #n() {
      const e = this.#t,
        t = e.getParameter(e.IMPLEMENTATION_COLOR_READ_FORMAT);
      if (e.getParameter(e.IMPLEMENTATION_COLOR_READ_TYPE) === e.UNSIGNED_INT) {
        if (t === e.RED_INTEGER) return { format: t, texelWords: 1 };
        if (t === e.RG_INTEGER) return { format: t, texelWords: 2 };
      }
      return { format: e.RGBA_INTEGER, texelWords: 4 };
    }
  };
  var z = 2 ** 18,
    L = class {
      #t;
      #e;
      #r;
      #n = new Map();
      #o = new Map();
      #s = new Map();
      #i;
      #c;
      #a;
      #d;
      #f;
      constructor(e, t) {
        const { gl: r, canvas: n } = e;
        (this.#t = e), (this.#e = r), (this.#r = t), n.addEventListener('webglcontextlost', this.#h);
        const o = G(r);
        r.enable(r.SCISSOR_TEST),
          (this.#i = new E(r)),
          (this.#c = new R(r)),
          (this.#a = new T(r, this.#c, o.widthLog2)),
          (this.#d = new x(r, this.#c, this.#a, this.#n)),
          (this.#f = new A(r, this.#c)),
          t({ kind: 'ready', description: o });
      }
      receive(e) {
        switch (e.kind) {
          case 'open':
            return;
          case 'create':
            return this.#l(e);
          case 'destroy':
            this.#n.get(e.buffer)?.delete(), this.#n.delete(e.buffer), this.#o.delete(e.buffer);
            return;
          case 'batch':
            return this.#m(e);
          default:
            return this.#u(e);
        }
      }
      close() {
        this.#t.canvas.removeEventListener('webglcontextlost', this.#h), M(this.#e);
      }
      #h = () => this.#r({ kind: 'lost', reason: 'the WebGL2 context was lost' });
      #l({ buffer: e, label: t, shape: r, words: n }) {
        const o = this.#e,
          a = new y(o, r);
        this.#n.set(e, a), n && this.#a.upload(a, 0, n);
        const { width: i, height: c, layers: d, components: f } = r;
        if (i * c * d * f < z || o.getError() !== o.OUT_OF_MEMORY) return;
        const h = { buffer: e, label: t, bytes: 4 * r.elements * r.stride };
        this.#o.set(e, h), this.#r({ kind: 'noRoom', missing: h });
      }
      #u(e) {
        const { id: t } = e;
        if (e.kind === 'forget') {
          this.#s.get(t)?.program.delete(), this.#s.delete(t);
          return;
        }
        const r = new p(this.#e, e.code.fragment);
        this.#s.set(t, { code: e.code, program: r }), this.#r({ kind: 'compiled', id: t, log: r.log });
      }
      #m({ sequence: e, commands: t }) {
        const r = this.#e,
          n = [];
        for (const [a, i] of t.entries()) {
          const c = this.#p(i);
          c
            ? this.#r({ kind: 'failed', sequence: e, command: a, reason: c })
            : i.kind === 'read'
              ? n.push(this.#y(i))
              : this.#g(i);
        }
        const o = r.getError();
        if (o !== r.NO_ERROR && !r.isContextLost()) {
          const a = { kind: 'device', message: `WebGL2 reports ${J(r, o)}` };
          this.#r({ kind: 'failed', sequence: e, command: void 0, reason: a });
        }
        this.#i.add(() => {
          for (const a of n) a();
          this.#r({ kind: 'done', sequence: e });
        });
      }
      #p(e) {
        for (const t of j(e)) {
          const r = this.#o.get(t);
          if (r) return { kind: 'noRoom', missing: r };
        }
        if (e.kind === 'launch')
          for (const [t, r] of e.passes.entries()) {
            const { log: n } = this.#s.get(r).program;
            if (n !== void 0) return { kind: 'program', pass: t, log: n };
          }
      }
      #y(e) {
        const t = this.#f.begin(this.#n.get(e.buffer), e);
        return () => {
          const r = t();
          this.#r({ kind: 'bytes', id: e.id, bytes: r }, [r.buffer]);
        };
      }
      #g(e) {
        const t = ({ buffer: r }) => this.#n.get(r);
        switch (e.kind) {
          case 'write':
            return this.#a.write(t(e.target), e);
          case 'fill':
            return this.#a.fill(t(e.target), e);
          case 'copy':
            return this.#a.copy(t(e.source), e, t(e.target));
          case 'launch':
            return this.#d.run(
              e,
              e.passes.map(r => this.#s.get(r)),
            );
          default:
            return this.#u(e);
        }
      }
    };
  function j(s) {
    switch (s.kind) {
      case 'launch':
        return s.views.flatMap(e => (e ? [e.buffer] : []));
      case 'copy':
        return [s.source.buffer, s.target.buffer];
      case 'read':
        return [s.buffer];
      case 'write':
      case 'fill':
        return [s.target.buffer];
      default:
        return [];
    }
  }
  var Z = [
      'INVALID_ENUM',
      'INVALID_VALUE',
      'INVALID_OPERATION',
      'INVALID_FRAMEBUFFER_OPERATION',
      'OUT_OF_MEMORY',
    ],
    J = (s, e) => Z.find(t => s[t] === e) ?? `error ${e}`;
  var v = globalThis,
    N;
  v.onmessage = ({ data: s }) => {
    if (s.kind !== 'open') return N?.receive(s);
    const e = C();
    if (typeof e == 'string') return v.postMessage({ kind: 'absent', reason: e });
    N = new L(e, (t, r) => v.postMessage(t, r));
  };
})();

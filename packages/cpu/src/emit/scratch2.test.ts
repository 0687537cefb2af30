import { test } from 'vitest';
import { check, layout, print } from '@heddle/core/backend';
import { emitJavaScript } from './emit.ts';
import { ELEMENT, Random, randomProgram } from './random-program.test-support.ts';
import { run, runInterpreted, type TestLaunch } from './run.test-support.ts';
const canonical = (words: readonly Uint32Array[]) => words.map(array => Array.from(array, word => ((word & 0x7fffffff) > 0x7f800000 ? 0x7fc00000 : word)));
test('x', () => {
  const seed = Number(process.env['SEED']); const kind = process.env['KIND'] as 'range'; const form = (process.env['FORM'] ?? 'checked') as 'checked';
  const c0 = randomProgram(seed, kind);
    const random = new Random(seed);
    const floats = (n: number) => new Uint32Array(Float32Array.from({ length: n }, () => (random.below(2000) - 1000) / 8).buffer);
    const small = (n: number) => Uint32Array.from({ length: n }, () => random.below(9) - 3);
    const stride = layout(ELEMENT).stride / 4;
    const words = small(20);
    words.set(floats(1), 0);
    const dims = c0.program.dimensions;
    const launch: TestLaunch = {
      extent: (kind as string) === 'group' ? [4, 1, 1] : dims === 1 ? [11, 1, 1] : dims === 2 ? [4, 3, 1] : [2, 3, 2],
      words,
      views: [
        { words: floats(12), offset: 1, step: 2 },
        { words: small(5 * stride), offset: 1 },
        { words: small(14 * stride), offset: 0, length: random.pick([7, 14]) },
        { words: small(16), offset: 3, step: 1, length: 13 },
        { words: small(6) },
      ],
    };
  const differs = (program: any) => {
    let c; try { c = check({ program, location: () => undefined }); } catch { return false; }
    const o = JSON.stringify(canonical(runInterpreted(c, launch)));
    let g; try { g = JSON.stringify(canonical(run(c, form, launch))); } catch (e) { g = String(e); }
    return o !== g;
  };
  let p: any = JSON.parse(JSON.stringify(c0.program));
  for (const f of p.functions) for (const i of f.body) void i;
  console.log('differs', differs(p));
  const blocks = (q: any): any[][] => { const out: any[][] = []; const v = (b: any[]) => { out.push(b); for (const i of b) { if (i.then) v(i.then); if (i.else) v(i.else); if (i.body) v(i.body); } }; for (const f of q.functions) v(f.body); v(q.body); return out; };
  for (let changed = true; changed; ) {
    changed = false;
    const n = blocks(p).length;
    for (let bi = n - 1; bi >= 0; bi--) {
      for (let k = (blocks(p)[bi]?.length ?? 0) - 1; k >= 0; k--) {
        const q = JSON.parse(JSON.stringify(p)); const b = blocks(q)[bi]!; const it = b[k];
        b.splice(k, 1);
        if (differs(q)) { p = q; changed = true; continue; }
        if (it && (it.then || it.body)) {
          for (const inner of [it.then, it.else, it.body].filter(Boolean)) { const r = JSON.parse(JSON.stringify(p)); blocks(r)[bi]!.splice(k, 1, ...JSON.parse(JSON.stringify(inner))); if (differs(r)) { p = r; changed = true; break; } }
        }
      }
    }
  }
  const c = check({ program: p, location: () => undefined });
  console.log(print(p)); console.log(emitJavaScript(c, form).source);
  const o = canonical(runInterpreted(c, launch)), g = canonical(run(c, form, launch));
  o.forEach((a, i) => a.forEach((w, k) => { if (w !== g[i]![k]) console.log('view', i, 'word', k, 'interpreter', w, 'emitted', g[i]![k]); }));
}, 300000);

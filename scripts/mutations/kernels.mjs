// Mutations of the stages through which core takes a kernel: `language`, `ir` and `backend`.

const at = file => `packages/core/src/${file}`;

export const kernels = [
  {
    name: 'kernels/layout-off-by-4',
    file: at('ir/layout.ts'),
    find: 'const offset = roundUp(end, inner.align);',
    replace: 'const offset = roundUp(end, 4);',
    breaks: 'A vector in a struct begins right behind the field before it, aligned or not.',
    on: 'node-cpu',
    suites: ['layout'],
  },
  {
    name: 'kernels/bound-off-by-one',
    file: at('check/bounds/launch-proof.ts'),
    find: 'if (!(high < (shape.views[param]?.length ?? 0))) return false;',
    replace: 'if (!(high <= (shape.views[param]?.length ?? 0))) return false;',
    breaks: 'An index that may be one past the end counts as in bounds.',
    on: 'node-cpu',
    suites: ['bounds-reads'],
  },
  {
    name: 'kernels/negative-index-proven',
    file: at('check/bounds/launch-proof.ts'),
    find: 'if (low < 0 || high > MOST) anything();',
    replace: 'if (high > MOST) anything();',
    breaks: 'A difference that may wrap below 0 counts as small.',
    on: 'node-cpu',
    suites: ['bounds-reads'],
  },
  {
    name: 'kernels/uniformity-inverted',
    file: at('check/uniformity.ts'),
    find: "return access === 'read'",
    replace: "return access !== 'read'",
    breaks: 'What others may have written counts as the same for all, and what nobody writes does not.',
    on: 'node-cpu',
    suites: ['uniformity'],
  },
  {
    name: 'kernels/divergent-exit-forgotten',
    file: at('check/uniformity.ts'),
    find: 'return exit ? { ...exit, condition, cause } : inside;',
    replace: 'return exit ? flow : inside;',
    breaks: 'A barrier is accepted behind an exit that only some invocations take.',
    on: 'node-cpu',
    suites: ['uniformity'],
  },
  {
    name: 'kernels/region-split-late',
    file: at('lower/groups/regions.ts'),
    find: `      if (!this.#isGroupLevel.has(instruction)) {
        run.push(instruction);
        continue;
      }
      close();`,
    replace: `      if (!this.#isGroupLevel.has(instruction)) {
        run.push(instruction);
        if (run.length > 1 && run.some(({ op }) => op === 'barrier')) {
          run = run.filter(({ op }) => op !== 'barrier');
          close();
        }
        continue;
      }
      if (instruction.op === 'barrier' && run.length > 0) {
        run.push(instruction);
        continue;
      }
      run = run.filter(({ op }) => op !== 'barrier');
      close();`,
    breaks: 'A region ends one instruction behind its barrier.',
    on: 'node-cpu',
    suites: ['barriers'],
  },
  {
    name: 'kernels/context-array-missing',
    file: at('lower/groups/region-context.ts'),
    find: 'const memories = shareds([...touched.values()].map(region => region.memories));',
    replace: 'const memories = new Set<number>();',
    breaks: 'All invocations of a group have one local array between them.',
    on: 'node-cpu',
    suites: ['barriers'],
  },
  {
    name: 'kernels/conditional-store-not-loaded',
    file: at('lower/groups/region-context.ts'),
    find: '{ load: !sets || instruction !== top, save: sets }',
    replace: '{ load: !sets, save: sets }',
    breaks: 'A variable that a region sets under a condition loses what it held before.',
    on: 'node-cpu',
    suites: ['barriers'],
  },
  {
    name: 'kernels/ended-lanes-run-on',
    file: at('lower/groups/regions.ts'),
    find: 'const skipEnded = ended;',
    replace: 'const skipEnded = false;',
    breaks: 'An invocation that has returned runs what stands behind the next barrier.',
    on: 'node-cpu',
    suites: ['barriers'],
  },
  {
    name: 'kernels/load-past-a-store',
    file: at('lower/inline.ts'),
    find: `    case 'store':
    case 'atomic':
      return [memoryKey(instruction.memory)];`,
    replace: `    case 'store':
      return [];
    case 'atomic':
      return [memoryKey(instruction.memory)];`,
    breaks: 'What was read before a store is read behind it.',
    on: 'node-cpu',
    suites: ['structs'],
  },
  {
    name: 'kernels/variable-read-late',
    file: at('lower/inline.ts'),
    find: `    case 'declare':
    case 'set':
      return [localKey(instruction.local)];`,
    replace: `    case 'declare':
    case 'set':
      return [];`,
    breaks: 'What a variable held before it was set is read behind that.',
    on: 'node-cpu',
    suites: ['semantics'],
  },
  {
    name: 'kernels/hoisted-out-of-a-loop',
    file: at('lower/flat/hoist.ts'),
    find: 'if (!isPure(instruction) || !flatOperands(instruction).every(id => known.has(id)))',
    replace: `if (instruction.op === 'for') known.add(instruction.id);
      if (!isPure(instruction) || !flatOperands(instruction).every(id => known.has(id)))`,
    breaks: 'What depends on the index of a loop is taken for invariant and computed before it.',
    on: 'node-cpu',
    suites: ['for-loop'],
  },
  {
    name: 'kernels/wrong-mask',
    file: at('interpreter/control.ts'),
    find: 'if (state[lane] === RUNNING) running[left++] = lane;',
    replace: 'if (state[lane] !== RETURNED && state[lane] !== BROKEN) running[left++] = lane;',
    breaks: 'In the interpreter an invocation runs on behind its continue.',
    on: 'node-cpu-interpreter',
    suites: ['control-flow'],
  },
  {
    name: 'kernels/else-for-all',
    file: at('interpreter/control.ts'),
    find: 'if (passed > 0) otherwise.run(no, passed);',
    replace: 'if (passed > 0) otherwise.run(active, count);',
    breaks: 'In the interpreter the other side of a branch is run by all, as soon as one takes it.',
    on: 'node-cpu-interpreter',
    suites: ['control-flow'],
  },
  {
    name: 'kernels/shift-not-masked',
    file: at('lower/shader/lower-operation.ts'),
    find: "return code.raw(name, type, a, code.compute('and', 'u32', b, code.splat(code.u32(31), type)));",
    replace: 'return code.raw(name, type, a, b);',
    breaks: 'In a shader a shift goes by its whole count.',
    on: 'chromium-webgl-main-thread',
    suites: ['semantics'],
  },
  {
    name: 'kernels/division-unguarded',
    file: at('lower/shader/lower-operation.ts'),
    find: "if (on === 'u32') return code.raw(name, type, a, code.compute('max', on, b, one));",
    replace: "if (on === 'u32') return code.raw(name, type, a, b);",
    breaks: 'In a shader a u32 is divided by 0.',
    on: 'chromium-webgl-main-thread',
    suites: ['semantics'],
  },
  {
    name: 'kernels/zero-known',
    file: at('lower/shader/lower.ts'),
    find: 'return isZero && hasIntegerVectors(type) ? opaqueZero(code, type) : value;',
    replace: 'return value;',
    breaks: 'What SwiftShader makes of the parts of a zero that it knows is wrong.',
    on: 'node-webgpu',
    suites: ['found'],
  },
  {
    name: 'kernels/index-not-clamped',
    file: at('lower/shader/lower-place.ts'),
    find: "const inside = code.compute('lt', 'u32', unsigned, length);",
    replace: "const inside = code.compute('le', 'u32', unsigned, length);",
    breaks: 'A shader takes the index one past the end for one in bounds.',
    on: 'node-webgpu',
    suites: ['bounds-reads'],
  },
  {
    name: 'kernels/short-literals',
    file: at('print/literal.ts'),
    find: 'if (Math.fround(short) !== value || Math.abs(short) > MAX_F32) continue;',
    replace: 'if (digits < 6 || Math.abs(short) > MAX_F32) continue;',
    breaks: 'A shader has six digits of a constant.',
    on: 'node-webgpu',
    suites: ['semantics'],
  },
  {
    name: 'kernels/nan-not-found',
    file: at('lower/shader/lower-operation.ts'),
    find: "code.compute('gt', 'u32', magnitude(code, float), code.u32(INFINITY_BITS));",
    replace: "code.compute('ne', 'f32', float, float);",
    breaks: 'A shader finds NaN by a comparison, which its compiler may take for false.',
    on: 'node-webgpu',
    suites: ['reduce'],
  },
  {
    name: 'kernels/folded-as-numbers',
    file: at('ir/fold.ts'),
    find: 'if (bitMoves.has(name)) return bits[0]! >>> 0;',
    replace: '',
    breaks: 'A constant NaN loses its payload where its bits are only moved.',
    on: 'unit',
    suites: ['ir/fold'],
  },
  {
    name: 'kernels/comparisons-only',
    file: at('language/unused-bools.ts'),
    find: `const isBool = (instruction: Instruction): boolean =>
`,
    replace: `const isBool = (instruction: Instruction): boolean => instruction.op === 'compute' &&
`,
    breaks: 'A Bool that nothing uses is reported only if an operation yields it.',
    on: 'unit',
    suites: ['language/unused-bools'],
  },
  {
    name: 'kernels/second-copy-not-named',
    file: at('language/trace.ts'),
    find: 'if (shared[TRACING])',
    replace: 'if (shared[TRACING]! > 9)',
    breaks: "A function of a second copy of core is said to be used outside of a kernel's body.",
    on: 'node-cpu',
    suites: ['mistakes'],
  },
  {
    name: 'kernels/first-condition-for-all',
    file: at('language/bool-vector.ts'),
    find: 'selectNode(condition, a[i]!, b[i]!)',
    replace: 'selectNode(parts(conditions)[0]!, a[i]!, b[i]!)',
    breaks: 'A select by component chooses all components by the first condition.',
    on: 'node-cpu',
    suites: ['structs'],
  },
  {
    name: 'kernels/sign-of-a-power',
    file: at('lower/shader/lower-operation.ts'),
    find: "code.compute('select', 'u32', isOdd, sign, code.u32(0)),",
    replace: 'code.u32(0),',
    breaks: 'In a shader an odd power of a negative base is positive.',
    on: 'node-webgpu',
    suites: ['powers'],
  },
  {
    name: 'kernels/either-float',
    file: at('lower/shader/lower-operation.ts'),
    find: "if (to === 'f32' && on !== 'bool') return nearestFloat(code, on, type, a);",
    replace: '',
    breaks: 'A shader converts an integer to the float that the device likes.',
    on: 'node-webgpu',
    suites: ['conversions'],
  },
  {
    name: 'kernels/small-product-lost',
    file: at('lower/math/multiply-add.ts'),
    find: 'const isSmall = a.mul(b).abs().lt(SMALL).and(c.abs().lt(SMALL));',
    replace: 'const isSmall = a.mul(b).abs().lt(0).and(c.abs().lt(SMALL));',
    breaks: 'A subnormal product is flushed to zero before it is added.',
    on: 'node-webgpu',
    suites: ['precision'],
  },
  {
    name: 'kernels/chain-in-one-section',
    file: at('language/control.ts'),
    find: 'const SECTION = 16;',
    replace: 'const SECTION = 1_000_000;',
    breaks: 'Every ElseIf of a chain is a block inside of the one before.',
    on: 'node-cpu',
    suites: ['long-chains'],
  },
];

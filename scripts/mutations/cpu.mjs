const at = file => `packages/cpu/src/${file}`;

export const cpu = [
  {
    name: 'cpu/bounds-guard-lost',
    file: at('emit/code-printer.ts'),
    find: "if (instruction.op !== 'store' || instruction.ok === undefined) {",
    replace: "if (instruction.op !== 'store' || instruction) {",
    breaks: 'A store out of bounds is not dropped.',
    on: 'node-cpu',
    suites: ['bounds-writes'],
  },
  {
    name: 'cpu/select-swapped',
    file: at('emit/spellings.ts'),
    find: `? \${at(Level.conditional, a)} : \${at(Level.conditional, b)}`,
    replace: `? \${at(Level.conditional, b)} : \${at(Level.conditional, a)}`,
    breaks: 'select yields the other value.',
    on: 'node-cpu',
    suites: ['operations'],
  },
  {
    name: 'cpu/not-rounded',
    file: at('emit/spellings.ts'),
    find: 'return { ...x, rounded: within(x, { low: -(2 ** 24), high: 2 ** 24 }) };',
    replace: 'return { ...x, rounded: true };',
    breaks: 'A large integer becomes a float with more bits than an f32 has.',
    on: 'node-cpu',
    suites: ['semantics'],
  },
  {
    name: 'cpu/product-in-doubles',
    file: at('emit/spellings.ts'),
    find: `primary(\`Math.imul(\${a.text}, \${b.text})\`,`,
    replace: `primary(\`(\${at(Level.unary, a)} * \${at(Level.unary, b)} | 0)\`,`,
    breaks: 'A product of integers is rounded to 53 bits before its lower 32 are taken.',
    on: 'node-cpu',
    suites: ['semantics'],
  },
  {
    name: 'cpu/shared-memory-not-zeroed',
    file: at('emit/group-kernel.ts'),
    find: `for (const array of this.#sharedArrays()) this.#lines.add(\`\${array}.fill(0);\`);`,
    replace: '',
    breaks: 'A group finds in shared memory what the group before has left there.',
    on: 'node-cpu',
    suites: ['barriers'],
  },
  {
    name: 'cpu/atomic-yields-new',
    file: at('emit/atomics.ts'),
    find: `    printer.lines.add(\`const \${old} = \${place};\`);
    if (write !== undefined) printer.lines.add(write);`,
    replace: `    printer.lines.add(\`let \${old} = \${place};\`);
    if (write !== undefined) printer.lines.add(write);
    if (name === 'add') printer.lines.add(\`\${old} = \${place};\`);`,
    breaks: 'An atomic add yields what it has left, not what it has found.',
    on: 'node-cpu',
    suites: ['atomics'],
  },
  {
    name: 'cpu/nan-inside-its-domain',
    file: at('checked/findings.ts'),
    find: 'const isInside = !Number.isNaN(result) && accuracy',
    replace: 'const isInside = accuracy',
    breaks: 'The lint of domains passes over a NaN that the function makes of numbers.',
    on: 'node-cpu-checked',
    suites: ['races'],
  },
];

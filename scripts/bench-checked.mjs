// npm run bench:checked: what it costs to run kernels under the sanitizer of the cpu backend. `--before DIR` adds the unchecked
// backend of another, built checkout, to see that it has not changed; `--rounds N` (15) and `--json`.
//
// Each contender has a process of its own, and they take turns: the ratios are of neighbours. Every result is compared
// with a plain loop before it is timed. Exit code 1 if the median ratio exceeds what is promised.
import { fork } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const ELEMENTS = 1 << 20;
const GROUP = 64;
/** Checked over unchecked, at most. */
const BAR = 30;
const SELF = fileURLToPath(import.meta.url);

if (process.send) await contend();
else await compare();

/** A contender: answers each name of a work with the milliseconds that it took. */
async function contend() {
  const { root, options } = JSON.parse(process.argv[2]);
  const at = name => pathToFileURL(`${root}/packages/${name}/dist/index.js`).href;
  const core = await import(at('core'));
  const { cpu } = await import(at('cpu'));
  const accelerator = await core.createAccelerator([cpu(options)]);
  const works = await worksOn(core, accelerator);
  process.on('message', name => {
    const start = performance.now();
    works[name]();
    accelerator.synchronize();
    process.send(performance.now() - start);
  });
  process.send('ready');
}

async function worksOn({ f32, groupKernel, If, kernel, read, readWrite, write }, accelerator) {
  const saxpy = kernel({
    name: 'saxpy',
    params: { a: f32, x: read(f32), y: readWrite(f32) },
    body({ a, x, y }, { index }) {
      y.at(index).$ = a.mul(x.at(index).$).add(y.at(index).$);
    },
  });
  const tree = groupKernel({
    name: 'tree',
    params: { source: read(f32), target: write(f32) },
    groupSize: GROUP,
    body({ source, target }, { shared, barrier, localIndex: lane, globalIndex, groupIndex }) {
      const tile = shared(f32, GROUP);
      tile.at(lane).$ = source.at(globalIndex).$;
      for (let half = GROUP >> 1; half > 0; half >>= 1) {
        barrier();
        If(lane.lt(half), () => {
          tile.at(lane).$ = tile.at(lane).$.add(tile.at(lane.add(half)).$);
        });
      }
      If(lane.eq(0), () => {
        target.at(groupIndex).$ = tile.at(0).$;
      });
    },
  });
  const data = Float32Array.from({ length: ELEMENTS }, (_, i) => i % 8);
  const [x, y] = [accelerator.allocate(f32, data), accelerator.allocate(f32, ELEMENTS)];
  const sums = accelerator.allocate(f32, ELEMENTS / GROUP);
  const works = {
    saxpy: () => accelerator.launch(saxpy, ELEMENTS, { a: 2, x, y }),
    'tree reduction': () =>
      accelerator.launch(tree, { groups: ELEMENTS / GROUP }, { source: x, target: sums }),
  };
  for (const work of Object.values(works)) work();
  expectAll('saxpy', await y.copyToCPUAsync(), i => 2 * (i % 8));
  expectAll('tree reduction', await sums.copyToCPUAsync(), () => (GROUP / 8) * 28);
  return works;
}

function expectAll(name, found, expected) {
  const wrong = found.findIndex((value, i) => value !== expected(i));
  if (wrong >= 0) throw new Error(`${name}: element ${wrong} is ${found[wrong]}, not ${expected(wrong)}`);
}

async function compare() {
  const { values } = parseArgs({
    options: {
      before: { type: 'string' },
      rounds: { type: 'string', default: '15' },
      json: { type: 'boolean', default: false },
    },
  });
  await import('./setup.mjs');
  const { build, root } = await import('./run.mjs');
  if (build('packages/cpu') !== 0) process.exit(1);
  const contenders = {
    ...(values.before && { before: await start(values.before, {}) }),
    unchecked: await start(root, {}),
    checked: await start(root, { checked: true }),
  };
  const rows = [];
  for (const work of ['saxpy', 'tree reduction']) {
    const times = Object.fromEntries(Object.keys(contenders).map(name => [name, []]));
    const warmUp = 5;
    for (let round = -warmUp; round < Number(values.rounds); round++) {
      for (const [name, contender] of Object.entries(contenders)) {
        const time = await take(contender, work);
        if (round >= 0) times[name].push(time);
      }
    }
    const ratio = name => median(times[name].map((time, i) => time / times.unchecked[i]));
    rows.push({
      work,
      elements: ELEMENTS,
      medianMs: Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)])),
      checked: ratio('checked'),
      ...(values.before && { before: ratio('before') }),
      passes: ratio('checked') <= BAR,
    });
  }
  for (const contender of Object.values(contenders)) contender.disconnect();
  if (values.json) console.log(JSON.stringify({ bar: BAR, rounds: Number(values.rounds), rows }));
  else for (const row of rows) print(row);
  if (rows.some(({ passes }) => !passes)) process.exitCode = 1;
}

function print({ work, medianMs, checked, before, passes }) {
  const times = Object.entries(medianMs).map(([name, time]) => `${name} ${time.toFixed(2)} ms`);
  const than = before === undefined ? '' : `; before/unchecked ${before.toFixed(2)}`;
  console.log(
    `${work}, 2^20 f32: ${times.join(', ')}; checked/unchecked ${checked.toFixed(1)} (at most ${BAR}: ${passes ? 'pass' : 'fail'})${than}`,
  );
}

async function start(root, options) {
  const contender = fork(SELF, [JSON.stringify({ root, options })]);
  await answer(contender);
  return contender;
}

function take(contender, work) {
  contender.send(work);
  return answer(contender);
}

function answer(contender) {
  return new Promise((resolve, reject) => {
    const ended = code => reject(new Error(`a contender ended with exit code ${code}`));
    contender.once('exit', ended);
    contender.once('message', message => {
      contender.off('exit', ended);
      resolve(message);
    });
  });
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

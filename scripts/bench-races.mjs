// npm run bench:races: what the detectors of races add to a launch, without the stack of its line: 16 buffers on two streams that
// have unfinished work on all of them, launches that read two and write one of them. `--rounds N` (31) and `--json`. Exit code 1 if
// the median is above what is promised.
import { parseArgs } from 'node:util';
import './setup.mjs';
import { build } from './run.mjs';

const BUFFERS = 16;
const LAUNCHES = 20_000;
/** The most microseconds that the detection may add to a launch. */
const BAR_US = 2;

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '31' }, json: { type: 'boolean', default: false } },
});
if (build() !== 0) process.exit(1);
const { createAccelerator, f32, StreamRaceError } = await import('../packages/core/dist/index.js');
const { cpu } = await import('../packages/cpu/dist/index.js');
// the function that a launch calls after its checks and before the backend
const { ProgramOrder } = await import('../packages/core/dist/runtime/program-order.js');

const site = { stack: '' };
const median = times => times.sort((a, b) => a - b)[times.length >> 1];

/** Microseconds that each of many launches spends in hazard tracking, on two streams that never race. */
async function measure(detectStreamRaces) {
  const accelerator = await createAccelerator([cpu()], { detectStreamRaces });
  const order = new ProgramOrder(accelerator);
  const streams = [accelerator.createStream(), accelerator.createStream()];
  const queues = streams.map(stream => ({ ...queueOf(order, stream), checkAlive() {} }));
  const buffers = Array.from({ length: BUFFERS }, () => accelerator.allocate(f32, 1024));
  const span = buffer => buffer.subView(0).span();
  const half = BUFFERS / 2;
  const accesses = Array.from({ length: BUFFERS }, (_, i) => {
    const own = k => buffers[((i + k) % half) + (i < half ? 0 : half)];
    return [
      { access: 'read', span: span(own(0)) },
      { access: 'read', span: span(own(1)) },
      { access: 'write', span: span(own(2)) },
    ];
  });
  const launch = i => order.record(queues[i % BUFFERS < half ? 0 : 1], accesses[i % BUFFERS], 'launch', site);
  for (let i = 0; i < LAUNCHES; i++) launch(i);
  const check = () => {
    if (!detectStreamRaces) return;
    try {
      order.record(queues[1], accesses[0], 'launch', site);
    } catch (error) {
      if (error instanceof StreamRaceError) return;
      throw error;
    }
    throw new Error('a race was not found: nothing was measured');
  };
  check();
  return () => {
    const start = performance.now();
    for (let i = 0; i < LAUNCHES; i++) launch(i);
    return ((performance.now() - start) * 1000) / LAUNCHES;
  };
}

const queueOf = (order, stream) => ({ queue: order.addQueue(stream), label: stream.label });

const contenders = { 'host races': await measure(false), 'host and stream races': await measure(true) };
const times = Object.fromEntries(Object.keys(contenders).map(name => [name, []]));
for (let round = 0; round < Number(values.rounds); round++)
  for (const [name, run] of Object.entries(contenders)) times[name].push(run());
const rows = Object.entries(times).map(([detects, samples]) => ({ detects, medianUs: median(samples) }));
if (values.json) console.log(JSON.stringify({ node: process.version, buffers: BUFFERS, rows }, null, 2));
else
  for (const { detects, medianUs } of rows)
    console.log(`${detects}: ${medianUs.toFixed(2)} us a launch (at most ${BAR_US})`);
process.exit(rows.every(({ medianUs }) => medianUs <= BAR_US) ? 0 : 1);

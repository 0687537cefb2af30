// npm run demo: sets up, builds what changed, and runs the example, whose standard output is this one's. A browser, if one
// is installed, is found for it, and with that a driver for WebGPU in Node.
import './setup.mjs';
import { findChromium, vulkanEnvironment } from './chromium.mjs';
import { build, root, run } from './run.mjs';

if (build('examples/statistics') !== 0) process.exit(1);
// Paths among the arguments are meant from where npm was called.
const cwd = process.env.INIT_CWD ?? process.cwd();
const chromium = findChromium();
const env = { ...process.env, ...vulkanEnvironment(chromium), ...(chromium && { CHROMIUM_PATH: chromium }) };
process.exit(
  run(process.execPath, [`${root}examples/statistics/dist/main.js`, ...process.argv.slice(2)], { cwd, env }),
);

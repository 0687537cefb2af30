// npm run demo: sets up, builds what changed, and runs the example, whose standard output is this one's.
import './setup.mjs';
import { build, root, run } from './run.mjs';

if (build('examples/statistics') !== 0) process.exit(1);
// Paths among the arguments are meant from where npm was called.
const cwd = process.env.INIT_CWD ?? process.cwd();
process.exit(
  run(process.execPath, [`${root}examples/statistics/dist/main.js`, ...process.argv.slice(2)], { cwd }),
);

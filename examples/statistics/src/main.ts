// npm run demo: statistics of a column of numbers, on every backend this machine offers, against the host.
// Exit code: 0 all agree, 1 not, 2 bad usage or input.
import { Command } from 'commander';
import ora from 'ora';
import { refuseOverflow } from './bounds.ts';
import { readFlights, readTable } from './data.ts';
import { InputError } from './input-error.ts';
import type { Outcome } from './measure.ts';
import { askOracle } from './oracle.ts';
import { buildReport, type Report, renderReport } from './report.ts';
import { targets } from './targets.ts';

const BAD_INPUT = 2;

const command = new Command('npm run demo --')
  .description(
    'Count, sum, mean, min, max and standard deviation of a column, on every backend that this machine offers.',
  )
  .argument('[table]', 'a CSV file with a header (default: 200 000 flights of the npm package vega-datasets)')
  .option('--column <name>', 'the column; its blank cells are left out', 'delay')
  .option('--json', 'print one JSON document and nothing else')
  .addHelpText(
    'after',
    '\nExit code: 0 if all backends agree with the host, 1 if not, 2 for bad usage or input.',
  )
  .showHelpAfterError()
  .exitOverride(({ exitCode }) => process.exit(exitCode && BAD_INPUT))
  .parse();
const [path] = command.args;
const { column, json } = command.opts<{ column: string; json?: true }>();

// Standard output is for the result; the progress goes to standard error. A terminal may claim a width of 0,
// over which ora 9 counts its lines as infinitely many and erases them one by one.
const stream = process.stderr;
const progress = ora({ stream, discardStdin: false, isEnabled: stream.isTTY === true && stream.columns > 0 });
// ora's own symbols bring colours even into a file.
const note = (symbol: string, text: string) => progress.stopAndPersist({ symbol, text });

try {
  const result = await compare();
  console.log(json ? JSON.stringify(result, undefined, 2) : renderReport(result));
  process.exitCode = result.agree ? 0 : 1;
} catch (error) {
  progress.stop();
  if (!(error instanceof InputError)) throw error;
  console.error(error.message);
  process.exitCode = BAD_INPUT;
}

async function compare(): Promise<Report> {
  progress.start('reading');
  const { input, values, blanks } = await (path === undefined
    ? readFlights(column)
    : readTable(path, column));
  const leftOut = blanks > 0 ? `; blank cells left out: ${blanks}` : '';
  note('✔', `read ${values.length} values of ${input}${leftOut}`);

  const oracle = askOracle(values);
  refuseOverflow(oracle);

  const uploaded = Float32Array.from(values);
  const outcomes: (Outcome & { target: string })[] = [];
  for (const { name, run } of targets) {
    progress.start(name);
    const outcome = await run(uploaded, step => {
      progress.text = `${name}: ${step}`;
      // A blocking backend leaves the spinner no turn of its own.
      progress.render();
    });
    if (outcome.available && outcome.results) note('✔', `${name}: ${outcome.milliseconds.toFixed(1)} ms`);
    else if (outcome.available) note('✖', `${name} failed: ${outcome.reason}`);
    else note('!', `${name} is not available: ${outcome.reason}`);
    outcomes.push({ target: name, ...outcome });
  }
  return buildReport(input, oracle, outcomes);
}

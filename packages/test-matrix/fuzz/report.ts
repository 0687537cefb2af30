// The output of `npm run fuzz` for a target: its summaries, and the plain text of each failure.
import type { Reporter, TestModule } from 'vitest/node';

export default class FuzzReporter implements Reporter {
  onUserConsoleLog({ content }: { readonly content: string }): void {
    process.stdout.write(content.endsWith('\n') ? content : `${content}\n`);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { readonly message: string }[]): void {
    const ofTests = modules.flatMap(({ children }) =>
      [...children.allTests()].flatMap(test => test.result().errors ?? []),
    );
    for (const { message } of [...modules.flatMap(module => module.errors()), ...ofTests, ...unhandled])
      console.log(message);
  }
}

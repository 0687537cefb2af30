import type { ValueId } from '../ir/ir.ts';

/**
 * Lines of code under construction, indented by two spaces for each level, with the instruction that each line comes
 * from.
 */
export class Lines {
  /** The instruction that the next lines come from. */
  origin: ValueId | undefined;
  readonly #lines: string[] = [];
  readonly #origins: (ValueId | undefined)[] = [];
  #indent = '';

  get origins(): readonly (ValueId | undefined)[] {
    return this.#origins;
  }

  add(...lines: readonly string[]): void {
    this.addAll(lines);
  }

  /** Like `add`, for lines that are too many for an argument list, as those of a long type may be. */
  addAll(lines: readonly string[]): void {
    for (const line of lines) {
      this.#lines.push(line === '' ? '' : this.#indent + line);
      this.#origins.push(this.origin);
    }
  }

  /** Adds `head {`, the lines of `fill`, and `}`. An `else` is added to the line of the `}` before it. */
  braces(head: string, fill: () => void): void {
    const { origin } = this;
    if (head.startsWith('else') && this.#lines.at(-1) === `${this.#indent}}`) {
      this.#lines[this.#lines.length - 1] += ` ${head} {`;
    } else {
      this.add(`${head} {`);
    }
    const outer = this.#indent;
    this.#indent += '  ';
    fill();
    this.#indent = outer;
    this.origin = origin;
    this.add('}');
  }

  toString(): string {
    return this.#lines.map(line => `${line}\n`).join('');
  }
}

/** Lines of code under construction, indented by two spaces per level. */
export class Lines {
  readonly #lines: string[] = [];
  #indent = '';

  get count(): number {
    return this.#lines.length;
  }

  add(...lines: readonly string[]): void {
    this.addAll(lines);
  }

  /** Like `add`, for lines that are too many for an argument list. */
  addAll(lines: readonly string[]): void {
    for (const line of lines) this.#lines.push(line === '' ? '' : this.#indent + line);
  }

  /** Adds `head {`, the lines that `fill` adds, and `}`. */
  braces(head: string, fill: () => void): void {
    this.add(`${head} {`);
    this.indented(fill);
    this.add('}');
  }

  indented(fill: () => void): void {
    const outer = this.#indent;
    this.#indent += '  ';
    fill();
    this.#indent = outer;
  }

  /** Changes a line that has been added. */
  replace(index: number, change: (line: string) => string): void {
    this.#lines[index] = change(this.#lines[index]!);
  }

  toString(): string {
    return this.#lines.map(line => `${line}\n`).join('');
  }
}

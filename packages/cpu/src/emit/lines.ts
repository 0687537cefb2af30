/** Lines of code under construction, indented by two spaces a level. */
export class Lines {
  readonly #lines: string[] = [];
  #indent = '';

  get count(): number {
    return this.#lines.length;
  }

  add(...lines: readonly string[]): void {
    for (const line of lines) this.#lines.push(line === '' ? '' : this.#indent + line);
  }

  /** `head {`, what `fill` adds, `}`. */
  braces(head: string, fill: () => void, tail = ''): void {
    this.add(`${head} {`);
    this.indented(fill);
    this.add(`}${tail}`);
  }

  indented(fill: () => void): void {
    const outer = this.#indent;
    this.#indent += '  ';
    fill();
    this.#indent = outer;
  }

  /** Puts text in front of the last line that starts at `position`. */
  insert(position: number, lines: readonly string[]): void {
    this.#lines.splice(position, 0, ...lines.map(line => this.#indent + line));
  }

  toString(): string {
    return this.#lines.map(line => `${line}\n`).join('');
  }
}

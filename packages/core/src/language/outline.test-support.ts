import type { Block, Place, Program, ValueId } from '../ir/ir.ts';
import { decode } from '../ir/ops/bits.ts';

/**
 * A program as short lines, for tests of the tracer. Values are numbered in the order in which they appear,
 * so that a test does not depend on ids.
 */
export function outline(program: Program): string[] {
  const names = new Map<ValueId, string>();
  const name = (id: ValueId): string => {
    if (!names.has(id)) names.set(id, `v${names.size}`);
    return names.get(id)!;
  };
  const known = (id: ValueId): string => names.get(id) ?? `undefined value ${id}`;
  const place = ({ root, path }: Place): string => {
    const base = root.kind === 'param' ? program.params[root.index]!.name : `${root.kind}${root.index}`;
    return (
      base + path.map(step => ('element' in step ? `[${known(step.element)}]` : `.${step.member}`)).join('')
    );
  };
  const lines = (block: Block, indent: string): string[] =>
    block.flatMap(node => {
      const at = (text: string): string => indent + text;
      const all = (ids: readonly ValueId[]): string => ids.map(known).join(' ');
      const inner = (body: Block): string[] => lines(body, `${indent}  `);
      switch (node.op) {
        case 'const':
          return at(`${name(node.id)} = ${node.type.scalar} ${decode(node.type.scalar, node.bits)}`);
        case 'param':
          return at(`${name(node.id)} = ${program.params[node.param]!.name}`);
        case 'builtin':
          return at(`${name(node.id)} = ${node.builtin}`);
        case 'length':
          return at(`${name(node.id)} = ${program.params[node.param]!.name}.${node.axis}`);
        case 'compute':
          return at(`${name(node.id)} = ${node.name} ${node.args.map(known).join(' ')}`);
        case 'construct':
          return at(`${name(node.id)} = ${node.type.kind}(${all(node.args)})`);
        case 'extract':
          return at(`${name(node.id)} = ${known(node.value)}.${node.member}`);
        case 'element':
          return at(`${name(node.id)} = ${known(node.value)}[${known(node.index)}]`);
        case 'load':
        case 'uniformLoad':
          return at(`${name(node.id)} = ${node.op} ${place(node.place)}`);
        case 'atomic':
          return at(
            `${name(node.id)} = atomic ${node.name} ${place(node.place)} ${all(node.args)}`.trimEnd(),
          );
        case 'call':
          return at(`${name(node.id)} = ${program.functions[node.callee]!.name}(${all(node.args)})`);
        case 'subgroup':
          return at(`${name(node.id)} = subgroup ${node.name} ${all(node.args)}`.trimEnd());
        case 'variable':
          return at(`local${node.local}${node.initial === undefined ? '' : ` = ${known(node.initial)}`}`);
        case 'store':
          return at(`${place(node.place)} = ${known(node.value)}`);
        case 'return':
          return at(node.value === undefined ? 'return' : `return ${known(node.value)}`);
        case 'if': {
          const then = [at(`if ${known(node.condition)}`), ...inner(node.then)];
          return node.else.length === 0 ? then : [...then, at('else'), ...inner(node.else)];
        }
        case 'loop':
          return [at('loop'), ...inner(node.body)];
        case 'for': {
          const range = `${known(node.from)} to ${known(node.to)} by ${known(node.step)}`;
          return [at(`for ${node.type.scalar} ${name(node.id)} = ${range}`), ...inner(node.body)];
        }
        default:
          return at(node.op);
      }
    });
  const functions = program.functions.flatMap(({ name: callee, params, body }) => [
    `fn ${callee}(${params.map(({ id }) => name(id)).join(' ')})`,
    ...lines(body, '  '),
  ]);
  return [...functions, ...lines(program.body, '')];
}

import type { Shape } from '../protocol.ts';

/** True if the texels are the elements, word for word. */
const isDirect = ({ stride, components }: Shape): boolean => stride === components;

/** One layer of elements as texels. */
export function packed(
  words: Uint32Array<ArrayBuffer>,
  shape: Shape,
  layer: number,
): Uint32Array<ArrayBuffer> {
  if (isDirect(shape)) return words;
  const { stride, components } = shape;
  const count = words.length / stride;
  const texels = new Uint32Array(count * components);
  const from = layer * components;
  const taken = Math.min(components, stride - from);
  for (let i = 0; i < count; i++)
    for (let word = 0; word < taken; word++) texels[i * components + word] = words[i * stride + from + word]!;
  return texels;
}

/** The reverse of `packed`: copies one layer's texels of `texelWords` words each into the elements. */
export function unpack(
  texels: Uint32Array<ArrayBuffer>,
  texelWords: number,
  words: Uint32Array<ArrayBuffer>,
  { stride, components }: Shape,
  layer: number,
): void {
  const from = layer * components;
  const taken = Math.min(components, stride - from);
  const count = words.length / stride;
  for (let i = 0; i < count; i++)
    for (let word = 0; word < taken; word++) words[i * stride + from + word] = texels[i * texelWords + word]!;
}

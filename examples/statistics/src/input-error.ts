/** A mistake in the input, in words for its author. It is printed as it is, without a stack. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

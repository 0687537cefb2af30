/** What is wrong with the input, in words for its author: printed as it is, without a stack. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/**
 * Names that a generated function must not use: the reserved words of JavaScript's strict mode, and the names
 * that the code refers to.
 */
export const RESERVED_WORDS: readonly string[] = (
  'arguments as async await break case catch class const continue debugger default delete do else enum eval export extends ' +
  'false finally for from function get if implements import in instanceof interface let new null of package private ' +
  'protected public return set static super switch this throw true try typeof undefined var void while with yield ' +
  'Math Number Infinity NaN Float32Array Int32Array Uint32Array Uint8Array launch operations constructor prototype'
).split(' ');

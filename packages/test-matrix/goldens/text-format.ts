import wabt from 'wabt';

/** The features of the modules that version 1 of WebAssembly lacks. */
const features = {
  threads: true,
  bulk_memory: true,
  sat_float_to_int: true,
  multi_value: true,
  mutable_globals: true,
};

/** A module as another tool reads it, for people: with its names, and folded. */
export async function disassembled(bytes: Uint8Array): Promise<string> {
  const module = (await wabt()).readWasm(bytes, { ...features, readDebugNames: true });
  module.applyNames();
  return module.toText({ foldExprs: true, inlineExport: true });
}

/** The same without names, instruction by instruction. */
export async function instructionsOf(bytes: Uint8Array): Promise<string> {
  return (await wabt()).readWasm(bytes, features).toText({});
}

/** A module in the text format, as bytes. */
export async function assembled(text: string): Promise<Uint8Array> {
  return (await wabt()).parseWat('text.wat', text, features).toBinary({}).buffer;
}

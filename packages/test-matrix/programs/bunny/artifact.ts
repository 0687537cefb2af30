// The files that a run writes: `matrix-artifacts/<target>/` in the root of the repository.
import { isPage, type Target } from '../../harness/targets.ts';

/** Writes a file from a test, wherever that runs: a page asks the server of its tests to. */
export async function keepArtifact(target: Target, name: string, data: Uint8Array): Promise<void> {
  const path = `matrix-artifacts/${target.name}/${name}`;
  if (isPage(target)) {
    const { commands } = await import('vitest/browser');
    await commands.writeFile(path, base64(data), 'base64');
    return;
  }
  const { mkdir, writeFile } = await import('node:fs/promises');
  const file = new URL(`../../../../${path}`, import.meta.url);
  await mkdir(new URL('.', file), { recursive: true });
  await writeFile(file, data);
}

function base64(data: Uint8Array): string {
  return btoa(Array.from(data, byte => String.fromCharCode(byte)).join(''));
}

// Makes the documents of the packages fit for their tarballs, in a checkout that is about to be published, or in a copy of
// it: core gets docs/, and a link leads to a file that is in the package, or in core, which is always installed beside it.
// Any other link becomes its text.
//   node scripts/pack-documents.mjs
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @param {string} root the folder that has `docs` and `packages` */
export function packDocuments(root) {
  const packages = join(root, 'packages');
  const core = join(packages, 'core');
  const docs = join(root, 'docs');
  const packed = join(core, 'docs');
  cpSync(docs, packed, { recursive: true });
  const rewrite = (file, source, own) => {
    const links = readFileSync(file, 'utf8').replace(/\[([^\]]*)\]\(([^)\s]+)\)/g, (link, text, to) => {
      const [path, heading] = to.split('#');
      if (/^[a-z]+:/.test(to) || path === '') return link;
      const found = resolve(dirname(source), path);
      const target = found.startsWith(docs) ? join(packed, relative(docs, found)) : found;
      const isInstalled = [own, core].some(folder => target.startsWith(`${folder}/`));
      if (!isInstalled || !existsSync(target) || statSync(target).isDirectory()) return text;
      const rewritten = relative(dirname(file), target).replaceAll('\\', '/');
      return `[${text}](${rewritten}${heading === undefined ? '' : `#${heading}`})`;
    });
    writeFileSync(file, links);
  };
  for (const name of readdirSync(docs).filter(name => name.endsWith('.md')))
    rewrite(join(packed, name), join(docs, name), core);
  for (const name of readdirSync(packages)) {
    const own = join(packages, name);
    const readme = join(own, 'README.md');
    if (existsSync(readme)) rewrite(readme, readme, own);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) packDocuments(join(import.meta.dirname, '..'));

// Imports the package that its argument names, as a program on a server does, and prints what that did
// besides: names of pages and workers it asked for, globals it made, what would keep the process alive.
import threads from 'node:worker_threads';

const touched = new Set();
const watch = (object, name) => {
  const value = object[name];
  Object.defineProperty(object, name, {
    configurable: true,
    get() {
      touched.add(name);
      return value;
    },
  });
};
const ofPages = ['window', 'document', 'self', 'navigator', 'location', 'OffscreenCanvas', 'GPUBufferUsage'];
for (const name of [...ofPages, 'Worker', 'Blob', 'fetch']) watch(globalThis, name);
watch(threads, 'Worker');

const before = Reflect.ownKeys(globalThis);
const resources = process.getActiveResourcesInfo();
const exported = Object.keys(await import(process.argv[2]));
const difference = (all, known) => all.filter(name => !known.includes(name)).map(String);
console.log(
  JSON.stringify({
    exported,
    touched: [...touched],
    added: difference(Reflect.ownKeys(globalThis), before),
    resources: difference(process.getActiveResourcesInfo(), resources),
  }),
);

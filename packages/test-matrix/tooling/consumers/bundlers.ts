// Each bundler with what its documentation has for a page: production, minified, one file, names kept where
// it can keep them.
import { basename, dirname } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import * as esbuild from 'esbuild';
import MinimizerPlugin from 'minimizer-webpack-plugin';
import { rollup } from 'rollup';
import * as vite from 'vite';
import webpack from 'webpack';

type Bundle = (entry: string, output: string) => Promise<unknown>;

const minimize = { implementation: MinimizerPlugin.esbuildMinify, options: { keepNames: true } };

export const bundlers: Readonly<Record<'vite' | 'webpack' | 'rollup' | 'esbuild', Bundle>> = {
  vite: (entry, output) =>
    vite.build({
      root: dirname(entry),
      configFile: false,
      logLevel: 'warn',
      build: {
        target: 'es2022',
        outDir: dirname(output),
        emptyOutDir: false,
        rolldownOptions: {
          input: entry,
          output: { entryFileNames: basename(output), keepNames: true },
        },
      },
    }),

  webpack: (entry, output) =>
    new Promise((resolve, reject) =>
      webpack(
        {
          mode: 'production',
          target: ['web', 'es2022'],
          context: dirname(entry),
          entry,
          experiments: { outputModule: true },
          // its warnings about size are a matter of taste
          performance: false,
          // its own minimizer, but with terser takes ten seconds; hash.test.ts has terser
          optimization: { minimizer: [new MinimizerPlugin({ parallel: false, minify: minimize })] },
          output: { path: dirname(output), filename: basename(output), module: true },
        },
        (error, stats) => {
          if (error) reject(error);
          else if (stats?.hasErrors() || stats?.hasWarnings()) reject(new Error(stats.toString()));
          else resolve(stats);
        },
      ),
    ),

  rollup: async (entry, output) => {
    const bundle = await rollup({
      input: entry,
      plugins: [nodeResolve({ browser: true })],
      onwarn(warning) {
        throw new Error(warning.message);
      },
    });
    const minify = {
      name: 'minify',
      renderChunk: (code: string) => esbuild.transform(code, { minify: true, keepNames: true }),
    };
    await bundle.write({ file: output, format: 'es', plugins: [minify] });
    await bundle.close();
  },

  esbuild: (entry, output) =>
    esbuild.build({
      entryPoints: [entry],
      outfile: output,
      bundle: true,
      format: 'esm',
      platform: 'browser',
      minify: true,
      keepNames: true,
    }),
};

/* One TypeScript entry → one ES5 script: bundled by Vite, then lowered by TypeScript, the last
 * compiler that still writes ES5. */
import { join } from 'node:path';

import ts from 'typescript';
import { build, type Rollup } from 'vite';

import { HLS_SWITCHES, hlsSource } from './hls-source.ts';
import { WEB_ROOT } from './paths.ts';

/* Chromium 66 and later. */
const LATER_TARGET = 'chrome66';

interface Shape {
  target: string;
  minify: boolean;
}

async function bundle(entry: string, { target, minify }: Shape): Promise<string> {
  const result = await build({
    configFile: false,
    root: WEB_ROOT,
    publicDir: false,
    logLevel: 'warn',
    plugins: [hlsSource()],
    define: HLS_SWITCHES,
    build: {
      write: false,
      minify,
      target,
      modulePreload: false,
      rollupOptions: { input: join(WEB_ROOT, entry), output: { format: 'iife' } },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]) as Rollup.RollupOutput[];
  const chunk = outputs[0]?.output[0];
  if (!chunk) throw new Error(`cannot bundle '${entry}': no output`);
  return chunk.code;
}

export async function buildClassicScript(entry: string): Promise<string> {
  const lowered = ts.transpileModule(await bundle(entry, { target: 'esnext', minify: false }), {
    compilerOptions: {
      target: ts.ScriptTarget.ES5,
      module: ts.ModuleKind.ES2015,
      removeComments: true,
      useDefineForClassFields: false,
      ignoreDeprecations: '5.0',
    },
    reportDiagnostics: true,
  });
  const trouble = lowered.diagnostics?.[0];
  if (trouble) {
    throw new Error(`cannot lower '${entry}': ${ts.flattenDiagnosticMessageText(trouble.messageText, ' ')}`);
  }
  return lowered.outputText;
}

/* A script that a page loads by itself on engines of today. */
export function buildLaterScript(entry: string): Promise<string> {
  return bundle(entry, { target: LATER_TARGET, minify: true });
}

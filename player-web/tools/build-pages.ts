/* Builds all pages into a folder: node build-pages.ts OUT. Everything is hashed, nothing names
 * another host, no script or style stands inside a page (the CSP forbids it). */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';

import { build, type Rollup } from 'vite';

import { buildClassicScript, buildLaterScript } from './classic-script.ts';
import { compressFolder } from './compress.ts';
import { fontPlugin, fontStyle, makeFonts } from './fonts.ts';
import { HLS_SWITCHES, hlsSource } from './hls-source.ts';
import { writeOfflinePage } from './offline-page.ts';
import { fillTemplate, type PageAssets } from './page-html.ts';
import { CLASSIC_SCRIPTS, LATER_SCRIPTS, PAGES, type PageRow } from './page-table.ts';
import { WEB_ROOT } from './paths.ts';
import { measurePages, sizeTable } from './size-report.ts';
import { buildOldStyle, type OldPage } from './tv-style.ts';

/* The oldest engines that run the module pages: Chromium browsers on Windows 7 and UOS, phones of
 * 2018. Older ones are sent to /tv. */
const TARGET = ['chrome70', 'firefox78', 'safari12.1'];

type Output = Rollup.RollupOutput['output'];
type Chunk = Rollup.OutputChunk;

function entriesByFile(): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const { entry } of PAGES) {
    if (entry) entries[basename(entry).replace(/\.tsx?$/, '')] = join(WEB_ROOT, entry);
  }
  return entries;
}

const DESK = /\/components\/desk\/(?!tree|qr-code)|\/shared\/(i18n\/(words-)?desk|units?|unit-tree|pinyin|reach|hash-route)\b/;

/* Of one page or two: not worth a place in what all others carry. */
const OF_FEW = /\/components\/(hero-art|icon-editor|icon-room|person-list|connection-pill)|\/shared\/(file-transfer|activation-code|installation|roll-|uuid|ledger-|room\/)/;

/* What the page of a film needs besides the player; other lessons come by themselves. */
const LESSON = /\/components\/lesson\/(lesson-view|lesson-menus|lesson-end|lesson-texts|take-along|taken\.|offline-shell|use-subtitles|fetch-text|use-gain|choices|sprites|other-lesson|ask-slot)/;

/* What every page needs is one script, what the office pages share is another; words of an area and
 * the sections of /admin come when they are asked for, and so does the player. */
function chunkOf(file: string): string | undefined {
  const id = `/${relative(WEB_ROOT, file)}`; // the folders above it may be called like one of these
  if (id.includes('vite/preload-helper')) return 'shared';
  if (/\/node_modules\/(hls\.js|eventemitter3|url-toolkit)\//.test(id)) return 'hls';
  if (/\/i18n\/(words-)?watch/.test(id)) return 'words-watch';
  if (/\/components\/watch\/take-/.test(id)) return 'take-home';
  if (/\/(components\/watch\/(?!times)|player\/(?!cues))/.test(id)) return 'watch';
  if (DESK.test(id)) return 'desk';
  if (/\/shared\/(course-facts|i18n\/(languages|words-lessons))|\/lesson\/lesson-list/.test(id)) return 'course-facts';
  if (/\/player\/cues\//.test(id)) return 'cues';
  if (LESSON.test(id)) return 'lesson';
  if (/\/components\/(lesson|study|hero-art)|\/shared\/taken-hint/.test(id)) return undefined;
  if (/\/components\/desk\/|\/shared\/i18n\/(?!messages|locale|translate)/.test(id)) return undefined;
  if (OF_FEW.test(id)) return undefined;
  return /\/(shared|components|node_modules\/@?preact)\//.test(id) ? 'shared' : undefined;
}

async function buildModules(outDir: string, fonts: string): Promise<Output> {
  const result = await build({
    configFile: false,
    root: WEB_ROOT,
    base: '/',
    publicDir: join(WEB_ROOT, 'public'),
    logLevel: 'warn',
    plugins: [hlsSource(), fontPlugin(fonts)],
    define: HLS_SWITCHES,
    esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
    build: {
      outDir,
      emptyOutDir: true,
      target: TARGET,
      cssTarget: TARGET,
      assetsInlineLimit: 0,
      modulePreload: false,
      reportCompressedSize: false,
      rollupOptions: {
        input: entriesByFile(),
        output: {
          entryFileNames: 'assets/[name]-[hash].js',
          chunkFileNames: 'assets/[name]-[hash].js',
          assetFileNames: 'assets/[name]-[hash][extname]',
          /* One shared script instead of a dozen crumbs: round trips cost more than bytes. */
          manualChunks: chunkOf,
        },
      },
    },
  });
  return (Array.isArray(result) ? result[0]! : (result as Rollup.RollupOutput)).output;
}

/* The address that the modules' build gave to a font. */
function fontAddress(output: Output, file: string): string {
  const found = output.find((one) => one.type === 'asset' && one.names.includes(file));
  if (!found) throw new Error(`cannot write the style of the television page: no font '${file}'`);
  return `/${found.fileName}`;
}

/* The address of a file that was written under its hash. */
function writeHashed(outDir: string, name: string, ending: string, text: string): string {
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 8);
  const file = `assets/${name}-${hash}${ending}`;
  mkdirSync(join(outDir, 'assets'), { recursive: true });
  writeFileSync(join(outDir, file), text);
  return `/${file}`;
}

async function writeClassicScripts(outDir: string): Promise<Map<string, string>> {
  const addresses = new Map<string, string>();
  for (const [name, entry] of Object.entries(CLASSIC_SCRIPTS)) {
    addresses.set(name, writeHashed(outDir, name, '.js', await buildClassicScript(entry)));
  }
  return addresses;
}

async function writeLaterScripts(outDir: string): Promise<Map<string, string>> {
  const addresses = new Map<string, string>();
  for (const [name, entry] of Object.entries(LATER_SCRIPTS)) {
    addresses.set(name, writeHashed(outDir, name, '.js', await buildLaterScript(entry)));
  }
  return addresses;
}

function chunksOf(output: Output): Chunk[] {
  return output.filter((one): one is Chunk => one.type === 'chunk');
}

/* What the entry loads, the most basic first; the entry itself is not among it. */
function importsOf(chunk: Chunk, output: Output): Chunk[] {
  const seen = new Set<Chunk>();
  const visit = (one: Chunk) => {
    for (const name of one.imports) {
      const next = chunksOf(output).find((other) => other.fileName === name);
      if (!next || seen.has(next)) continue;
      visit(next);
      seen.add(next);
    }
  };
  visit(chunk);
  return [...seen];
}

function stylesOf(chunks: readonly Chunk[]): string[] {
  const names = chunks.flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]);
  return [...new Set(names)].map((name) => `/${name}`);
}

/* What the modules named in `ahead` need beyond what the page itself loads. */
function aheadFiles(page: PageRow, own: readonly Chunk[], output: Output): Record<string, string[]> {
  const rows = Object.entries(page.ahead ?? {}).map(([kind, modules]) => {
    const chunks = modules.flatMap((module) => {
      const chunk = chunksOf(output).find((one) => one.moduleIds.includes(join(WEB_ROOT, module)));
      if (!chunk) throw new Error(`cannot write '${page.file}': no chunk of '${module}'`);
      return [...importsOf(chunk, output), chunk];
    });
    const owned = stylesOf(own);
    const scripts = chunks.filter((one) => !own.includes(one)).map((one) => `/${one.fileName}`);
    return [kind, [...new Set([...scripts, ...stylesOf(chunks).filter((name) => !owned.includes(name))])]];
  });
  return Object.fromEntries(rows) as Record<string, string[]>;
}

function writePages(
  outDir: string,
  output: Output,
  shared: Pick<PageAssets, 'scripts' | 'later' | 'tvStyle' | 'roomStyle' | 'checkStyle'>,
): void {
  const basis = chunksOf(output).filter((one) => one.name === 'shared');
  for (const page of PAGES) {
    const chunk = chunksOf(output).find(
      (one) => one.facadeModuleId === join(WEB_ROOT, page.entry ?? ''),
    );
    if (page.entry && !chunk) throw new Error(`cannot write '${page.file}': no chunk of its entry`);
    const imports = chunk ? importsOf(chunk, output) : [];
    const html = fillTemplate(readFileSync(join(WEB_ROOT, page.template), 'utf8'), {
      ...shared,
      styles: stylesOf(chunk ? [...imports, chunk] : basis),
      entry: chunk ? `/${chunk.fileName}` : null,
      imports: imports.map((one) => `/${one.fileName}`),
      ahead: chunk ? aheadFiles(page, [...imports, chunk], output) : {},
    });
    writeFileSync(join(outDir, page.file), html);
  }
}

async function buildPages(target: string): Promise<void> {
  /* Built beside the target and moved there whole: a failed build leaves the old pages. */
  const outDir = join(dirname(target), `.${basename(target)}.new`);
  const fonts = makeFonts(join(dirname(target), '.cache/fonts'));
  const output = await buildModules(outDir, fonts);
  const scripts = await writeClassicScripts(outDir);
  const later = await writeLaterScripts(outDir);
  const fontCss = fontStyle((file) => fontAddress(output, file));
  const styleOf = (page: OldPage, fonts: string) => writeHashed(outDir, page, '.css', `${fonts}${buildOldStyle(page)}`);
  const tvStyle = styleOf('tv', `${fontCss}\n`);
  const roomStyle = styleOf('tvroom', `${fontCss}\n`);
  writePages(outDir, output, { scripts, later, tvStyle, roomStyle, checkStyle: styleOf('check', '') });
  compressFolder(outDir);
  await writeOfflinePage(outDir); // read by the server's programs, not by browsers
  rmSync(target, { recursive: true, force: true });
  renameSync(outDir, target);
  console.log(sizeTable(measurePages(target)));
}

const [target] = process.argv.slice(2);
if (!target) throw new Error('usage: build-pages.ts OUT');
await buildPages(resolve(target));

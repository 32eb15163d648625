/* hls.js as this server needs it: built from the sources of its package without subtitles, DRM, CMCD,
 * advertisements, steering and the workers that the CSP makes useless. The light build of the package
 * lacks alternative audio, the full one is half as large again. */
import { join } from 'node:path';

import type { Plugin } from 'vite';

import { WEB_ROOT } from './paths.ts';

const FOLDER = join(WEB_ROOT, 'node_modules/hls.js');
const NOTHING = '\0hls-nothing';
const ID3_NAME = '\0hls-id3';

/* The switches of hls.js' own build. */
export const HLS_SWITCHES: Readonly<Record<string, string>> = {
  __VERSION__: '"tongping"',
  __USE_ALT_AUDIO__: 'true',
  __USE_EME_DRM__: 'false',
  __USE_SUBTITLES__: 'false',
  __USE_CMCD__: 'false',
  __USE_CONTENT_STEERING__: 'false',
  __USE_VARIABLE_SUBSTITUTION__: 'false',
  __USE_M2TS_ADVANCED_CODECS__: 'false',
  __USE_MEDIA_CAPABILITIES__: 'false',
  __USE_INTERSTITIALS__: 'false',
  __USE_IFRAMES__: 'false',
  __IN_WORKER__: 'false',
  __HLS_WORKER_BUNDLE__: 'undefined',
};

/* Modules behind a switch that is off, and containers that we do not send to it: TS, MP3, bare AAC. */
const LEFT_OUT =
  /\/(cmcd-controller|content-steering-controller|eme-controller|iframe-controller|interstitials-controller|subtitle-stream-controller|subtitle-track-controller|timeline-controller|id3-track-controller|tsdemuxer|mp3demuxer|aacdemuxer|ac3-demuxer|webvtt-parser)$|^@svta\/cml-(cmcd|utils)$/;

/* What is left of its ID3 library. */
const ID3 = `
export function utf8ArrayToStr(bytes, untilNull) {
  const end = untilNull ? bytes.indexOf(0) : -1;
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}`;

export function hlsSource(): Plugin {
  return {
    name: 'hls-source',
    enforce: 'pre',
    resolveId(id, importer) {
      if (id === 'hls.js') return join(FOLDER, 'src/hls.ts');
      if (!importer?.startsWith(FOLDER)) return null;
      if (id === '@svta/cml-id3') return ID3_NAME;
      return LEFT_OUT.test(id) ? NOTHING : null;
    },
    load(id) {
      if (id === ID3_NAME) return ID3;
      return id === NOTHING ? { code: 'export default undefined;', syntheticNamedExports: 'default' } : null;
    },
  };
}

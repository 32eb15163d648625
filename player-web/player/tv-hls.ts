/* hls.js for newer television sets, as a script of its own that the page loads when the set can run it. */
import type { MakeEngine } from './engine.ts';
import { HlsEngine } from './hls-engine.ts';

interface TvWindow {
  tongpingHls?: MakeEngine;
}

if (HlsEngine.isSupported()) {
  (window as unknown as TvWindow).tongpingHls = (options) => new HlsEngine(options);
}

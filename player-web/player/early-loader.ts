/* The loader of hls.js, for files that may be here or on their way already. */
import Hls, { type Loader, type LoaderCallbacks, type LoaderConfiguration, type LoaderContext } from 'hls.js';

import { takeMedia, type EarlyMedia } from './early-media.ts';

const sizeOf = ({ data }: EarlyMedia): number => (typeof data === 'string' ? data.length : data.byteLength);

export class EarlyLoader extends Hls.DefaultConfig.loader implements Loader<LoaderContext> {
  private isOff = false;

  override load(context: LoaderContext, config: LoaderConfiguration, callbacks: LoaderCallbacks<LoaderContext>): void {
    const early = context.rangeEnd ? undefined : takeMedia(context.url);
    if (!early) return super.load(context, config, callbacks);
    this.context = context;
    void early.then(
      (media) => {
        if (!this.isOff) this.give(media, context, callbacks);
      },
      () => {
        if (!this.isOff) super.load(context, config, callbacks);
      },
    );
  }

  override abort(): void {
    this.isOff = true;
    super.abort();
  }

  override destroy(): void {
    this.isOff = true;
    super.destroy();
  }

  /* With the times of the real request: the estimate of the line's speed begins with them. */
  private give(media: EarlyMedia, context: LoaderContext, callbacks: LoaderCallbacks<LoaderContext>): void {
    const { stats } = this;
    const size = sizeOf(media);
    stats.loading.start = media.startMs;
    stats.loading.first = media.firstMs;
    stats.loading.end = Math.max(media.endMs, media.firstMs + 1);
    stats.loaded = stats.total = size;
    stats.bwEstimate = (size * 8000) / (stats.loading.end - stats.loading.first);
    callbacks.onProgress?.(stats, context, media.data, null);
    callbacks.onSuccess({ url: context.url, data: media.data, code: 200 }, stats, context, null);
  }
}

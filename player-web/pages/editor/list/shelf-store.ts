/* The office's topics and series, for lists of choices. */
import { signal } from '@preact/signals';

import { call } from '../../../shared/api-client.ts';
import type { Series, Topic } from '../../../shared/contract/courses.ts';

export const topics = signal<readonly Topic[]>([]);
export const series = signal<readonly Series[]>([]);

export async function loadShelves(): Promise<void> {
  const [first, second] = await Promise.all([call('GET /api/v1/topics'), call('GET /api/v1/series')]);
  if (first.ok) topics.value = first.value.topics;
  if (second.ok) series.value = second.value.series;
}

/* What waits for this person, by section: the numbers of the menu. Who knows them says so (news.ts). */
import { signal } from '@preact/signals';

export const waiting = signal<Readonly<Record<string, number>>>({});

export function setWaiting(section: string, count: number): void {
  waiting.value = { ...waiting.peek(), [section]: count };
}

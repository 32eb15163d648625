/* What the query of /pc and /phone names, and back. */
export type Place =
  | { kind: 'home' }
  | { kind: 'meeting'; id: string }
  | { kind: 'courses'; query: string; topic: string; language: string }
  | { kind: 'course'; id: string }
  | { kind: 'lesson'; id: string }
  | { kind: 'roll'; id: string } // the roll call of a register
  | { kind: 'taken' }; // what this device has taken along

const WITH_ID = ['meeting', 'course', 'lesson', 'roll'] as const;

export function parsePlace(search: string): Place {
  const query = new URLSearchParams(search);
  for (const kind of WITH_ID) {
    const id = query.get(kind);
    if (id) return { kind, id };
  }
  if (query.has('taken')) return { kind: 'taken' };
  if (!query.has('courses')) return { kind: 'home' };
  return {
    kind: 'courses',
    query: query.get('query') ?? '',
    topic: query.get('topic') ?? '',
    language: query.get('language') ?? '',
  };
}

export function searchOf(place: Place): string {
  if (place.kind === 'home') return '';
  if ('id' in place) return `?${place.kind}=${encodeURIComponent(place.id)}`;
  if (place.kind === 'taken') return '?taken';
  const pairs = (['query', 'topic', 'language'] as const).filter((name) => place[name] !== '');
  return ['?courses', ...pairs.map((name) => `${name}=${encodeURIComponent(place[name])}`)].join('&');
}

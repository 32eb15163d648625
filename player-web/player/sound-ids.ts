/* Names for the sounds of a master playlist: the language's tag; a second sound in the same language (a
 * description, say) has a private part behind it (BCP 47 §2.2.7): "zh-x-2". Pure, ES5. */

export interface SoundTrack {
  lang?: string | undefined;
  name: string;
  groupId: string;
}

/* Of the tracks of one group, in their order. */
export function idsOfSounds(tracks: readonly SoundTrack[]): string[] {
  const counts: { [tag: string]: number | undefined } = {};
  return tracks.map(function (track) {
    const tag = track.lang || track.name;
    const count = (counts[tag] || 0) + 1;
    counts[tag] = count;
    return count === 1 ? tag : tag + '-x-' + count;
  });
}

/* The tag that the server knows. */
export function tagOfSound(id: string): string {
  return id.replace(/-x-\d+$/, '');
}

/* Of all groups' tracks that of this name in the group for slow lines, else in the first group that has it. */
export function smallestSound<T extends SoundTrack>(tracks: readonly T[], id: string): T | null {
  const groups = tracks
    .map(function (track) {
      return track.groupId;
    })
    .filter(function (group, i, all) {
      return all.indexOf(group) === i;
    })
    .sort(function (a, b) {
      return Number(/low/i.test(b)) - Number(/low/i.test(a));
    });
  for (let i = 0; i < groups.length; i++) {
    const own = tracks.filter(function (track) {
      return track.groupId === groups[i];
    });
    const found = own[idsOfSounds(own).indexOf(id)];
    if (found) return found;
  }
  return null;
}

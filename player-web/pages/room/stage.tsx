/* The pictures: others in a grid or around who speaks, the own one small in the corner. */
import { useEffect, useMemo, useRef } from 'preact/hooks';

import { Icon } from '../../components/icon.tsx';
import type { RoomPerson } from '../../shared/contract/rooms.ts';
import { t } from '../../shared/i18n/locale.ts';
import { initials } from '../../shared/initials.ts';
import type { RoomNow } from '../../shared/room/room-state.ts';
import { keyOf, type Tile } from '../../shared/room/stage-plan.ts';
import { camera } from './devices.ts';
import { isNarrow, places, received, stageBox, tiles, wantsPictures } from './media.ts';
import { Picture, Sound } from './picture.tsx';
import { self } from './store.ts';

/* The stage tells its size, by which the server is asked for no more than is seen. */
function useStageBox() {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const here = element.current;
    if (!here) return;
    const measure = () => {
      stageBox.value = { width: here.clientWidth, height: here.clientHeight, ratio: window.devicePixelRatio };
    };
    measure();
    if (typeof ResizeObserver !== 'function') return;
    const observer = new ResizeObserver(measure);
    observer.observe(here);
    return () => observer.disconnect();
  }, []);
  return element;
}

function NameLine({ person, isSpeaking }: { person: RoomPerson; isSpeaking: boolean }) {
  const isMuted = !person.on.includes('microphone') || person.held.includes('microphone');
  return (
    <p class="tile-name">
      {isMuted && (
        <>
          <Icon name="mic_off" />
          <span class="visually-hidden">{t('room.muted')}</span>
        </>
      )}
      {isSpeaking && (
        <>
          <Icon name="sound" />
          <span class="visually-hidden">{t('room.speaking')}</span>
        </>
      )}
      <span class="tile-words">{person.display_name}</span>
      {person.hand !== undefined && <Icon name="hand" />}
    </p>
  );
}

function TileBox({ tile, person, isSpeaking }: { tile: Tile; person: RoomPerson; isSpeaking: boolean }) {
  const name = person.display_name;
  const place = places.value.indexOf(keyOf(tile));
  const stream = received.value?.pictures[place] ?? null;
  const isShown = tile.hasPicture && stream !== null && wantsPictures.value;
  const label = t(tile.source === 'screen' ? 'room.screen_of' : 'room.tile_of', { name });
  return (
    <li class="tile" data-size={tile.size} data-source={tile.source} data-speaking={isSpeaking} data-session={tile.session}>
      {isShown ? (
        <Picture stream={stream} label={label} />
      ) : (
        <span class="tile-sign" aria-hidden="true">
          {initials(name)}
        </span>
      )}
      {person.away && <p class="tile-away">{t('room.away')}</p>}
      {tile.source === 'screen' ? <p class="tile-name">{label}</p> : <NameLine person={person} isSpeaking={isSpeaking} />}
    </li>
  );
}

export function OwnPicture() {
  const { track } = camera.value;
  const stream = useMemo(() => (track ? new MediaStream([track]) : null), [track]);
  if (!stream) return null;
  return (
    <div class="own">
      <Picture stream={stream} label={t('room.own_picture')} isOwn />
      <p class="tile-name">{t('room.you')}</p>
    </div>
  );
}

export function Stage({ now }: { now: RoomNow }) {
  const box = useStageBox();
  const bySession = new Map(now.people.map((person) => [person.session, person]));
  const all = tiles.value;
  const isSpeakerView = all.some(({ size }) => size === 'large');
  return (
    <section class="stage-ground" aria-label={t('room.stage_label')}>
      <div ref={box} class="stage-box">
        {all.length === 0 && <p class="stage-alone">{t('room.alone')}</p>}
        <ul class="tiles" data-view={isSpeakerView ? 'speaker' : 'grid'} data-count={all.length} data-narrow={isNarrow.value}>
          {all.map((tile) => {
            const person = bySession.get(tile.session);
            if (!person || person === self.value) return null;
            return <TileBox key={keyOf(tile)} tile={tile} person={person} isSpeaking={now.speakers.includes(tile.session)} />;
          })}
        </ul>
        {isNarrow.value && <OwnPicture />}
      </div>
      {received.value?.sounds.map((stream) => <Sound key={stream.id} stream={stream} />)}
    </section>
  );
}

/* Who is expected at the meeting of FakeRoom, links to it, and guests who come by them. */
import { fakeId } from './fake-county.ts';
import { notFound, Refusal, type Asked, type Handlers } from './fake-handler.ts';
import { GUEST_ID, ROOM_ID, type FakeRoom } from './fake-room.ts';

function roomOf({ api, path }: Asked): FakeRoom {
  if (!api.room || path[0] !== ROOM_ID) throw notFound();
  return api.room;
}

const DAY_MS = 86400000;

export const INVITATION_ROUTES: Handlers = {
  'POST /api/v1/rooms/{meeting}/guests': (asked) => {
    const room = roomOf(asked);
    const [link, name] = [String(asked.body['link']), String(asked.body['name'])];
    if (name === '') throw new Refusal(400, 'invalid', 'cannot use this name');
    if (!room.links.some(({ url }) => url.endsWith(`?link=${link}`))) throw notFound();
    room.guest = { id: GUEST_ID, name: '', display_name: name, roles: [] };
    return { id: GUEST_ID, meeting_id: ROOM_ID, title: '第三党支部组织生活会', name, opens: 'room', expires_at: new Date(Date.now() + DAY_MS).toISOString() };
  },
  'GET /api/v1/meetings/{id}/people': (asked) => ({ people: roomOf(asked).expected }),
  'GET /api/v1/meetings/{id}/links': (asked) => ({ links: roomOf(asked).links }),
  'POST /api/v1/meetings/{id}/links': (asked) => {
    const room = roomOf(asked);
    room.invite(asked.api.url, fakeId(0x61, room.links.length + 1), asked.body['opens'] === 'lobby' ? 'lobby' : 'room');
    return { links: room.links };
  },
  'DELETE /api/v1/meetings/{id}/links/{link}': (asked) => {
    const room = roomOf(asked);
    room.links = room.links.filter(({ id }) => id !== asked.path[1]);
    return null;
  },
};

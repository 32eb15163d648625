/* Words of invitation links: who comes by one, who makes them; English. */
import type { inviteZhCN } from './invite.zh-CN.ts';

export const inviteEn: Record<keyof typeof inviteZhCN, string> = {
  'room.guest_title': 'You are invited to a meeting',
  'room.guest_lead': 'You need no account: give your name and enter as a guest.',
  'room.guest_name': 'Your name',
  'room.guest_name_hint': 'Everybody in the meeting sees it. Please give your real name.',
  'room.guest_name_wrong': 'Please give a name of at most 32 characters.',
  'room.guest_enter': 'Enter as a guest',
  'room.guest_sign_in': 'I have an account: sign in',
  'room.guest_often': 'Too many wrong links were tried. Please wait a few minutes.',
  'room.links_of': 'Invite to: {title}',
  'room.links_lead': 'People without an account open a link, give a name and take part as guests. Anyone who has the link can come: send it only to those you invite.',
  'room.links_none': 'There is no invitation link yet.',
  'room.links_make_room': 'New: straight into the meeting',
  'room.links_make_lobby': 'New: a host lets them in',
  'room.links_opens_room': 'Straight into the meeting',
  'room.links_opens_lobby': 'A host lets them in',
  'room.links_banned': 'Guests put out who came by it: {n}. Who comes by it now waits until a host lets them in.',
  'room.links_url': 'Link',
  'room.links_qr': 'QR code of the invitation link',
  'room.links_qr_hint': 'Scan it with a phone to open the link.',
  'room.links_withdraw': 'Withdraw',
  'room.links_withdraw_title': 'Withdraw this link?',
  'room.links_withdraw_text': 'Nobody can come in by it any more; who is in the meeting stays.',
  'room.links_withdrawn': 'The link is withdrawn',
};

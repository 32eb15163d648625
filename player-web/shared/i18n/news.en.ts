/* Words of what the server tells on /admin, English. */
import type { newsZhCN } from './news.zh-CN.ts';

export const newsEn: Record<keyof typeof newsZhCN, string> = {
  'admin.transfer_accepted': 'Accepted: {name} is now of “{unit}”.',
  'admin.transfer_refused': 'Refused: {name}.',
  'admin.transfer_asked': '{from} sends {name} to “{to}”: please accept.',
  'admin.transfer_was_accepted': '“{to}” accepted {name}.',
  'admin.transfer_was_refused': '“{to}” did not accept {name}.',
  'admin.accept': 'Accept',
  'admin.look': 'Look',
  'admin.appointed': 'You are now appointed to “{unit}”: {role}.',
  'admin.dismissed': 'You are no longer appointed to “{unit}”: {role}.',
  'admin.rights_changed': 'Your rights have changed; the page is up to date.',
  'admin.everywhere': 'the whole county',
};

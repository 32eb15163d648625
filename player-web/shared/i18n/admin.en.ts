import type { adminZhCN } from './admin.zh-CN.ts';

/* The same, English. */
export const adminEn: Record<keyof typeof adminZhCN, string> = {
  'title.admin': 'Administration',

  'admin.nav': 'Administration',
  'admin.more': 'More',
  'admin.group_roster': 'People',
  'admin.group_start': 'Getting started',
  'admin.group_check': 'Oversight',
  'admin.units': 'Units',
  'admin.members': 'Members',
  'admin.transfers': 'Transfers',
  'admin.places': 'Places',
  'admin.guide': 'First steps',
  'admin.import': 'Import',
  'admin.slips': 'Activation slips',
  'admin.screens': 'Screens',
  'admin.clerks': 'Clerks and rights',
  'admin.reports': 'Hours and reports',
  'admin.exports': 'Exports',
  'admin.audit': 'Audit log',
  'admin.no_section_title': 'You have no office here',
  'admin.no_section_text':
    'This page is for administrators, auditors and clerks. If you need access, ask your administrator.',
  'admin.to_me': 'See my own page',
  'admin.load_failed_title': 'This part did not open',
  'admin.load_failed_text': 'The network may have broken, or the server was just updated. Please reload the page.',
  'admin.reload': 'Reload',
  'admin.new_count': '{count} waiting',

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

import type { adminZhCN } from './admin.zh-CN.ts';

/* The same, English. */
export const adminEn: Record<keyof typeof adminZhCN, string> = {
  'title.admin': 'Administration',

  'admin.nav': 'Administration',
  'admin.more': 'More',
  'admin.group_roster': 'People',
  'admin.group_attendance': 'Attendance',
  'admin.group_start': 'Getting started',
  'admin.group_check': 'Oversight',
  'admin.units': 'Units',
  'admin.members': 'Members',
  'admin.transfers': 'Transfers',
  'admin.places': 'Places',
  'admin.rules': 'Rules and duties',
  'admin.queue': 'Objections',
  'admin.guide': 'First steps',
  'admin.import': 'Import',
  'admin.slips': 'Activation slips',
  'admin.screens': 'Screens',
  'admin.clerks': 'Clerks and rights',
  'admin.reports': 'Hours and reports',
  'admin.exports': 'Exports',
  'admin.attendance': 'Attendance',
  'admin.audit': 'Audit log',
  'admin.no_section_title': 'You have no office here',
  'admin.no_section_text':
    'This page is for administrators, auditors and clerks. If you need access, ask your administrator.',
  'admin.to_me': 'See my own page',
  'admin.load_failed_title': 'This part did not open',
  'admin.load_failed_text': 'The network may have broken, or the server was just updated. Please reload the page.',
  'admin.reload': 'Reload',
  'admin.new_count': '{count} waiting',
};

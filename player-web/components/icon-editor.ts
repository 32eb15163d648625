/* Signs that only the pages for making courses use. */
import { addIcons } from './icon.tsx';

export const EDITOR_ICONS = {
  captions: 'M3 5.500h18v13H3v-13Zm7 4.800a2.300 2.300 0 1 0 0 3.400m7-3.400a2.300 2.300 0 1 0 0 3.400',
  mic: 'M12 3.500a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0v-5a3 3 0 0 0-3-3ZM5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3',
  picture: 'M3.500 5h17v14h-17V5Zm0 10.500 5-5 4.500 4.500 3-3 4.500 4.500M15.500 8.900v.1',
  trash: 'M5 7h14M9.500 7V4.500h5V7M7 7l.800 12.500h8.400L17 7m-7 3.500v6m4-6v6',
  upload: 'M12 20V9m-4.500 4.500L12 9l4.500 4.500M4.500 4.500h15',
} as const;

addIcons(EDITOR_ICONS);

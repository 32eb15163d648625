/* Signs that only the page of a meeting in which all may speak uses. */
import { addIcons } from './icon.tsx';

export const ROOM_ICONS = {
  camera: 'M3 6.500h12v11H3v-11Zm12 4 6-3.500v10l-6-3.500',
  camera_off: 'M7 6.500h8v8m0 3H3v-11m12 4 6-3.500v10l-4-2.300M3 3l18 18',
  chat: 'M4 5h16v11H11l-4.500 4v-4H4V5Zm4 4h8m-8 3.300h5',
  grid: 'M4 5h7v6H4V5Zm9 0h7v6h-7V5ZM4 13h7v6H4v-6Zm9 0h7v6h-7v-6Z',
  hand: 'M8 12V5.500a1.500 1.500 0 0 1 3 0V11m0-6.500a1.500 1.500 0 0 1 3 0V11m0-5a1.500 1.500 0 0 1 3 0v7.500c0 4-2.500 6.500-6 6.500-3 0-4.500-1.300-6-4l-2-3.700c-.700-1.400 1.200-2.600 2.200-1.300L8 13.500',
  mic: 'M12 3.500a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0v-5a3 3 0 0 0-3-3ZM5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3',
  mic_off: 'M9 9v2.500a3 3 0 0 0 4.500 2.600M15 11V6.500a3 3 0 0 0-5.700-1.300M5.500 11.500a6.500 6.500 0 0 0 10.500 5.100M18.500 11.500a6 6 0 0 1-.400 2.200M12 18v3M4 4l16 16',
  screen: 'M3 5h18v11H3V5Zm6 15h6m-3-4v4m0-7V8m-2.500 2.300L12 7.800l2.500 2.500',
  speaker: 'M3 5h18v9H3V5Zm0 12h5v2.500H3V17Zm6.500 0h5v2.500h-5V17Zm6.500 0h5v2.500h-5V17Z',
  vote: 'M4 12.500h16v7.500H4v-7.500Zm3-0V4h10v8.500m-7.300-4.300 1.800 1.800 3-3.300',
} as const;

addIcons(ROOM_ICONS);

// Copies the built pages into an installation: install.mjs DIST FOLDER-BELOW-PREFIX (by meson).
import { cpSync } from 'node:fs';
import { join } from 'node:path';

const [dist, folder] = process.argv.slice(2);
cpSync(dist, join(process.env.MESON_INSTALL_DESTDIR_PREFIX, folder), { recursive: true });

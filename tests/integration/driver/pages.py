"""A folder of small pages, so that tests of delivery need no npm and know every byte."""
import gzip
import pathlib
import subprocess

NAMES = ('index', 'tv', 'pc', 'phone', 'studio', 'interpret', 'admin', 'wall', 'login', 'health',
         'setup', 'install')
ASSET = 'assets/app-0a1b2c3d.js'
ASSET_TEXT = b'// one line of a script\n' * 500
PLAIN = 'assets/plain-4e5f6a7b.bin'
PLAIN_BYTES = bytes(range(256)) * 40


def make_pages(folder):
    folder = pathlib.Path(folder)
    (folder / 'assets').mkdir(parents=True)
    for name in NAMES:
        (folder / f'{name}.html').write_text(
            f'<!doctype html><title>{name}</title><p>page {name}\n', encoding='utf-8')
    (folder / ASSET).write_bytes(ASSET_TEXT)
    (folder / f'{ASSET}.gz').write_bytes(gzip.compress(ASSET_TEXT))
    subprocess.run(['brotli', '--keep', str(folder / ASSET)], check=True)
    (folder / PLAIN).write_bytes(PLAIN_BYTES)
    (folder / '.hidden').write_text('secret', encoding='utf-8')
    (folder.parent / 'outside.html').write_text('secret', encoding='utf-8')
    return folder

"""Clips of languages that say their own name: files that the office puts below the data folder."""
from driver.raw_http import RawHttp

CLIP = b'\0\0\0\x18ftypM4A ' + bytes(64)


def test_a_clip_of_the_office_is_served_and_nothing_beside_it(server):
    folder = server.data / 'public' / 'languages'
    assert folder.is_dir(), 'made by the first start'
    (folder / 'lis.m4a').write_bytes(CLIP)
    (folder.parent / 'secret.txt').write_bytes(b'not below /languages/')
    server.restart()
    with RawHttp(server) as http:
        answer = http.request('GET', '/languages/lis.m4a')
        assert answer.status == 200
        assert answer.get('content-type') == 'audio/mp4'
        assert answer.body == CLIP
        for path in ('/languages/bo.m4a', '/secret.txt', '/languages/../secret.txt', '/public/languages/lis.m4a'):
            assert http.request('GET', path).status in (400, 404), path

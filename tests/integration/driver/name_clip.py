"""The least that is taken for the recorded name of a language: boxes of an M4A file (ISO/IEC 14496-12)."""
import struct


def box(kind, body):
    return struct.pack('>I', 8 + len(body)) + kind + body


def clip_bytes(sample=b'mp4a'):
    return box(b'ftyp', b'M4A \0\0\0\0') + box(b'moov', box(b'trak', sample)) + box(b'mdat', b'sound')

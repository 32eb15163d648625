"""Raw I420 pictures, 25 a second, with the wall clock's milliseconds as 32 blocks of luma (bit 0 on
the left) in the upper rows and something that moves, to stdout until nobody reads."""
import sys
import time

WIDTH, HEIGHT, BLOCK, RATE = 640, 360, 16, 25
DARK, BRIGHT = 16, 235


def clock_rows(ms):
    row = bytes(BRIGHT if ms >> bit & 1 else DARK for bit in range(32) for _ in range(BLOCK))
    return (row + bytes([DARK]) * (WIDTH - len(row))) * BLOCK


def main():
    ramp = bytes(20 + column % 200 for column in range(WIDTH + HEIGHT + 8 * RATE))
    colour = bytes([128]) * (WIDTH * HEIGHT // 2)
    begin, number = time.time(), 0
    while True:
        wait = begin + number / RATE - time.time()
        if wait > 0:
            time.sleep(wait)
        shift = number % RATE * 8
        body = b"".join(ramp[line + shift:line + shift + WIDTH] for line in range(BLOCK, HEIGHT))
        picture = clock_rows(int(time.time() * 1000) & 0xffffffff) + body + colour
        sys.stdout.buffer.write(picture)
        sys.stdout.buffer.flush()
        number += 1


try:
    main()
except BrokenPipeError:
    sys.stderr.close()

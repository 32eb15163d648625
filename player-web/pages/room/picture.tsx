import { useEffect, useRef } from 'preact/hooks';

/* A moving picture, or a sound, of a stream. */
export function Picture({ stream, label, isOwn = false }: { stream: MediaStream | null; label: string; isOwn?: boolean }) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = element.current;
    if (!video) return;
    video.srcObject = stream;
    if (stream) void video.play().catch(() => undefined); // its track may still be on its way
  }, [stream]);
  return <video ref={element} class={isOwn ? 'picture picture-own' : 'picture'} aria-label={label} muted playsInline />;
}

export function Sound({ stream }: { stream: MediaStream }) {
  const element = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const audio = element.current;
    if (!audio) return;
    audio.srcObject = stream;
    void audio.play().catch(() => undefined);
  }, [stream]);
  return <audio ref={element} />;
}

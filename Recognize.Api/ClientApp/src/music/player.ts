import { createContext } from "preact";
import { useContext, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { address, type Schemas } from "../api/client";
import { t } from "../i18n";
import { reportError } from "../ui/toasts";

export type Track = Schemas["TrackResponse"];

export type Player = {
  queue: Track[];
  current: Track | null;
  index: number;
  isPlaying: boolean;
  time: number;
  length: number;
  volume: number;
  /** Plays a list from one of its tracks on. */
  play: (queue: Track[], index: number) => void;
  toggle: () => void;
  go: (step: number) => void;
  seek: (seconds: number) => void;
  setVolume: (volume: number) => void;
  /** Stops, and forgets the list. */
  close: () => void;
};

const volumeKey = "recognize.volume";

/** Into a track, "back" begins it anew rather than going to the one before. */
const wellBegun = 3;

export const PlayerContext = createContext<Player | null>(null);

export function usePlayer(): Player {
  const player = useContext(PlayerContext);
  if (player === null) throw new Error("There is no player around this component.");
  return player;
}

/** One audio element for all music pages: it plays on while they change. */
export function useNewPlayer(): Player {
  const audio = useRef<HTMLAudioElement | null>(null);
  audio.current ??= new Audio();
  const [queue, setQueue] = useState<Track[]>([]);
  const [index, setIndex] = useState(0);
  const [isPlaying, setPlaying] = useState(false);
  const [time, setTime] = useState(0);
  const [length, setLength] = useState(0);
  const [volume, setVolume] = useState(() => Math.min(1, Math.max(0, Number(localStorage.getItem(volumeKey) ?? 1) || 0)));
  const current = queue[index] ?? null;

  const actions = useMemo(() => {
    const element = audio.current!;
    // Nobody asked for sound that a newer request has replaced.
    const start = () => void element.play().catch((error: unknown) => !(error instanceof DOMException && error.name === "AbortError") && reportError(error));
    return {
      start,
      toggle: () => (element.paused ? start() : element.pause()),
      seek: (seconds: number) => {
        element.currentTime = seconds;
        setTime(seconds);
      },
    };
  }, []);

  const go = (step: number) => {
    const element = audio.current!;
    if (step < 0 && (element.currentTime > wellBegun || index === 0)) actions.seek(0);
    else if (index + step < queue.length) setIndex(index + step);
    else element.pause();
  };
  const latestGo = useRef(go);
  latestGo.current = go;

  useEffect(() => {
    const element = audio.current!;
    const listeners: [string, () => void][] = [
      ["play", () => setPlaying(true)],
      ["pause", () => setPlaying(false)],
      ["timeupdate", () => setTime(element.currentTime)],
      ["durationchange", () => setLength(Number.isFinite(element.duration) ? element.duration : 0)],
      ["ended", () => latestGo.current(1)],
      ["error", () => element.error && reportError(new Error(t("music:cannotPlay")))],
    ];
    for (const [name, listener] of listeners) element.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of listeners) element.removeEventListener(name, listener);
      element.pause();
      element.removeAttribute("src");
    };
  }, []);

  useEffect(() => {
    audio.current!.volume = volume;
    localStorage.setItem(volumeKey, String(volume));
  }, [volume]);

  useEffect(() => {
    if (current === null) return;
    audio.current!.src = address(`api/media/${current.id}/original`);
    setTime(0);
    setLength(current.durationSeconds ?? 0);
    actions.start();
  }, [current?.id, queue]);

  useMediaSession(current, actions, (step) => latestGo.current(step));

  return {
    queue, current, index, isPlaying, time, length, volume, go, setVolume,
    toggle: actions.toggle,
    seek: actions.seek,
    play: (list, from) => {
      setQueue(list);
      setIndex(from);
    },
    close: () => {
      audio.current!.pause();
      setQueue([]);
      setIndex(0);
    },
  };
}

/** Keys of keyboards and headphones, and what a phone shows on its lock screen. */
function useMediaSession(current: Track | null, actions: { start: () => void; toggle: () => void; seek: (seconds: number) => void }, go: (step: number) => void) {
  useEffect(() => {
    if (!("mediaSession" in navigator)) return;
    const session = navigator.mediaSession;
    session.metadata = current === null ? null : new MediaMetadata({ title: current.title, artist: current.artist ?? "", album: current.album ?? "" });
    const handlers: [MediaSessionAction, MediaSessionActionHandler][] = [
      ["play", actions.start],
      ["pause", actions.toggle],
      ["nexttrack", () => go(1)],
      ["previoustrack", () => go(-1)],
      ["seekto", (details) => actions.seek(details.seekTime ?? 0)],
    ];
    for (const [name, handler] of handlers) session.setActionHandler(name, current === null ? null : handler);
    return () => {
      for (const [name] of handlers) session.setActionHandler(name, null);
    };
  }, [current?.id]);
}

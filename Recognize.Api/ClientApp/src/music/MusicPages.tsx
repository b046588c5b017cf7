import { useQuery } from "@tanstack/preact-query";
import { AudioLines, Disc3, Mic2, Music } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { Link, Route, Switch, useLocation } from "wouter-preact";
import { answer, api } from "../api/client";
import { useTags } from "../explore/tags";
import { nameOf, t } from "../i18n";
import { formatNumber } from "../i18n/format";
import { Page } from "../ui/Page";
import { allPages } from "../ui/pages";
import { Empty, Loaded } from "../ui/states";
import { Tabs } from "../ui/Tabs";
import "../ui/cover.css";
import "./music.css";
import { MusicTile } from "./MusicTile";
import { type MusicPart, musicPath } from "./paths";
import { PlayerBar } from "./PlayerBar";
import { PlayerContext, useNewPlayer } from "./player";
import { TrackList } from "./TrackList";

const icons = { genres: AudioLines, artists: Mic2, albums: Disc3 };

/** The player is around all music pages, so that it plays on from one to the next. */
export default function MusicPages() {
  const player = useNewPlayer();
  return (
    <PlayerContext.Provider value={player}>
      <div class={player.current ? "with-player" : ""}>
        <Switch>
          <Route path="/music/genres/:id">{({ id }) => <GenrePage key={id} id={plain(id!)} />}</Route>
          <Route path="/music/artists/:name">{({ name }) => <ArtistPage key={name} name={plain(name!)} />}</Route>
          <Route path="/music/albums/:name">
            {({ name }) => (
              <Part key={name} title={plain(name!)}>
                <TrackList filter={{ album: plain(name!) }} />
              </Part>
            )}
          </Route>
          <Route path="/music/artists">
            <Part title={t("nav.music")}>
              <Artists />
            </Part>
          </Route>
          <Route path="/music/albums">
            <Part title={t("nav.music")}>
              <Albums />
            </Part>
          </Route>
          <Route path="/music/tracks">
            <Part title={t("nav.music")}>
              <TrackList filter={{}} />
            </Part>
          </Route>
          <Route>
            <Part title={t("nav.music")}>
              <Genres />
            </Part>
          </Route>
        </Switch>
      </div>
      <PlayerBar />
    </PlayerContext.Provider>
  );
}

/** Names in addresses may hold anything; what was typed by hand may hold a lone percent sign. */
function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const tabs = [
  { to: "/music", text: "music:genres" },
  { to: "/music/artists", text: "music:artists" },
  { to: "/music/albums", text: "music:albums" },
  { to: "/music/tracks", text: "music:tracks" },
];

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  const [path] = useLocation();
  const isHere = (to: string) => (to === "/music" ? path === to || path.startsWith("/music/genres") : path === to || path.startsWith(`${to}/`));
  return (
    <Page title={title}>
      <Tabs label={t("nav.music")} tabs={tabs.map(({ to, text }) => ({ to, text: t(text), isHere: isHere(to) }))} />
      {children}
    </Page>
  );
}

type TileProps = { part: MusicPart; id: string; name: string; detail?: string | null; count: number };

function Tile({ part, id, name, detail, count }: TileProps) {
  return (
    <li>
      <Link class="cover-card" href={musicPath(part, id)}>
        <MusicTile name={name} icon={icons[part]} />
        <strong class="ellipsis">{name}</strong>
        {detail && <span class="small ellipsis">{detail}</span>}
        <span class="quiet small">{t("music:trackCount", { count, shown: formatNumber(count) })}</span>
      </Link>
    </li>
  );
}

const NoMusic = () => (
  <Empty title={t("music:none")} icon={Music}>
    <p>{t("music:noneHint")}</p>
  </Empty>
);

function Genres() {
  const genres = useTags("music");
  return (
    <Loaded query={genres}>
      {(list) =>
        list.length === 0 ? (
          <NoMusic />
        ) : (
          <ul class="cover-grid">
            {list.map((genre) => (
              <Tile key={genre.id} part="genres" id={genre.id} name={nameOf(genre)} count={genre.mediaCount} />
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function GenrePage({ id }: { id: string }) {
  const genre = useQuery({
    queryKey: ["tags", "one", id],
    queryFn: () => answer(api.GET("/api/tags/{id}", { params: { path: { id } } })),
  });
  return (
    <Loaded query={genre}>
      {(found) => (
        <Part title={nameOf(found)}>
          <TrackList filter={{ genre: id }} />
        </Part>
      )}
    </Loaded>
  );
}

function Artists() {
  const artists = useQuery({
    queryKey: ["music", "artists"],
    queryFn: () => allPages((cursor) => answer(api.GET("/api/music/artists", { params: { query: { cursor, limit: 500 } } }))),
  });
  return (
    <Loaded query={artists}>
      {(list) =>
        list.length === 0 ? (
          <NoMusic />
        ) : (
          <ul class="cover-grid">
            {list.map((artist) => (
              <Tile key={artist.name} part="artists" id={artist.name} name={artist.name} count={artist.trackCount} />
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function useAlbums(artist?: string) {
  return useQuery({
    queryKey: ["music", "albums", artist],
    queryFn: () => allPages((cursor) => answer(api.GET("/api/music/albums", { params: { query: { artist, cursor, limit: 500 } } }))),
  });
}

function Albums() {
  return (
    <Loaded query={useAlbums()}>
      {(list) =>
        list.length === 0 ? (
          <NoMusic />
        ) : (
          <ul class="cover-grid">
            {list.map((album) => (
              <Tile key={album.name} part="albums" id={album.name} name={album.name} detail={album.artist ?? t("music:various")} count={album.trackCount} />
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function ArtistPage({ name }: { name: string }) {
  const albums = useAlbums(name);
  return (
    <Part title={name}>
      {albums.data && albums.data.length > 0 && (
        <ul class="cover-grid">
          {albums.data.map((album) => (
            <Tile key={album.name} part="albums" id={album.name} name={album.name} count={album.trackCount} />
          ))}
        </ul>
      )}
      <TrackList filter={{ artist: name }} />
    </Part>
  );
}

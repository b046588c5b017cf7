import { Plus, Users } from "lucide-preact";
import { useState } from "preact/hooks";
import { Link, Route, Switch } from "wouter-preact";
import { t } from "../i18n";
import { Button } from "../ui/Button";
import { Page } from "../ui/Page";
import { Empty, Loaded } from "../ui/states";
import { useAlbums } from "./AddToAlbum";
import { AlbumCard } from "./AlbumCard";
import { NewAlbum } from "./AlbumDialogs";
import { AlbumPage } from "./AlbumPage";
import "./albums.css";

export default function AlbumPages() {
  return (
    <Switch>
      <Route path="/albums/:id">{({ id }) => <AlbumPage key={id} id={id!} />}</Route>
      <Route>
        <AlbumList />
      </Route>
    </Switch>
  );
}

function AlbumList() {
  const albums = useAlbums();
  const [isMaking, setMaking] = useState(false);
  return (
    <Page
      title={t("nav.albums")}
      actions={
        <>
          <Link class="button" href="/shared">
            <Users size={18} />
            {t("albums:sharedWithMe")}
          </Link>
          <Button kind="primary" icon={Plus} onClick={() => setMaking(true)}>
            {t("albums:new")}
          </Button>
        </>
      }
    >
      <Loaded query={albums}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t("albums:none")}>
              <p>{t("albums:noneHint")}</p>
            </Empty>
          ) : (
            <ul class="cover-grid">
              {list.map((album) => (
                <li key={album.id}>
                  <AlbumCard album={album} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {isMaking && <NewAlbum onClose={() => setMaking(false)} />}
    </Page>
  );
}

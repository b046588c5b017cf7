import { useQuery } from "@tanstack/preact-query";
import { FolderTree, Images, LogOut } from "lucide-preact";
import { useState } from "preact/hooks";
import { Link, Route, Switch } from "wouter-preact";
import { answer, api, type Schemas } from "../api/client";
import { queries } from "../api/queries";
import { t } from "../i18n";
import { formatDate } from "../i18n/format";
import { MediaList } from "../photos/MediaList";
import { Button } from "../ui/Button";
import { Confirm } from "../ui/Dialog";
import { Page } from "../ui/Page";
import { allPages } from "../ui/pages";
import { Empty, Loaded } from "../ui/states";
import "./albums.css";

type Received = Schemas["ReceivedShareResponse"];

const useReceived = () =>
  useQuery({
    queryKey: ["shared"],
    queryFn: () => allPages((cursor) => answer(api.GET("/api/shared", { params: { query: { cursor, limit: 200 } } }))),
  });

/** What others of the house share with the user. */
export default function SharedPages() {
  return (
    <Switch>
      <Route path="/shared/libraries/:id">{({ id }) => <SharedLibrary key={id} id={id!} />}</Route>
      <Route>
        <SharedList />
      </Route>
    </Switch>
  );
}

const nameOfShare = (share: Received) => share.name ?? t("albums:shared.libraryOf", { name: share.owner });

function SharedList() {
  const received = useReceived();
  const [left, setLeft] = useState<Received | null>(null);
  return (
    <Page title={t("albums:sharedWithMe")}>
      <Loaded query={received}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t("albums:shared.none")}>
              <p>{t("albums:shared.noneHint")}</p>
            </Empty>
          ) : (
            <ul class="cards">
              {list.map((share) => (
                <li key={share.id} class="card">
                  <Link class="row shared-name" href={share.albumId ? `/albums/${share.albumId}` : `/shared/libraries/${share.libraryId}`}>
                    {share.albumId ? <Images size={20} /> : <FolderTree size={20} />}
                    <strong>{nameOfShare(share)}</strong>
                  </Link>
                  <p class="quiet small">
                    {[
                      t("albums:of", { name: share.owner }),
                      t(`albums:share.${share.access}`),
                      share.withPeople ? t("albums:share.people") : null,
                      share.expiresAt ? t("albums:share.until", { date: formatDate(share.expiresAt) }) : null,
                    ]
                      .filter((part) => part !== null)
                      .join(" · ")}
                  </p>
                  <div>
                    <Button icon={LogOut} onClick={() => setLeft(share)}>
                      {t("albums:shared.leave")}
                    </Button>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {left && (
        <Confirm
          title={t("albums:shared.leaveTitle", { name: nameOfShare(left) })}
          action={t("albums:shared.leave")}
          danger
          onClose={() => setLeft(null)}
          onConfirm={async () => {
            await answer(api.DELETE("/api/shares/{id}", { params: { path: { id: left.id } } }));
            await queries.invalidateQueries({ queryKey: ["shared"] });
          }}
        >
          <p>{t("albums:shared.leaveText", { name: left.owner })}</p>
        </Confirm>
      )}
    </Page>
  );
}

function SharedLibrary({ id }: { id: string }) {
  const received = useReceived();
  const share = received.data?.find((item) => item.libraryId === id);
  return (
    <Page title={share ? nameOfShare(share) : t("albums:sharedWithMe")}>
      {share && <p class="quiet">{t("albums:of", { name: share.owner })}</p>}
      <MediaList
        queryKey={["shared", "library", id]}
        fetchPage={(cursor) => answer(api.GET("/api/libraries/{id}/media", { params: { path: { id }, query: { cursor: cursor ?? undefined } } }))}
        empty={<Empty title={t("albums:empty")} />}
      />
    </Page>
  );
}

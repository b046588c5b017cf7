import { useQuery } from "@tanstack/preact-query";
import { ArrowDown, ArrowUp } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { answer, api, type Schemas } from "../api/client";
import { queries } from "../api/queries";
import { t } from "../i18n";
import { IconButton } from "../ui/Button";
import { Cover } from "../ui/Cover";
import { Dialog } from "../ui/Dialog";
import { allPages } from "../ui/pages";
import { Loaded } from "../ui/states";
import { reportError } from "../ui/toasts";

type Item = Schemas["MediaSummary"];

/** Moves files of an album, by buttons or by dragging; each move is kept at once. */
export function OrderDialog({ album, onClose }: { album: { id: string; name: string }; onClose: () => void }) {
  const items = useQuery({
    queryKey: ["albums", "order", album.id],
    queryFn: () =>
      allPages((cursor) => answer(api.GET("/api/albums/{id}/media", { params: { path: { id: album.id }, query: { cursor, limit: 500 } } })), 2_000),
    staleTime: 0,
  });
  return (
    <Dialog title={t("albums:order.title", { name: album.name })} onClose={onClose} wide>
      <p class="quiet">{t("albums:order.hint")}</p>
      <Loaded query={items}>{(list) => <OrderList albumId={album.id} start={list} />}</Loaded>
    </Dialog>
  );
}

function OrderList({ albumId, start }: { albumId: string; start: Item[] }) {
  const [list, setList] = useState(start);
  const [dragged, setDragged] = useState<string | null>(null);
  const [told, setTold] = useState("");
  const changed = useRef(false);
  // The page behind is drawn anew once, when all is in place.
  useEffect(() => () => void (changed.current && queries.invalidateQueries({ queryKey: ["albums"] })), []);

  const move = async (id: string, to: number) => {
    const from = list.findIndex((item) => item.id === id);
    if (from < 0 || to === from || to < 0 || to >= list.length) return;
    const next = list.filter((item) => item.id !== id);
    next.splice(to, 0, list[from]!);
    setList(next);
    setTold(t("albums:order.moved", { name: list[from]!.fileName, place: to + 1, count: list.length }));
    changed.current = true;
    try {
      await answer(api.POST("/api/albums/{id}/media/move", { params: { path: { id: albumId } }, body: { mediaIds: [id], before: next[to + 1]?.id ?? null } }));
    } catch (error) {
      reportError(error);
      setList(list);
    }
  };
  return (
    <>
      <p class="visually-hidden" role="status">
        {told}
      </p>
      <ol class="order-list">
        {list.map((item, index) => (
          <li
            key={item.id}
            draggable
            class={dragged === item.id ? "dragged" : ""}
            onDragStart={() => setDragged(item.id)}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged !== null) void move(dragged, index);
              setDragged(null);
            }}
          >
            <Cover mediaId={item.id} />
            <span class="grow ellipsis">{item.fileName}</span>
            <IconButton label={t("albums:order.up", { name: item.fileName })} icon={ArrowUp} disabled={index === 0} onClick={() => move(item.id, index - 1)} />
            <IconButton label={t("albums:order.down", { name: item.fileName })} icon={ArrowDown} disabled={index === list.length - 1} onClick={() => move(item.id, index + 1)} />
          </li>
        ))}
      </ol>
    </>
  );
}

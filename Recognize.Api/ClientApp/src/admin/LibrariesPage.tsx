import { useQuery } from "@tanstack/preact-query";
import { FolderPlus, FolderSearch } from "lucide-preact";
import { Link } from "wouter-preact";
import { answer, api, type Schemas } from "../api/client";
import { t } from "../i18n";
import { formatAgo, formatDateTime, formatNumber } from "../i18n/format";
import { said } from "../i18n/said";
import { Button } from "../ui/Button";
import { Empty, Loaded } from "../ui/states";
import { useAct } from "../ui/acting";
import { Card } from "../ui/Card";
import { Command } from "./parts";

type Library = Schemas["HouseLibraryResponse"];

export function LibrariesPage() {
  const libraries = useQuery({ queryKey: ["house-libraries"], queryFn: () => answer(api.GET("/api/admin/libraries")), refetchInterval: 10_000 });
  return (
    <div class="stack">
      <div class="row">
        <Link href="/welcome" class="button primary">
          <FolderPlus size={18} />
          <span>{t("admin:libraries.add")}</span>
        </Link>
      </div>
      <Loaded query={libraries}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t("admin:libraries.none")} />
          ) : (
            <div class="card-list">
              {list.map((library) => (
                <LibraryCard key={library.id} library={library} />
              ))}
            </div>
          )
        }
      </Loaded>
    </div>
  );
}

function LibraryCard({ library }: { library: Library }) {
  const { busy, run } = useAct();
  const scan = () =>
    run(() => answer(api.POST("/api/admin/libraries/{id}/scan", { params: { path: { id: library.id } } })), {
      done: t("admin:libraries.asked"), changes: ["house-libraries", "queue", "overview"],
    });
  return (
    <Card
      title={library.path}
      class="path"
      actions={
        <Button icon={FolderSearch} busy={busy !== null || library.isScanning} onClick={() => void scan()}>
          {t(library.isScanning ? "admin:libraries.scanning" : "admin:libraries.scan")}
        </Button>
      }
    >
      {library.suspendedReason && (
        <div class="notice danger stack" role="note">
          <p>
            <strong>{t("admin:libraries.suspended")}</strong> {said(library.suspendedReason)}
          </p>
          <p>{t("admin:libraries.suspendedHelp")}</p>
        </div>
      )}
      {library.suspendedReason && <Command>./recognize jobs scan --accept-removals</Command>}
      {library.isWatched && library.watchProblem && <p class="notice warning">{said(library.watchProblem)}</p>}
      <dl class="facts">
        <dt>{t("admin:libraries.owner")}</dt>
        <dd>{library.owner}</dd>
        <dt>{t("admin:libraries.files")}</dt>
        <dd>{formatNumber(library.files)}</dd>
        <dt>{t("admin:libraries.open")}</dt>
        <dd>
          {formatNumber(library.remaining)}
          {library.failed > 0 && (
            <>
              {" · "}
              <Link href="/admin/failures">{t("admin:libraries.failed", { count: library.failed, shown: formatNumber(library.failed) })}</Link>
            </>
          )}
        </dd>
        <dt>{t("admin:libraries.lastScan")}</dt>
        <dd>{library.lastScanAt ? <time dateTime={library.lastScanAt} title={formatDateTime(library.lastScanAt)}>{formatAgo(library.lastScanAt)}</time> : t("admin:libraries.never")}</dd>
        <dt>{t("admin:libraries.watching")}</dt>
        <dd>{watchingText(library)}</dd>
        <dt>{t("admin:libraries.schedule")}</dt>
        <dd>{library.scanCron ? <code>{library.scanCron}</code> : t("admin:libraries.default")}</dd>
      </dl>
      <details>
        <summary>{t("admin:libraries.change")}</summary>
        <div class="stack">
          <Command>{`./recognize jobs schedule ${quoted(library.path)} "0 3 * * *"`}</Command>
          <Command>{`./recognize jobs watch ${quoted(library.path)} ${library.isWatched ? "off" : "on"}`}</Command>
        </div>
      </details>
    </Card>
  );
}

function watchingText(library: Library): string {
  if (!library.isWatched) return t("admin:libraries.unwatched");
  return library.watchedAt === null ? t("admin:libraries.noWatcher") : t("admin:libraries.watched", { ago: formatAgo(library.watchedAt) });
}

/** As a shell reads it back letter by letter. */
const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`);

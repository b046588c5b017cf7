import { useQuery } from "@tanstack/preact-query";
import { ChevronRight, CircleCheck, Folder, FolderPlus, FolderUp, HardDrive } from "lucide-preact";
import { useState } from "preact/hooks";
import { answer, api, type Schemas } from "../api/client";
import { queries } from "../api/queries";
import { t } from "../i18n";
import { Button } from "../ui/Button";
import { Loaded } from "../ui/states";
import { reportError, toast } from "../ui/toasts";

type FolderChoiceProps = { libraries: Schemas["LibraryResponse"][]; onNext: () => void };

/** Looks through the server's folders and makes libraries of some. */
export function FolderChoice({ libraries, onNext }: FolderChoiceProps) {
  const [path, setPath] = useState<string | null>(null);
  const query = useQuery({
    queryKey: ["folders", path],
    queryFn: () => answer(api.GET("/api/folders", { params: { query: { path: path ?? undefined } } })),
  });
  return (
    <section class="card" aria-labelledby="folders">
      <h2 id="folders">{t("welcome:folders.title")}</h2>
      <p>{t("welcome:folders.text")}</p>
      <div class="folder-place">
        <Button icon={FolderUp} disabled={path === null} onClick={() => setPath(query.data?.parent ?? null)}>
          {t("welcome:folders.up")}
        </Button>
        <span class="grow path" aria-live="polite">
          {path ?? t("welcome:folders.roots")}
        </span>
        {path !== null && query.data && <AddButton path={path} isThere={query.data.libraryId !== null} />}
      </div>
      <div class="folder-space">
        <Loaded query={query}>
          {({ folders, isCut }) =>
            folders.length === 0 ? (
              <p class="quiet">{t(path === null ? "welcome:folders.noRoots" : "welcome:folders.none")}</p>
            ) : (
              <>
                <ul class="folder-list">
                  {folders.map((folder) => (
                    <li key={folder.path}>
                      <button type="button" class="folder" onClick={() => setPath(folder.path)}>
                        {path === null ? <HardDrive size={20} /> : <Folder size={20} />}
                        <span class="grow ellipsis">{folder.name}</span>
                        <ChevronRight size={18} />
                      </button>
                      <AddButton path={folder.path} isThere={folder.libraryId !== null} />
                    </li>
                  ))}
                </ul>
                {isCut && <p class="quiet small">{t("welcome:folders.cut")}</p>}
              </>
            )
          }
        </Loaded>
      </div>
      <h3>{t("welcome:folders.chosen", { count: libraries.length })}</h3>
      {libraries.length === 0 ? (
        <p class="quiet">{t("welcome:folders.noneChosen")}</p>
      ) : (
        <ul class="chips">
          {libraries.map((library) => (
            <li key={library.id} class="chip">
              <Folder size={16} /> {library.name}
            </li>
          ))}
        </ul>
      )}
      <div class="welcome-end">
        <Button kind="primary" disabled={libraries.length === 0} onClick={onNext}>
          {t("action.next")}
        </Button>
      </div>
    </section>
  );
}

function AddButton({ path, isThere }: { path: string; isThere: boolean }) {
  const [busy, setBusy] = useState(false);
  const add = async () => {
    setBusy(true);
    try {
      await answer(api.POST("/api/libraries", { body: { path } }));
      toast(t("welcome:folders.added"));
      await Promise.all([queries.invalidateQueries({ queryKey: ["folders"] }), queries.invalidateQueries({ queryKey: ["libraries"] })]);
    } catch (error) {
      reportError(error);
    } finally {
      setBusy(false);
    }
  };
  if (isThere) {
    return (
      <span class="badge folder-there">
        <CircleCheck size={16} /> {t("welcome:folders.there")}
      </span>
    );
  }
  return (
    <Button icon={FolderPlus} busy={busy} onClick={add} aria-label={t("welcome:folders.add", { path })}>
      {t("action.add")}
    </Button>
  );
}

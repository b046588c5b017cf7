import { Plus, RotateCcw, X } from "lucide-preact";
import { useId, useState } from "preact/hooks";
import type { Schemas } from "../../api/client";
import { nameOf, t } from "../../i18n";
import { formatPercent } from "../../i18n/format";
import { Button, IconButton } from "../../ui/Button";
import { useTags } from "../tags";
import { changeTags, run } from "./faceActs";

/** Tags of a file: where each is from, and how sure; to be removed, added, and brought back. */
export function TagList({ details }: { details: Schemas["MediaResponse"] }) {
  const mayChange = details.access !== "read";
  const counts = new Map(details.objects.map(({ tagId, count }) => [tagId, count]));
  const tags = merged(details.tags);
  return (
    <section class="details-part">
      <h3>{t("photos:tags.title")}</h3>
      {tags.length === 0 && <p class="quiet small">{t("photos:tags.none")}</p>}
      <ul class="tag-list">
        {tags.map(({ tag, sources }) => (
          <li key={tag.id}>
            <div class="grow">
              <span>
                {nameOf(tag)}
                {(counts.get(tag.id) ?? 0) > 1 && <span class="quiet"> × {counts.get(tag.id)}</span>}
              </span>
              <span class="quiet small">{sources.map(sourceText).join(" · ")}</span>
            </div>
            {mayChange && (
              <IconButton label={t("photos:tags.remove", { name: nameOf(tag) })} icon={X} size={16} onClick={() => run(changeTags(details.id, { remove: [tag.id] }))} />
            )}
          </li>
        ))}
      </ul>
      {mayChange && <TagField onAdd={(change) => run(changeTags(details.id, change))} />}
      {details.removedTags.length > 0 && (
        <details>
          <summary class="small">{t("photos:tags.removed", { count: details.removedTags.length })}</summary>
          <ul class="tag-list">
            {details.removedTags.map((tag) => (
              <li key={tag.id}>
                <span class="grow quiet">{nameOf(tag)}</span>
                <IconButton label={t("photos:tags.bringBack", { name: nameOf(tag) })} icon={RotateCcw} size={16} onClick={() => run(changeTags(details.id, { add: [tag.id] }))} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

type FileTag = Schemas["MediaTagResponse"];

/** Several sources may say the same: one line for each tag, the surest first. */
export function merged(tags: FileTag[]): { tag: FileTag; sources: FileTag[] }[] {
  const byId = new Map<string, { tag: FileTag; sources: FileTag[] }>();
  for (const tag of tags) {
    const known = byId.get(tag.id);
    if (known) known.sources.push(tag);
    else byId.set(tag.id, { tag, sources: [tag] });
  }
  return [...byId.values()];
}

function sourceText({ source, score, packVersion, setBy }: FileTag): string {
  const isGuess = source === "recogniser" || source === "landmarkModel" || source === "musicModel" || source === "gallery";
  const from = source === "user" && setBy ? t("photos:tags.by", { name: setBy }) : t(`photos:source.${source}`);
  return [from, isGuess && formatPercent(score), isGuess && packVersion].filter(Boolean).join(", ");
}

/** A word to add; what is known already is completed in the user's language. */
export function TagField({ onAdd }: { onAdd: (change: { add?: string[]; addWords?: string[] }) => void }) {
  const id = useId();
  const [text, setText] = useState("");
  const tags = useTags();
  const add = (event: Event) => {
    event.preventDefault();
    const word = text.trim();
    if (word === "") return;
    const known = tags.find((tag) => nameOf(tag).toLowerCase() === word.toLowerCase());
    onAdd(known ? { add: [known.id] } : { addWords: [word] });
    setText("");
  };
  return (
    <form class="tag-field" onSubmit={add}>
      <label class="visually-hidden" for={id}>{t("photos:tags.add")}</label>
      <input id={id} class="input" list={`${id}-known`} value={text} maxLength={100} placeholder={t("photos:tags.add")} autocomplete="off" onInput={(event) => setText(event.currentTarget.value)} />
      <datalist id={`${id}-known`}>
        {tags.map((tag) => (
          <option key={tag.id} value={nameOf(tag)} />
        ))}
      </datalist>
      <Button type="submit" icon={Plus} disabled={text.trim() === ""}>{t("action.add")}</Button>
    </form>
  );
}

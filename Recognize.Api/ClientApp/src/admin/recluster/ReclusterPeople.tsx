import { useState } from "preact/hooks";
import { answer, api, type Schemas } from "../../api/client";
import { t } from "../../i18n";
import { formatList, formatNumber } from "../../i18n/format";
import { FaceCrop } from "../../people/FaceCrop";
import { Select } from "../../ui/fields";
import { Empty, Loaded } from "../../ui/states";
import { Card } from "../../ui/Card";
import { MoreButton, usePages } from "../../ui/lists";
import { ofUser } from "./runs";

type Person = Schemas["ReclusterPersonResponse"];
type Face = Schemas["ReclusterFaceResponse"];

const kinds = ["gains", "loses", "merges", "splits", "appears", "disappears"] as const;

/** People that would change: who they are now beside who they would be. */
export function ReclusterPeople({ id, user }: { id: string; user: string | null }) {
  const [change, setChange] = useState<(typeof kinds)[number] | "">("");
  const people = usePages(["reclusters", user, id, "people", change], (cursor) =>
    answer(api.GET("/api/reclusters/{id}/people", { params: { path: { id }, query: { limit: 20, ...ofUser(user), change: change || undefined, cursor } } })),
  );
  return (
    <Card title={t("admin:recluster.people.title")} hint={t("admin:recluster.people.hint")}>
      <div class="period">
        <Select
          label={t("admin:recluster.people.change")}
          value={change}
          options={["", ...kinds].map((value) => ({ value, text: t(`admin:recluster.change.${value || "all"}`) }))}
          onChange={(event) => setChange(event.currentTarget.value as typeof change)}
        />
      </div>
      <Loaded query={people}>
        {(items) =>
          items.length === 0 ? (
            <Empty title={t("admin:recluster.people.none")} />
          ) : (
            <ul class="change-list">
              {items.map((person) => (
                <ChangedPerson key={person.personId} person={person} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <MoreButton list={people} />
    </Card>
  );
}

function ChangedPerson({ person }: { person: Person }) {
  const { examples } = person;
  const name = person.name ?? t("admin:recluster.people.unnamed");
  return (
    <li>
      <header class="row">
        <h3>{name}</h3>
        {person.changes.map((change) => (
          <span key={change} class="badge">
            {t(`admin:recluster.change.${change}`)}
          </span>
        ))}
        {person.isAnchored && <span class="badge plain">{t("admin:recluster.people.anchored")}</span>}
      </header>
      <div class="side-by-side">
        <Side title={t("admin:recluster.people.now", { count: person.facesBefore, shown: formatNumber(person.facesBefore) })} name={name}>
          {[
            { key: "kept", faces: examples.kept },
            { key: "lost", faces: examples.lost, count: person.lost, to: flowsText(person, person.details.lostTo) },
          ]}
        </Side>
        <Side title={t("admin:recluster.people.then", { count: person.facesAfter, shown: formatNumber(person.facesAfter) })} name={name}>
          {[
            { key: "kept", faces: examples.kept },
            { key: "gained", faces: examples.gained, count: person.gained, to: flowsText(person, person.details.gainedFrom) },
          ]}
        </Side>
      </div>
    </li>
  );
}

type Part = { key: string; faces: Face[]; count?: number; to?: string };

function Side({ title, name, children: parts }: { title: string; name: string; children: Part[] }) {
  return (
    <div class="stack">
      <h4 class="small quiet">{title}</h4>
      {parts
        .filter(({ faces, count }) => faces.length > 0 || (count ?? 0) > 0)
        .map(({ key, faces, count, to }) => (
          <div key={key}>
            {count !== undefined && <p class="small">{t(`admin:recluster.people.${key}`, { count, shown: formatNumber(count), to })}</p>}
            <div class="faces-row">
              {faces.map((face) => (
                <FaceCrop key={face.faceId} cover={face} name={name} size={56} />
              ))}
            </div>
          </div>
        ))}
    </div>
  );
}

/** From whom faces come, or to whom they go: names where there are any, else how many there are without. */
function flowsText(person: Person, flows: Schemas["ReclusterFlow"][]): string {
  const named = flows.map(({ personId }) => (personId === null ? null : person.examples.names[personId])).filter((name) => typeof name === "string");
  const unnamed = flows.filter(({ personId }) => personId !== null && typeof person.examples.names[personId] !== "string").length;
  const parts = [...named];
  if (unnamed > 0) parts.push(t("admin:recluster.people.groups", { count: unnamed, shown: formatNumber(unnamed) }));
  if (flows.some(({ personId }) => personId === null)) parts.push(t("admin:recluster.people.waiting"));
  return formatList(parts);
}

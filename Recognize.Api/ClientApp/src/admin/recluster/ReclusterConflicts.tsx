import { Link } from "wouter-preact";
import { answer, api } from "../../api/client";
import { t } from "../../i18n";
import { formatPercent } from "../../i18n/format";
import { said } from "../../i18n/said";
import { FaceCrop } from "../../people/FaceCrop";
import { Loaded } from "../../ui/states";
import { Card } from "../../ui/Card";
import { MoreButton, usePages } from "../../ui/lists";
import { ofUser } from "./runs";

/** What only a user can decide; applying changes nothing about it. */
export function ReclusterConflicts({ id, user }: { id: string; user: string | null }) {
  const conflicts = usePages(["reclusters", user, id, "conflicts"], (cursor) =>
    answer(api.GET("/api/reclusters/{id}/conflicts", { params: { path: { id }, query: { limit: 10, ...ofUser(user), cursor } } })),
  );
  return (
    <Card title={t("admin:recluster.conflicts.title")} hint={t("admin:recluster.conflicts.hint")}>
      <Loaded query={conflicts}>
        {(items) =>
          items.length === 0 ? (
            <p class="quiet">{t("admin:recluster.conflicts.none")}</p>
          ) : (
            <ul class="change-list">
              {items.map((conflict) => (
                <li key={`${conflict.kind} ${conflict.people.join()} ${conflict.faces[0]}`}>
                  <p class="row">
                    <strong>{t(`admin:recluster.conflicts.${conflict.kind}`)}</strong>
                    {conflict.similarity !== null && (
                      <span class="small quiet">{t("admin:recluster.conflicts.similarity", { share: formatPercent(conflict.similarity) })}</span>
                    )}
                  </p>
                  <div class="faces-row">
                    {conflict.examples.map((face) => (
                      <FaceCrop key={face.faceId} cover={face} name={null} size={64} />
                    ))}
                  </div>
                  <p>
                    {said(conflict.message)} {said(conflict.remedy)}
                  </p>
                  {user === null && (
                    <p class="row">
                      {conflict.people.map((person, index) => (
                        <Link key={person} href={`/people/${person}`}>
                          {t("admin:recluster.conflicts.person", { number: index + 1 })}
                        </Link>
                      ))}
                    </p>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <MoreButton list={conflicts} />
    </Card>
  );
}

import { useLocation, useSearch } from "wouter-preact";
import { useSession } from "../../app/session";
import { t } from "../../i18n";
import { Select } from "../../ui/fields";
import { useUsers } from "../users";
import { ReclusterPages } from "./ReclusterPages";

/** Grouping anew, of one's own faces or of another user's: of those figures are shown, no photos. */
export default function AdminRecluster() {
  const { session } = useSession();
  const users = useUsers();
  const user = new URLSearchParams(useSearch()).get("user");
  const [, go] = useLocation();
  return (
    <div class="stack">
      <div class="period">
        <Select
          label={t("admin:recluster.whose")}
          value={user ?? ""}
          options={[
            { value: "", text: t("admin:recluster.mine") },
            ...(users.data ?? []).filter(({ name }) => name !== session?.name).map(({ name }) => ({ value: name, text: name })),
          ]}
          onChange={(event) => go(event.currentTarget.value ? `/admin/recluster?user=${encodeURIComponent(event.currentTarget.value)}` : "/admin/recluster")}
        />
      </div>
      {user && <p class="notice">{t("admin:recluster.others", { name: user })}</p>}
      <ReclusterPages base="/admin/recluster" user={user} />
    </div>
  );
}

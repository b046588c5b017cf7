import { useQuery } from "@tanstack/preact-query";
import { KeyRound, UserPlus } from "lucide-preact";
import { useState } from "preact/hooks";
import { answer, api, type Schemas } from "../api/client";
import { t } from "../i18n";
import { formatAgo, formatDate, formatDateTime } from "../i18n/format";
import { useSession } from "../app/session";
import { Button } from "../ui/Button";
import { Confirm } from "../ui/Dialog";
import { Field, Toggle } from "../ui/fields";
import { Loaded } from "../ui/states";
import { perform, useAct } from "../ui/acting";
import { EraseUser } from "./EraseUser";
import { FaceApproval, FaceState } from "./FaceApproval";
import { LinkDialog } from "./LinkDialog";
import { Card } from "../ui/Card";
import { useUsers } from "./users";

type User = Schemas["UserResponse"];
type Link = Schemas["LinkResponse"];

export default function UsersPage() {
  const users = useUsers();
  const approval = useQuery({ queryKey: ["approval"], queryFn: () => answer(api.GET("/api/consent/approval")) });
  const [link, setLink] = useState<Link | null>(null);
  return (
    <div class="stack">
      <Invite onLink={setLink} />
      <FaceApproval approval={approval} />
      <Loaded query={users}>
        {(list) => (
          <div class="card-list">
            {list.map((user) => (
              <UserCard key={user.id} user={user} approval={approval.data} onLink={setLink} />
            ))}
          </div>
        )}
      </Loaded>
      {link && <LinkDialog link={link} onClose={() => setLink(null)} />}
    </div>
  );
}

function Invite({ onLink }: { onLink: (link: Link) => void }) {
  const [name, setName] = useState("");
  const [isAdmin, setAdmin] = useState(false);
  const { busy, run } = useAct();
  const invite = (event: Event) => {
    event.preventDefault();
    void run(
      async () => {
        onLink(await answer(api.POST("/api/users", { body: { name: name.trim(), isAdmin } })));
        setName("");
        setAdmin(false);
      },
      { changes: ["users", "overview"] },
    );
  };
  return (
    <Card title={t("admin:users.invite.title")} hint={t("admin:users.invite.hint")}>
      <form class="form-row" onSubmit={invite}>
        <Field label={t("admin:users.invite.name")} value={name} required autocomplete="off" onInput={(event) => setName(event.currentTarget.value)} />
        <Toggle label={t("admin:users.admin")} checked={isAdmin} onChange={setAdmin} />
        <Button type="submit" kind="primary" icon={UserPlus} busy={busy !== null} disabled={name.trim() === ""}>
          {t("admin:users.invite.action")}
        </Button>
      </form>
    </Card>
  );
}

type UserCardProps = { user: User; approval: Schemas["FaceApprovalResponse"] | undefined; onLink: (link: Link) => void };

function UserCard({ user, approval, onLink }: UserCardProps) {
  const { session } = useSession();
  const { busy, run } = useAct();
  const [asks, setAsks] = useState<"disable" | "takeAdmin" | null>(null);
  const isMe = session?.name === user.name;
  const outcome = { done: t("admin:users.changed"), changes: ["users"] };
  const change = (body: Schemas["ChangeUserRequest"]) => answer(api.PATCH("/api/users/{id}", { params: { path: { id: user.id } }, body }));
  const makeLink = () =>
    run(async () => onLink(await answer(api.POST("/api/users/{id}/link", { params: { path: { id: user.id } } }))), { key: "link", changes: ["users"] });
  return (
    <Card
      title={user.name}
      actions={
        <>
          {user.isAdmin && <span class="badge">{t("admin:users.admin")}</span>}
          {isMe && <span class="badge plain">{t("admin:users.you")}</span>}
          {user.disabledAt && <span class="badge danger">{t("admin:users.disabled")}</span>}
          {user.linkExpiresAt && <span class="badge warning">{t("admin:users.linkOpen", { date: formatDateTime(user.linkExpiresAt) })}</span>}
        </>
      }
    >
      <p class="small quiet">
        {t("admin:users.since", { date: formatDate(user.createdAt) })} ·{" "}
        {user.seenAt ? t("admin:users.seen", { ago: formatAgo(user.seenAt) }) : t("admin:users.neverSeen")}
      </p>
      <FaceState user={user} approval={approval} />
      <div class="row">
        <Toggle label={t("admin:users.admin")} checked={user.isAdmin} disabled={busy !== null} onChange={(wanted) => (wanted ? void run(() => change({ isAdmin: true }), outcome) : setAsks("takeAdmin"))} />
        <Toggle
          label={t("admin:users.maySignIn")}
          checked={user.disabledAt === null}
          disabled={busy !== null}
          onChange={(wanted) => (wanted ? void run(() => change({ isDisabled: false }), outcome) : setAsks("disable"))}
        />
        <Button icon={KeyRound} busy={busy === "link"} onClick={() => void makeLink()}>
          {t("admin:users.newLink")}
        </Button>
        {!isMe && <EraseUser user={user} />}
      </div>
      {asks && (
        <Confirm
          title={t(`admin:users.${asks}.title`, { name: user.name })}
          action={t(`admin:users.${asks}.action`)}
          danger
          onConfirm={() => perform(() => change(asks === "disable" ? { isDisabled: true } : { isAdmin: false }), outcome)}
          onClose={() => setAsks(null)}
        >
          <p>{t(`admin:users.${asks}.text`)}</p>
        </Confirm>
      )}
    </Card>
  );
}

import { lazy, Suspense } from "preact/compat";
import type { ComponentType } from "preact";
import { Route, Switch, useLocation } from "wouter-preact";
import { useSession } from "../app/session";
import { t } from "../i18n";
import { Page } from "../ui/Page";
import { ErrorState, Loading } from "../ui/states";
import { Tabs } from "../ui/Tabs";
import "./admin.css";
import { FailuresPage } from "./FailuresPage";
import { JobsPage } from "./JobsPage";
import { LibrariesPage } from "./LibrariesPage";
import { OverviewPage } from "./OverviewPage";
import { ServerPage } from "./ServerPage";

const part = (load: () => Promise<{ default: ComponentType }>) => lazy(load) as ComponentType;

/** What is looked at daily comes at once, the rest when it is first opened. */
const tabs: { to: string; key: string; component: ComponentType }[] = [
  { to: "/admin", key: "overview", component: OverviewPage },
  { to: "/admin/jobs", key: "jobs", component: JobsPage },
  { to: "/admin/failures", key: "failures", component: FailuresPage },
  { to: "/admin/libraries", key: "libraries", component: LibrariesPage },
  { to: "/admin/workers", key: "workers", component: part(() => import("./WorkersPage")) },
  { to: "/admin/models", key: "models", component: part(() => import("./ModelsPage")) },
  { to: "/admin/users", key: "users", component: part(() => import("./UsersPage")) },
  { to: "/admin/recluster", key: "recluster", component: part(() => import("./recluster/AdminRecluster")) },
  { to: "/admin/erasures", key: "erasures", component: part(() => import("./ErasuresPage")) },
  { to: "/admin/audit", key: "audit", component: part(() => import("./AuditPage")) },
  { to: "/admin/server", key: "server", component: ServerPage },
];

/** The admin's console. */
export default function AdminPages() {
  const { session } = useSession();
  const [path] = useLocation();
  if (!session?.isAdmin) return <ErrorState error={new Error(t("admin:adminsOnly"))} />;
  const here = [...tabs].reverse().find(({ to }) => path === to || path.startsWith(`${to}/`));
  return (
    <Page title={here && here.to !== "/admin" ? `${t(`admin:tab.${here.key}`)} – ${t("nav.admin")}` : t("nav.admin")} hideTitle>
      <Tabs label={t("nav.admin")} tabs={tabs.map(({ to, key }) => ({ to, text: t(`admin:tab.${key}`), isHere: here?.to === to }))} />
      <Suspense fallback={<Loading />}>
        <Switch>
          {tabs.map(({ to, component: Tab }) => (
            <Route key={to} path={to === "/admin/recluster" ? "/admin/recluster/:id?" : to}>
              <Tab />
            </Route>
          ))}
          <Route>
            <ErrorState error={new Error(t("error.noPage"))} />
          </Route>
        </Switch>
      </Suspense>
    </Page>
  );
}

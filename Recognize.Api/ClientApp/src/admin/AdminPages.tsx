import { t } from "../i18n";
import { Page } from "../ui/Page";

export default function AdminPages() {
  return <Page title={t("nav.admin")}>{null}</Page>;
}

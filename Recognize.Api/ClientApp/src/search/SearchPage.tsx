import { t } from "../i18n";
import { Page } from "../ui/Page";

export default function SearchPage() {
  return <Page title={t("nav.search")}>{null}</Page>;
}

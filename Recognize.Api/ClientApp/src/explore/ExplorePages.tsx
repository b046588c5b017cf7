import { t } from "../i18n";
import { Page } from "../ui/Page";

export default function ExplorePages() {
  return <Page title={t("nav.explore")}>{null}</Page>;
}

import { t } from "../i18n";
import { Page } from "../ui/Page";

export default function ReviewPage() {
  return <Page title={t("nav.people")}>{null}</Page>;
}

import "./photos.css";
import { Images } from "lucide-preact";
import { Link, useParams } from "wouter-preact";
import { t } from "../i18n";
import { Page } from "../ui/Page";
import { Empty, ErrorState } from "../ui/states";
import { SelectionActions } from "./SelectionActions";
import { Timeline } from "./Timeline";
import { useTimeline } from "./useTimeline";

export default function PhotosPage() {
  const openId = useParams<{ id?: string }>().id ?? null;
  const data = useTimeline();
  const isEmpty = data.months?.length === 0 && openId === null;
  return (
    <Page title={t("nav.photos")}>
      {data.months === undefined && data.error ? (
        <ErrorState error={data.error} onRetry={data.retry} />
      ) : isEmpty ? (
        <Empty title={t("photos:empty.title")} icon={Images}>
          <p>{t("photos:empty.text")}</p>
          <Link href="/welcome" class="button primary">
            {t("photos:empty.action")}
          </Link>
        </Empty>
      ) : (
        <Timeline data={data} openId={openId} selectionActions={(ids, clear) => <SelectionActions ids={ids} clear={clear} />} />
      )}
    </Page>
  );
}

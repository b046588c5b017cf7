import { Aperture, Calendar, Download, FileImage, MapPin, RefreshCw, SquareDashedMousePointer, UserRound, X } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { address, type Schemas } from "../../api/client";
import { nameOf, t } from "../../i18n";
import { formatBytes, formatDate, formatLength, formatNumber } from "../../i18n/format";
import { said } from "../../i18n/said";
import { FaceCrop } from "../../people/FaceCrop";
import { Button, IconButton } from "../../ui/Button";
import { analyseAgain, run } from "./faceActs";
import { TagList } from "./TagList";

type Media = Schemas["MediaResponse"];

type DetailsProps = {
  details: Media;
  onClose: () => void;
  onPick: (face: Schemas["FaceResponse"]) => void;
  onMark: (faceId: string | null) => void;
  /** Missing where nothing can be drawn: in videos, and in others' files. */
  onDraw: (() => void) | null;
};

/** What is known of a file, beside it. */
export function Details({ details, onClose, onPick, onMark, onDraw }: DetailsProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const { camera, audio } = details;
  const places = details.tags.filter(({ kind }) => kind === "place").map((tag) => nameOf(tag));
  return (
    <aside class="details" aria-label={t("photos:details.title")}>
      <header>
        <h2 ref={heading} tabIndex={-1}>{details.title ?? t("photos:details.title")}</h2>
        <IconButton label={t("photos:details.close")} icon={X} onClick={onClose} />
      </header>
      {details.description && <p>{details.description}</p>}
      {details.owner && <p class="quiet small">{t("photos:details.owner", { name: details.owner })}</p>}
      <Fact icon={Calendar} label={t("photos:details.when")}>
        <span>{formatDate(`${details.localAt}Z`, { dateStyle: "full", timeStyle: "short", timeZone: "UTC" })}</span>
        <span class="quiet small">{whenText(details)}</span>
      </Fact>
      {(places.length > 0 || details.place) && (
        <Fact icon={MapPin} label={t("photos:details.where")}>
          {places.length > 0 && <span>{places.join(", ")}</span>}
          {details.place && <span class="quiet small">{placeText(details.place)}</span>}
        </Fact>
      )}
      {camera && (
        <Fact icon={Aperture} label={t("photos:details.camera")}>
          <span>{[camera.make, camera.model].filter(Boolean).join(" ")}</span>
          {camera.lens && <span class="quiet small">{camera.lens}</span>}
        </Fact>
      )}
      <Fact icon={FileImage} label={t("photos:details.file")}>
        <span class="break">{details.fileName}</span>
        <span class="quiet small">{fileText(details)}</span>
        {audio && <span class="quiet small">{[audio.artist, audio.album].filter(Boolean).join(" – ")}</span>}
      </Fact>

      {(details.faces.length > 0 || details.people.length > 0 || onDraw) && (
        <section class="details-part">
          <h3>{t("photos:details.people")}</h3>
          <ul class="face-list">
            {details.faces.map((face) => (
              <li key={face.id}>
                <button type="button" onClick={() => onPick(face)} onPointerEnter={() => onMark(face.id)} onPointerLeave={() => onMark(null)} onFocus={() => onMark(face.id)} onBlur={() => onMark(null)}>
                  <FaceCrop cover={{ mediaId: details.id, box: face.box, timeSeconds: face.timeSeconds }} name={face.person?.name ?? null} size={64} />
                  <span class="small face-name">{face.person?.name ?? t("photos:face.whoShort")}</span>
                </button>
              </li>
            ))}
            {details.people.map((person, index) => (
              <li key={index}>
                <span class="chip"><UserRound size={16} />{person.name}</span>
              </li>
            ))}
          </ul>
          {onDraw && (
            <Button icon={SquareDashedMousePointer} onClick={onDraw}>{t("photos:draw.title")}</Button>
          )}
        </section>
      )}
      <TagList details={details} />
      {details.access === "own" && <Analysis details={details} />}
      <div class="details-part details-actions">
        <a class="button plain" href={address(`api/media/${details.id}/original`)} download={details.fileName}>
          <Download size={18} />
          <span>{t("photos:details.download")}</span>
        </a>
        {details.access === "own" && (
          <Button icon={RefreshCw} onClick={() => run(analyseAgain(details.id))}>{t("photos:details.analyse")}</Button>
        )}
      </div>
    </aside>
  );
}

type FactProps = { icon: typeof Calendar; label: string; children: ComponentChildren };

function Fact({ icon: Icon, label, children }: FactProps) {
  return (
    <div class="fact">
      <Icon size={20} aria-hidden="true" />
      <div>
        <span class="visually-hidden">{label}</span>
        {children}
      </div>
    </div>
  );
}

function Analysis({ details }: { details: Media }) {
  return (
    <section class="details-part">
      <h3>{t("photos:details.analysis")}</h3>
      <ul class="analysis">
        {details.analysis.map(({ task, state, reason, packVersion }) => (
          <li key={task}>
            <span class={state === "failed" || state === "quarantined" ? "badge danger" : state === "done" ? "badge" : "badge warning"}>{t(`photos:state.${state}`)}</span>
            <span>
              {t(`photos:task.${task}`)}
              {packVersion && <span class="quiet small"> {packVersion}</span>}
              {reason && <span class="small"> {said(reason)}</span>}
            </span>
          </li>
        ))}
      </ul>
      {details.warnings.map((warning) => (
        <p key={warning} class="small quiet">{said(warning)}</p>
      ))}
    </section>
  );
}

/** How the time is known: by the camera, with its zone where it wrote one; else when the file was modified. */
function whenText({ takenAt, takenAtOffsetMinutes: offset }: Media): string {
  if (takenAt === null) return t("photos:details.modified");
  if (offset === null) return t("photos:details.noZone");
  const sign = offset < 0 ? "−" : "+";
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `UTC${sign}${hours}${minutes === 0 ? "" : `:${String(minutes).padStart(2, "0")}`}`;
}

function placeText({ latitude, longitude, altitude }: NonNullable<Media["place"]>): string {
  const degrees = (value: number) => formatNumber(Math.abs(value), { minimumFractionDigits: 4, maximumFractionDigits: 4 });
  const north = t(latitude < 0 ? "photos:details.south" : "photos:details.north", { degrees: degrees(latitude) });
  const east = t(longitude < 0 ? "photos:details.west" : "photos:details.east", { degrees: degrees(longitude) });
  const height = altitude === null ? "" : ` · ${formatNumber(Math.round(altitude), { style: "unit", unit: "meter" })}`;
  return `${north}, ${east}${height}`;
}

function fileText({ width, height, sizeBytes, durationSeconds, kind, mimeType }: Media): string {
  const pixels = width !== null && height !== null ? `${width} × ${height}` : null;
  const million = kind === "photo" && width !== null && height !== null ? t("photos:details.megapixels", { number: formatNumber((width * height) / 1e6, { maximumFractionDigits: 1 }) }) : null;
  return [pixels, million, durationSeconds !== null ? formatLength(durationSeconds) : null, formatBytes(sizeBytes), mimeType].filter(Boolean).join(" · ");
}

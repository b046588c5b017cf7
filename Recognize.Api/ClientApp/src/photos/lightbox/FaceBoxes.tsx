import type { Schemas } from "../../api/client";
import { t } from "../../i18n";
import type { PictureBox } from "./useStage";

type FaceBoxesProps = {
  picture: PictureBox;
  details: Schemas["MediaResponse"];
  /** The face that is pointed at in the list beside. */
  marked: string | null;
  onPick: (face: Schemas["FaceResponse"]) => void;
};

/** Frames around the faces of a photo, each with its name. */
export function FaceBoxes({ picture, details, marked, onPick }: FaceBoxesProps) {
  const faces = details.faces.filter(({ timeSeconds }) => timeSeconds === null);
  const people = details.people.filter(({ timeSeconds }) => timeSeconds === null);
  const refused = details.refusedFaces.filter(({ timeSeconds }) => timeSeconds === null);
  return (
    <div class="face-boxes" style={{ left: `${picture.left}px`, top: `${picture.top}px`, width: `${picture.width}px`, height: `${picture.height}px` }}>
      {faces.map((face) => {
        const name = face.person?.name ?? null;
        return (
          <button
            key={face.id}
            type="button"
            class={`face-box${name ? "" : " is-unknown"}${marked === face.id ? " is-marked" : ""}`}
            style={shareOf(face.box)}
            aria-label={name ?? t("photos:face.unknownAction")}
            onClick={() => onPick(face)}
          >
            <span>{name ?? "?"}</span>
          </button>
        );
      })}
      {people.map((person, index) => (
        <span key={index} class="face-box" style={shareOf(person.box)}>
          <span>{person.name}</span>
        </span>
      ))}
      {refused.map((face, index) => (
        <span key={index} class="face-box is-refused" style={shareOf(face.box)} title={t("photos:face.refused")} />
      ))}
    </div>
  );
}

const shareOf = (box: Schemas["BoxResponse"]) => ({
  left: `${box.x * 100}%`, top: `${box.y * 100}%`, width: `${box.width * 100}%`, height: `${box.height * 100}%`,
});

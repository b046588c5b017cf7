import { useEffect, useRef, useState } from "preact/hooks";
import type { Schemas } from "../../api/client";
import { t } from "../../i18n";
import { type ChosenPerson, PersonPicker } from "../../people/PersonPicker";
import { Button } from "../../ui/Button";
import { Confirm } from "../../ui/Dialog";
import { reportError } from "../../ui/toasts";
import { drawFace, type Waiver, waiverFor } from "./faceActs";
import type { PictureBox } from "./useStage";

type Box = Schemas["BoxResponse"];

const step = 0.01;
const smallest = 0.01;

/** Between the picture's edges, and not smaller than a face can be. */
export function insidePicture({ x, y, width, height }: Box): Box {
  const wide = Math.min(1, Math.max(smallest, width));
  const high = Math.min(1, Math.max(smallest, height));
  return { x: Math.min(1 - wide, Math.max(0, x)), y: Math.min(1 - high, Math.max(0, y)), width: wide, height: high };
}

/** The box between two corners, whichever way it was drawn. */
export function boxBetween(a: { x: number; y: number }, b: { x: number; y: number }): Box {
  const clamp = (value: number) => Math.min(1, Math.max(0, value));
  const [x1, x2] = [clamp(Math.min(a.x, b.x)), clamp(Math.max(a.x, b.x))];
  const [y1, y2] = [clamp(Math.min(a.y, b.y)), clamp(Math.max(a.y, b.y))];
  return { x: x1, y: y1, width: x2 - x1, height: y2 - y1 };
}

/** Draws a frame around a face that was missed: by dragging, or with arrow keys (with Shift they change its size). */
export function DrawFace({ mediaId, picture, onClose }: { mediaId: string; picture: PictureBox; onClose: () => void }) {
  const area = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [box, setBox] = useState<Box>({ x: 0.42, y: 0.38, width: 0.16, height: Math.min(0.5, (0.16 * 1.25 * picture.width) / picture.height) });
  const from = useRef<{ x: number; y: number } | null>(null);
  const [isNaming, setNaming] = useState(false);
  const [asked, setAsked] = useState<{ text: string; person: ChosenPerson; waiver: Waiver } | null>(null);
  useEffect(() => frame.current?.focus(), []);

  const at = (event: PointerEvent) => {
    const { left, top, width, height } = area.current!.getBoundingClientRect();
    return { x: (event.clientX - left) / width, y: (event.clientY - top) / height };
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const dx = event.key === "ArrowLeft" ? -step : event.key === "ArrowRight" ? step : 0;
    const dy = event.key === "ArrowUp" ? -step : event.key === "ArrowDown" ? step : 0;
    if (event.key === "Escape") onClose();
    else if (event.key === "Enter") setNaming(true);
    else if (dx === 0 && dy === 0) return;
    else setBox((b) => insidePicture(event.shiftKey ? { ...b, width: b.width + dx, height: b.height + dy } : { ...b, x: b.x + dx, y: b.y + dy }));
    event.preventDefault();
    event.stopPropagation();
  };
  const draw = async (person: ChosenPerson | null, waiver: Waiver) => {
    try {
      await drawFace(mediaId, box, person, waiver);
      onClose();
    } catch (error) {
      const question = person && waiverFor(error, waiver);
      if (question && person) setAsked({ ...question, person });
      else reportError(error);
    }
  };

  return (
    <>
      <div
        ref={area}
        class="draw-area"
        style={{ left: `${picture.left}px`, top: `${picture.top}px`, width: `${picture.width}px`, height: `${picture.height}px` }}
        onPointerDown={(event) => {
          from.current = at(event);
          area.current!.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => from.current && setBox(boxBetween(from.current, at(event)))}
        onPointerUp={() => {
          from.current = null;
          setBox(insidePicture);
          frame.current?.focus();
        }}
      >
        <div
          ref={frame}
          class="draw-frame"
          role="group"
          tabIndex={0}
          aria-label={t("photos:draw.frame")}
          style={{ left: `${box.x * 100}%`, top: `${box.y * 100}%`, width: `${box.width * 100}%`, height: `${box.height * 100}%` }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div class="draw-bar" role="region" aria-label={t("photos:draw.title")}>
        <p>{t("photos:draw.help")}</p>
        <Button onClick={onClose}>{t("action.cancel")}</Button>
        <Button onClick={() => void draw(null, {})}>{t("photos:draw.unknown")}</Button>
        <Button kind="primary" onClick={() => setNaming(true)}>{t("photos:face.who")}</Button>
      </div>
      {isNaming && (
        <PersonPicker
          title={t("photos:face.who")}
          onChoose={(person) => {
            setNaming(false);
            void draw(person, {});
          }}
          onClose={() => setNaming(false)}
        />
      )}
      {asked && (
        <Confirm title={t("photos:face.sure")} action={t("photos:face.doIt")} onConfirm={() => draw(asked.person, asked.waiver)} onClose={() => setAsked(null)}>
          <p>{asked.text}</p>
        </Confirm>
      )}
    </>
  );
}

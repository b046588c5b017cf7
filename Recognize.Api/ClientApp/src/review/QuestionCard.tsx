import { useQuery } from "@tanstack/preact-query";
import { useRef, useState } from "preact/hooks";
import { address, answer, api } from "../api/client";
import { t } from "../i18n";
import { formatNumber } from "../i18n/format";
import { FaceCrop } from "../people/FaceCrop";
import type { Question, Side } from "./questions";

/** How far a finger goes before it counts as an answer. */
const swipeLength = 90;

/** Both sides of a question. A swipe to the right says the same, to the left different. */
export function QuestionCard({ question, onSwipe }: { question: Question; onSwipe?: (same: boolean) => void }) {
  const start = useRef<{ x: number; id: number } | null>(null);
  const [shift, setShift] = useState(0);
  const letGo = () => {
    start.current = null;
    setShift(0);
  };
  const end = () => {
    if (start.current && Math.abs(shift) >= swipeLength) onSwipe?.(shift > 0);
    letGo();
  };
  return (
    <section
      class={`card question ${shift >= swipeLength ? "says-same" : shift <= -swipeLength ? "says-different" : ""}`}
      style={{ transform: shift === 0 ? "none" : `translateX(${shift}px) rotate(${shift / 40}deg)` }}
      onPointerDown={(event) => {
        if (event.pointerType === "mouse") return;
        // Two fingers answer nothing: whoever pinches wants to see more.
        if (!event.isPrimary) return letGo();
        start.current = { x: event.clientX, id: event.pointerId };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => start.current?.id === event.pointerId && setShift(event.clientX - start.current.x)}
      onPointerUp={end}
      onPointerCancel={letGo}
    >
      <h2>{title(question)}</h2>
      <div class="question-sides">
        <QuestionSide side={question.left} />
        <QuestionSide side={question.right} />
      </div>
      <p class="quiet small">{t("review:settles", { count: question.settles })}</p>
    </section>
  );
}

function title(question: Question): string {
  const names = [question.left.name, question.right.name].filter((name) => name !== null);
  return names.length === 1 ? t("review:is", { name: names[0] }) : t("review:areSame");
}

const samples = 6;

function QuestionSide({ side }: { side: Side }) {
  const { personId } = side;
  const faces = useQuery({
    queryKey: ["faces", personId, "samples"],
    queryFn: () => answer(api.GET("/api/people/{id}/faces", { params: { path: { id: personId! }, query: { limit: samples + 1 } } })),
    enabled: personId !== null,
  });
  // The cover is shown above already.
  const others = (faces.data?.items ?? []).filter((face) => face.id !== (side.cover as { faceId?: string } | null)?.faceId).slice(0, samples);
  return (
    <div class="question-side">
      {side.portraitId ? (
        <img class="portrait" src={address(`api/contacts/portraits/${side.portraitId}/image`)} alt={side.name ?? ""} width="200" height="200" />
      ) : (
        <FaceCrop cover={side.cover} name={side.name} size={200} />
      )}
      <strong class="ellipsis">{side.name ?? t("review:unnamed")}</strong>
      <span class="quiet small">{side.faceCount > 0 ? t("review:faces", { count: side.faceCount, shown: formatNumber(side.faceCount) }) : t("review:contact")}</span>
      <div class="samples">
        {others.map((face) => (
          <FaceCrop key={face.id} cover={face} name={side.name} size={56} />
        ))}
      </div>
    </div>
  );
}

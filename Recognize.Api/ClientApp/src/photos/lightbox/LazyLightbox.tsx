import { lazy, Suspense } from "preact/compat";
import type { LightboxProps } from "./Lightbox";

const Lightbox = lazy(() => import("./Lightbox"));

/** The lightbox comes when it is first opened. */
export function LazyLightbox(props: LightboxProps) {
  return (
    <Suspense fallback={<div class="lightbox-loading" />}>
      <Lightbox {...props} />
    </Suspense>
  );
}

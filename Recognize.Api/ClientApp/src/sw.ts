// The shell is there without the network; what belongs to somebody is never kept here.
export {};

declare const self: ServiceWorkerGlobalScope;
declare const __SHELL_FILES__: string[];

const files = __SHELL_FILES__;
const cacheName = `shell-${hash(files.join("\n"))}`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(cacheName)
      .then((cache) => cache.addAll(files))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== cacheName).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const address = new URL(request.url);
  const scope = new URL(self.registration.scope);
  if (request.method !== "GET" || address.origin !== scope.origin || !address.pathname.startsWith(scope.pathname)) return;
  const path = address.pathname.slice(scope.pathname.length);
  if (/^(api|openapi|metrics|healthz)(\/|$)/.test(path)) return;
  if (request.mode === "navigate") {
    // The page of the server first: it may be of a newer build.
    event.respondWith(fetch(request).catch(() => shell("./")));
    return;
  }
  event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});

async function shell(path: string): Promise<Response> {
  return (await caches.match(new URL(path, self.registration.scope))) ?? Response.error();
}

function hash(text: string): string {
  let value = 5381;
  for (const character of text) value = ((value * 33) ^ character.charCodeAt(0)) >>> 0;
  return value.toString(36);
}

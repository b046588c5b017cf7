// Measures face-api as Nextcloud Recognize uses it without native code: SSD MobileNet v1, 68 landmarks, 128-d vectors,
// tfjs on WASM, photos decoded by Jimp. Prints one JSON object; README.md describes its fields.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { accuracy, accuracyAt, filesOf, readPairs } from "./pairs.mjs";

// What Nextcloud Recognize keeps of the faces that are found (ClusteringFaceClassifier.php): score, degrees.
const KEPT = { score: 0.9, roll: 30, yaw: 50 };
// face-api's own: FaceMatcher takes two faces that are nearer than this for one person.
const DEFAULT_DISTANCE = 0.6;

const { values: options } = parseArgs({
  options: {
    images: { type: "string" },
    pairs: { type: "string" },
    processes: { type: "string", default: "1" },
    // face-api's own default, which Nextcloud Recognize does not change.
    "min-confidence": { type: "string", default: "0.5" },
  },
});

const pairs = readPairs(options.pairs);
const files = filesOf(pairs);
const shares = Array.from({ length: Math.min(Number(options.processes), files.length) }, () => []);
files.forEach((file, index) => shares[index % shares.length].push(file));

const readers = shares.map(startReader);
await Promise.all(readers.map((reader) => reader.ready));
const started = performance.now();
for (const reader of readers) reader.go();
const results = await Promise.all(readers.map((reader) => reader.result));
const seconds = (performance.now() - started) / 1000;

const photos = Object.assign({}, ...results.map((result) => result.photos));
const unreadable = Object.assign({}, ...results.map((result) => result.unreadable));
for (const [file, reason] of Object.entries(unreadable)) console.error(`cannot be read: ${file}: ${reason}`);
const read = Object.keys(photos).length;
const sum = (of) => results.reduce((total, result) => total + of(result), 0);

console.log(
  JSON.stringify({
    pairs: pairs.length,
    ...verify(() => true),
    kept: verify(({ score, roll, yaw }) => score >= KEPT.score && Math.abs(roll) <= KEPT.roll && Math.abs(yaw) <= KEPT.yaw),
    backend: results[0].backend,
    reading: {
      photos: read,
      faces: Object.values(photos).reduce((total, faces) => total + faces.length, 0),
      processes: readers.length,
      seconds,
      photosPerSecond: read / seconds,
      photosPerSecondDecoded: (1000 * read * readers.length) / sum((result) => result.recognisingMs),
      cpuSecondsPerPhoto: sum((result) => result.processorMs) / 1000 / read,
      peakRssMiB: sum((result) => result.peakRssMiB),
    },
  }),
);

/** Starts a process that loads the networks and waits; `go` has it read its photos. */
function startReader(share) {
  const child = fork(fileURLToPath(new URL("./photo-reader.mjs", import.meta.url)));
  const failed = new Promise((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (code !== 0) reject(new Error(`A process of face-api ended: ${signal ?? `exit code ${code}`}.`));
    });
  });
  const next = () => Promise.race([new Promise((resolve) => child.once("message", resolve)), failed]);
  child.send({ images: options.images, files: share, minConfidence: Number(options["min-confidence"]) });
  const ready = next();
  return { ready, go: () => child.send("go"), result: ready.then(next) };
}

/** The figures when only some faces count; of several, the one nearest to the middle is the one that is meant. */
function verify(counts) {
  const vectors = new Map();
  for (const [file, faces] of Object.entries(photos)) {
    const [middle] = faces.filter(counts).sort((a, b) => a.fromMiddle - b.fromMiddle);
    if (middle) vectors.set(file, middle.vector);
  }
  const compared = pairs.map(({ fold, same, fileA, fileB }) => ({
    fold,
    same,
    similarity: vectors.has(fileA) && vectors.has(fileB) ? -distance(vectors.get(fileA), vectors.get(fileB)) : null,
  }));
  const found = compared.filter((pair) => pair.similarity !== null);
  return {
    accuracy: accuracy(compared),
    accuracyOfFound: found.length > 0 ? accuracy(found) : null,
    pairsFound: found.length,
    accuracyAtDefault: accuracyAt(compared, -DEFAULT_DISTANCE),
    facesNotFound: files.length - vectors.size,
  };
}

function distance(a, b) {
  return Math.sqrt(a.reduce((total, value, index) => total + (value - b[index]) ** 2, 0));
}

// Runs Recognize and face-api over the same photos on the same cores, in turns, and prints a table. README.md explains it.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { filesOf, readPairs } from "./pairs.mjs";

const USAGE = `Usage: bench/face-api/run --images DIR [OPTION...]

  --images DIR         folder of the photos, JPEG or PNG
  --pairs FILE         CSV with fold, file_a, file_b, same (1 or 0); without it all photos of the folder are read, and
                       only speed is compared
  --rounds N           how often each side runs, in turns (2)
  --cores LIST         cores that both are pinned to, as for taskset (all)
  --previews PIXELS    give face-api also photos that were shrunk before, uncounted, as Nextcloud does (1024)
  --recognize PROGRAM  the program to measure (the checkout's ./recognize)
  --json               the last line is one JSON object with the figures of every round
`;
// Both read these; Nextcloud converts other formats before.
const PHOTO = /\.(jpe?g|png)$/i;
const MOST_OUTPUT = 64 * 1024 * 1024;

const here = path.dirname(fileURLToPath(import.meta.url));

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        images: { type: "string" },
        pairs: { type: "string" },
        rounds: { type: "string", default: "2" },
        cores: { type: "string", default: allowedCores() },
        previews: { type: "string" },
        recognize: { type: "string", default: path.join(here, "..", "..", "recognize") },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      process.stdout.write(USAGE);
      process.exit(0);
    }
    for (const name of ["rounds", "previews"]) {
      if (values[name] !== undefined && !(Number.isInteger(Number(values[name])) && Number(values[name]) > 0)) {
        throw new Error(`--${name} must be a number of at least 1.`);
      }
    }
    if (!values.images || !existsSync(values.images)) throw new Error("--images must name a folder.");
    return values;
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    process.exit(2);
  }
}

function allowedCores() {
  return /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync("/proc/self/status", "utf8"))[1];
}

/** "0-2,5" are four. */
function countCores(list) {
  return list.split(",").reduce((count, range) => {
    const [first, last = first] = range.split("-").map(Number);
    return count + last - first + 1;
  }, 0);
}

/** Pairs each photo with itself: they are read once each, and there is nothing to be right or wrong about. */
function listOf(images, target) {
  const quote = (name) => `"${name.replaceAll('"', '""')}"`;
  const photos = readdirSync(images, { recursive: true }).filter((name) => PHOTO.test(name)).sort();
  writeFileSync(target, ["fold,file_a,file_b,same", ...photos.map((name) => `0,${quote(name)},${quote(name)},1`), ""].join("\n"));
  return target;
}

/** @returns {string} standard output of a program that is pinned to the cores; what it says beside goes to standard error. */
function run(cores, command, input) {
  const [program, ...rest] = ["taskset", "--cpu-list", cores, ...command];
  const { stdout, status, signal, error } = spawnSync(program, rest, {
    input,
    stdio: ["pipe", "pipe", "inherit"],
    encoding: "utf8",
    maxBuffer: MOST_OUTPUT,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command.join(" ")} failed (${signal ?? `exit code ${status}`}):\n${stdout}`);
  return stdout;
}

const figuresOf = (output) => JSON.parse(output.trimEnd().split("\n").at(-1));

function measure(options, pairs, scratch) {
  const images = path.resolve(options.images);
  const faceApi = (folder) => () =>
    figuresOf(
      run(options.cores, [
        process.execPath, path.join(here, "face-api.mjs"),
        "--images", folder, "--pairs", pairs, "--processes", String(countCores(options.cores)),
      ]),
    );
  const sides = {
    recognize: () =>
      figuresOf(run(options.cores, [options.recognize, "evaluate", "verify", "--images", images, "--pairs", pairs, "--json"])),
    "face-api": faceApi(images),
  };
  if (options.previews) {
    const previews = path.join(scratch, "previews");
    const names = filesOf(readPairs(pairs)).join("\n");
    run(options.cores, [process.execPath, path.join(here, "previews.mjs"), images, options.previews, previews], names);
    sides["face-api, previews"] = faceApi(previews);
  }

  const rounds = Object.fromEntries(Object.keys(sides).map((side) => [side, []]));
  for (let round = 1; round <= Number(options.rounds); round++) {
    for (const [side, take] of Object.entries(sides)) {
      process.stderr.write(`round ${round}: ${side}\n`);
      rounds[side].push(take());
    }
  }
  return rounds;
}

const ROWS = [
  { name: "photos/s", of: ({ reading }) => reading.photosPerSecond, digits: 2, ratio: "ours / theirs" },
  { name: "photos/s without decoding", of: ({ reading }) => reading.photosPerSecondDecoded, digits: 2, ratio: "ours / theirs" },
  { name: "ms of a core a photo", of: ({ reading }) => 1000 * reading.cpuSecondsPerPhoto, digits: 1, ratio: "theirs / ours" },
  { name: "peak memory, MiB", of: ({ reading }) => reading.peakRssMiB, digits: 0, ratio: "theirs / ours" },
  { name: "photos read", of: ({ reading }) => reading.photos, digits: 0 },
  { name: "faces found", of: ({ reading }) => reading.faces, digits: 0 },
  { name: "photos without a face", of: ({ facesNotFound }) => facesNotFound, digits: 0 },
];
const ACCURACY = [
  { name: "accuracy, %", of: ({ accuracy }) => 100 * accuracy, digits: 2 },
  { name: "… where both faces were found, %", of: ({ accuracyOfFound }) => percent(accuracyOfFound), digits: 2 },
  { name: "… at distance 0.6, %", of: ({ accuracyAtDefault }) => percent(accuracyAtDefault), digits: 2 },
  { name: "… of the faces that Nextcloud Recognize keeps, %", of: ({ kept }) => percent(kept?.accuracy), digits: 2 },
];

const percent = (share) => (share === undefined || share === null ? undefined : 100 * share);
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Means over the rounds; a ratio is the mean of each round's own, so that what else the machine did falls on both. */
function print(rounds, withAccuracy) {
  const others = Object.keys(rounds).filter((side) => side !== "recognize");
  const line = (cells) => console.log(`| ${cells.join(" | ")} |`);
  line(["", "Recognize", ...others.flatMap((side) => [side, "ratio"])]);
  line(["---", "---:", ...others.flatMap(() => ["---:", "---:"])]);
  for (const row of withAccuracy ? [...ROWS, ...ACCURACY] : ROWS) {
    const values = (side) => rounds[side].map(row.of);
    const cell = (side) => (values(side).every((value) => Number.isFinite(value)) ? mean(values(side)).toFixed(row.digits) : "–");
    const ratio = (side) => {
      const pairs = values("recognize").map((ours, round) => [ours, values(side)[round]]);
      return mean(pairs.map(([ours, theirs]) => (row.ratio === "ours / theirs" ? ours / theirs : theirs / ours))).toFixed(1);
    };
    line([row.name, cell("recognize"), ...others.flatMap((side) => [cell(side), row.ratio ? ratio(side) : ""])]);
  }
}

const options = readOptions();
const scratch = mkdtempSync(path.join(tmpdir(), "recognize-face-api-"));
try {
  const pairs = options.pairs ? path.resolve(options.pairs) : listOf(options.images, path.join(scratch, "photos.csv"));
  const rounds = measure(options, pairs, scratch);
  print(rounds, options.pairs !== undefined);
  if (options.json) console.log(JSON.stringify({ cores: options.cores, rounds }));
} finally {
  rmSync(scratch, { recursive: true });
}

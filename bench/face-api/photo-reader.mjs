// One process of face-api.mjs: reads its share of the photos, one after the other, and sends what it found. tfjs runs
// WASM on one thread in Node.js, so that a process is what uses a core.
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(import.meta.url);
const tf = require("@tensorflow/tfjs");
require("@tensorflow/tfjs-backend-wasm");
const faceapi = require("@vladmandic/face-api/dist/face-api.node-wasm.js");
const Jimp = require("jimp");

/** RGB of 0 to 255 in floats, as Nextcloud Recognize hands photos over; read from the bitmap at once, not pixel by pixel. */
async function decode(file) {
  const { width, height, data } = (await Jimp.read(file)).bitmap;
  const values = new Float32Array(width * height * 3);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    values[to++] = data[from];
    values[to++] = data[from + 1];
    values[to++] = data[from + 2];
  }
  return tf.tensor3d(values, [height, width, 3], "float32");
}

async function recognise(tensor, options) {
  try {
    return await faceapi.detectAllFaces(tensor, options).withFaceLandmarks().withFaceDescriptors();
  } finally {
    tensor.dispose();
  }
}

function toFace({ angle, descriptor, detection }) {
  const { x, y, width, height } = detection.box;
  const offsetX = x + width / 2 - detection.imageWidth / 2;
  const offsetY = y + height / 2 - detection.imageHeight / 2;
  return {
    score: detection.score,
    roll: angle.roll,
    yaw: angle.yaw,
    fromMiddle: Math.hypot(offsetX, offsetY),
    vector: Array.from(descriptor),
  };
}

async function load() {
  if (!(await tf.setBackend("wasm"))) throw new Error("tfjs cannot use WASM here.");
  const model = path.join(path.dirname(require.resolve("@vladmandic/face-api/package.json")), "model");
  for (const net of ["ssdMobilenetv1", "faceLandmark68Net", "faceRecognitionNet"]) {
    await faceapi.nets[net].loadFromDisk(model);
  }
}

async function read({ images, files, minConfidence }) {
  const options = new faceapi.SsdMobilenetv1Options({ minConfidence });
  const photos = {};
  const unreadable = {};
  // Uncounted: the first photo has code compiled and kernels made.
  try {
    await recognise(await decode(path.join(images, files[0])), options);
  } catch {
    // It is tried again below, and counted there.
  }
  process.send({ ready: true });
  await new Promise((resolve) => process.once("message", resolve));

  const processor = process.cpuUsage();
  let decodingMs = 0;
  let recognisingMs = 0;
  for (const file of files) {
    try {
      const started = performance.now();
      const tensor = await decode(path.join(images, file));
      const decoded = performance.now();
      photos[file] = (await recognise(tensor, options)).map(toFace);
      decodingMs += decoded - started;
      recognisingMs += performance.now() - decoded;
    } catch (error) {
      unreadable[file] = error.message;
    }
  }
  const { user, system } = process.cpuUsage(processor);
  return {
    photos,
    unreadable,
    decodingMs,
    recognisingMs,
    processorMs: (user + system) / 1000,
    peakRssMiB: process.resourceUsage().maxRSS / 1024,
    backend: `${tf.getBackend()}${(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT")) ? " with SIMD" : ""}`,
  };
}

process.once("message", async (share) => {
  await load();
  process.send(await read(share), () => process.disconnect());
});

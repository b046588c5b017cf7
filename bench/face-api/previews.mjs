// Usage: node previews.mjs IMAGES EDGE TARGET < NAMES: photos at most EDGE pixels long, as Nextcloud makes them before Nextcloud
// Recognize sees a photo. Smaller ones are linked as they are. What cannot be read is linked too, to be told by its reader.
import { mkdir, symlink } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import Jimp from "jimp";

const JPEG_QUALITY = 80;
const [images, edge, target] = [process.argv[2], Number(process.argv[3]), process.argv[4]];

for (const name of (await text(process.stdin)).split("\n").filter(Boolean)) {
  const [from, to] = [path.resolve(images, name), path.join(target, name)];
  await mkdir(path.dirname(to), { recursive: true });
  const photo = await Jimp.read(from).catch(() => null);
  if (photo === null || Math.max(photo.bitmap.width, photo.bitmap.height) <= edge) {
    await symlink(from, to);
  } else {
    await photo.scaleToFit(edge, edge, Jimp.RESIZE_BICUBIC).quality(JPEG_QUALITY).writeAsync(to);
  }
}

// Files of contacts as a telephone writes them.
import { readFile } from "node:fs/promises";
import { extname } from "node:path";

/** A card with a photo, which a file of this machine is. */
export async function card(name, photo) {
  const type = extname(photo).toLowerCase() === ".png" ? "PNG" : "JPEG";
  const line = `PHOTO;ENCODING=b;TYPE=${type}:${(await readFile(photo)).toString("base64")}`;
  return ["BEGIN:VCARD", "VERSION:3.0", `FN:${name}`, `UID:${name}`, ...line.match(/.{1,70}/g).map((part, index) => (index === 0 ? part : ` ${part}`)), "END:VCARD", ""].join("\r\n");
}

/** What a file field takes. */
export const cardFile = (name, text) => ({ name, mimeType: "text/vcard", buffer: Buffer.from(text) });

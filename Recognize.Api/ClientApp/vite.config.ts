import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const compressible = /\.(js|css|html|svg|json|webmanifest)$/;

/** Lays a .br and a .gz beside every text file, so that the server never compresses while somebody waits. */
function compressed(): Plugin {
  let folder = "";
  return {
    name: "compressed",
    apply: "build",
    configResolved: (config) => {
      folder = config.build.outDir;
    },
    closeBundle() {
      for (const file of filesOf(folder).filter((name) => compressible.test(name))) {
        const bytes = readFileSync(file);
        // The server writes the base path into the page: that is never served as it lies here.
        if (file.endsWith("index.html") || bytes.length < 512) continue;
        writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

/** Tells the service worker which files make up the shell, and a name for this build. */
function shellList(): Plugin {
  return {
    name: "shell-list",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const worker = bundle["sw.js"];
      if (worker?.type !== "chunk") throw new Error("sw.js is not part of the build");
      const files = Object.values(bundle)
        .filter((part) => part.fileName !== "sw.js" && !part.fileName.endsWith(".map") && part.fileName !== "index.html")
        .map((part) => part.fileName)
        .sort();
      worker.code = worker.code.replace("__SHELL_FILES__", JSON.stringify(["./", "icon.svg", "manifest.webmanifest", ...files]));
    },
  };
}

function filesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesOf(path) : [relative(".", path)];
  });
}

export default defineConfig({
  // Relative to the page's <base>, so that one build serves under any base path.
  base: "./",
  build: {
    target: "es2022",
    // A picture inside the code would need "data:" in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { index: "index.html", sw: "src/sw.ts" },
      output: { entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
  plugins: [shellList(), compressed()],
  server: { proxy: { "/api": "http://127.0.0.1:5230" } },
});

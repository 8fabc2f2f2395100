import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** The function app as one file, and what its host reads beside it. */
export interface FunctionBundle {
  /** CommonJS, minified. The same sources give the same bytes, on every machine. */
  code: Uint8Array;
  /** `host.json`: how the Functions host runs the app. */
  host: Uint8Array;
  /** Source files that went into it, relative to the package's root. */
  inputs: string[];
}

/** The package's root: this file is one folder below it in the repository, two in the published package. */
const root = fileURLToPath(
  new URL(path.extname(import.meta.filename) === ".ts" ? ".." : "../..", import.meta.url),
);

/**
 * Bundles the function app with all it needs but `@azure/functions-core`, which the Functions host provides.
 * CommonJS, since the host was seen to refuse an ESM bundle (azure-functions-nodejs-library#201).
 * Throws where a source does not compile.
 */
export async function bundleFunctions(entry = "functions/main.ts"): Promise<FunctionBundle> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    // The published package has no tsconfig.json, and must give the same bytes as the repository.
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    // @azure/storage-blob loads apache-arrow only for listings in that format, which nobody asks for.
    external: ["@azure/functions-core", "apache-arrow"],
    minify: true,
    legalComments: "none",
    // A CommonJS file has no import.meta, which our main.ts and @azure/storage-blob read.
    define: { "import.meta.url": "moduleUrl", "import.meta.dirname": "__dirname" },
    banner: { js: 'const moduleUrl=require("node:url").pathToFileURL(__filename).href;' },
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  const [file] = result.outputFiles;
  if (file === undefined) throw new Error(`bundleFunctions: esbuild made nothing of ${entry}.`);
  const host = await readFile(path.join(root, "functions/host.json"));
  return { code: file.contents, host, inputs: Object.keys(result.metafile.inputs).sort() };
}

import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

import type { FastifyInstance } from "fastify";

/** What the pages of this bot have in common. */
export interface Site {
  /** Path under which everything lives, as visitors see it: empty, or `/certify`. */
  readonly basePath: string;
  readonly stylesheet: Asset;
  readonly script: Asset;
  readonly fonts: readonly Asset[];
  /** When pages were written as files: then nothing behind them answers any more. `null` where the bot serves them. */
  readonly exportedAt: Date | null;
}

export interface Asset {
  /** Path as visitors ask for it. Another content has another one, so that it can be kept for ever. */
  readonly href: string;
  readonly type: string;
  readonly content: Buffer;
}

const FOR_EVER = "public, max-age=31536000, immutable";

/** A font shrinks to half of its size in 40 ms; the last tenth would cost seconds. */
const BROTLI_QUALITY = 5;

const compress = promisify(brotliCompress);

/**
 * Read stylesheet, script and fonts. The fonts are those badges are drawn with.
 *
 * @param basePath - Path of `BADGE_URL`, without a slash at the end.
 * @param exportedAt - Now, for pages that become files.
 */
export function readSite(basePath: string, exportedAt: Date | null = null): Site {
  const asset = (content: Buffer, ending: string, type: string): Asset => ({
    href: `${basePath}/assets/${hash("sha256", content, "hex").slice(0, 16)}.${ending}`,
    type,
    content,
  });
  const fonts = ["400Regular/Inter_400Regular.ttf", "600SemiBold/Inter_600SemiBold.ttf"].map((file) =>
    asset(readFileSync(createRequire(import.meta.url).resolve(`@expo-google-fonts/inter/${file}`)), "ttf", "font/ttf"),
  );
  const [regular, bold] = fonts;
  const style = readFileSync(new URL("./assets/page.css", import.meta.url), "utf8")
    .replace("/assets/inter-400.ttf", regular?.href ?? "")
    .replace("/assets/inter-600.ttf", bold?.href ?? "");
  return {
    basePath,
    exportedAt,
    fonts,
    stylesheet: asset(Buffer.from(style), "css", "text/css; charset=utf-8"),
    script: asset(readFileSync(new URL("./assets/page.js", import.meta.url)), "js", "text/javascript; charset=utf-8"),
  };
}

/** `GET /assets/…`: what pages are made of. Says nothing about who looks at which page, so it may be kept anywhere. */
export function registerAssets(app: FastifyInstance, site: Site): void {
  for (const { href, type, content } of [site.stylesheet, site.script, ...site.fonts]) {
    let packed: Promise<Buffer> | null = null;
    app.get(href.slice(site.basePath.length), async (request, reply) => {
      reply.headers({
        "content-type": type,
        "cache-control": FOR_EVER,
        vary: "accept-encoding",
        "x-content-type-options": "nosniff",
      });
      if (!/\bbr\b/.test(request.headers["accept-encoding"] ?? "")) return reply.send(content);
      packed ??= compress(content, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } });
      return reply.header("content-encoding", "br").send(await packed);
    });
  }
}

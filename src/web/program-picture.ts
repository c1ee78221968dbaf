import type { FastifyInstance } from "fastify";

import { drawBadge } from "../domain/badge/art.ts";
import type { AchievementPage, BadgePage } from "../workflow/badge/badge-page.ts";
import type { PicturePort } from "../workflow/ports/badge-port.ts";

/** Pixels. Three times what a page shows, for dense screens and for slides. */
export const PICTURE_WIDTH = 960;

/** A start has better things to do first, and nobody is certified within seconds. */
const AHEAD_AFTER_MS = 5000;

/** @returns SVG; the same for a program and all badges of it, so that it is rasterized once. */
export function pictureOf(page: Pick<BadgePage, "art" | "name" | "description" | "isDemo">): string {
  const { art, name, description, isDemo } = page;
  return drawBadge(art, { title: name, description, isDemo });
}

export interface DrawAheadPorts {
  readonly programIds: readonly string[];
  achievement(programId: string): Promise<AchievementPage | null>;
  /** Has to keep what it drew. */
  readonly pictures: Pick<PicturePort, "rasterize">;
  /** From the moment the app listens; milliseconds. */
  readonly afterMs?: number;
}

/** Draw the picture of every program once the app listens: the first takes a second, and a visitor should not wait. */
export function drawAhead(app: FastifyInstance, ports: DrawAheadPorts): void {
  const { programIds, pictures, afterMs = AHEAD_AFTER_MS } = ports;
  let timer: NodeJS.Timeout | undefined;

  async function drawAll(): Promise<void> {
    for (const id of programIds) {
      const page = await ports.achievement(id);
      if (page !== null) await pictures.rasterize(pictureOf(page), PICTURE_WIDTH);
    }
  }

  app.addHook("onListen", (done) => {
    // What fails is drawn again for whoever asks, and told in the log then.
    timer = setTimeout(() => void drawAll().catch(() => null), afterMs).unref();
    done();
  });
  app.addHook("onClose", (_app, done) => {
    clearTimeout(timer);
    done();
  });
}

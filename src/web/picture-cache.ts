import type { PicturePort } from "../workflow/ports/badge-port.ts";

/** Drawing takes a tenth of a second, and all badges of a program look the same. */
const MOST_PICTURES = 64;

/** Rasterize pictures, each once as long as it is asked for; also when many ask at the same time, and whatever for. */
export function createPictureCache(pictures: Pick<PicturePort, "rasterize">): PicturePort["rasterize"] {
  const known = new Map<string, Promise<Uint8Array>>();

  return (svg, width) => {
    const key = `${width} ${svg}`;
    const picture = known.get(key) ?? pictures.rasterize(svg, width);
    // At the end again: what was asked for longest ago goes first.
    known.delete(key);
    known.set(key, picture);
    for (const oldest of known.keys()) {
      if (known.size <= MOST_PICTURES) break;
      known.delete(oldest);
    }
    picture.catch(() => known.delete(key));
    return picture;
  };
}

import { round } from "./art-shapes.ts";
import type { BadgeArt } from "./design.ts";

type Kind = NonNullable<BadgeArt["ornament"]>;

/** Fine lines for the whole field, drawn in the colour and opacity of what is around them. */
export function drawOrnament(kind: Kind): string {
  switch (kind) {
    case "paths":
      return streams();
    case "rosette":
      return rosettes();
    case "rays":
      return rays();
  }
}

/** A small sign of the same kind, about 90 wide and 50 high around 0,0. */
export function drawEmblem(kind: Kind): string {
  switch (kind) {
    case "paths":
      return manyToOne();
    case "rosette":
      return flower();
    case "rays":
      return stars();
  }
}

/** Heights of a line at the left edge, in the middle and at the right edge. */
type Stream = readonly [from: number, waist: number, to: number];

/** Two bundles of lines on their way through the field, with places on them. */
function streams(): string {
  const rising = Array.from({ length: 15 }, (_, step): Stream => [620 - step * 22, 372 - step * 9, 300 - step * 30]);
  const falling = Array.from({ length: 9 }, (_, step): Stream => [40 + step * 26, 250 + step * 11, 400 + step * 30]);
  const lines = [...rising, ...falling].map(
    ([from, waist, to]) => `M-10 ${from}C150 ${from} 190 ${waist} 300 ${waist}S460 ${to} 610 ${to}`,
  );
  const places = [
    ...rising.map((stream, step) => (step % 4 === 1 ? placesOn(stream, step) : "")),
    ...falling.map((stream, step) => (step % 3 === 1 ? placesOn(stream, step) : "")),
  ];
  return `<path d="${lines.join("")}" fill="none"/><g fill="currentColor" stroke="none">${places.join("")}</g>`;
}

/** A place on either half of a line, at another part of the way on each. */
function placesOn([from, waist, to]: Stream, step: number): string {
  const part = 0.5 + 0.06 * (step % 3);
  const before = [along([-10, 150, 190, 300], part), along([from, from, waist, waist], part)];
  const after = [along([300, 410, 460, 610], 1 - part), along([waist, waist, to, to], 1 - part)];
  return [before, after].map(([x, y]) => `<circle cx="${x}" cy="${y}" r="${step % 2 === 0 ? 4 : 5.5}"/>`).join("");
}

/** One coordinate of a cubic Bézier curve. */
function along([a, b, c, d]: readonly [number, number, number, number], part: number): number {
  const rest = 1 - part;
  return round(a * rest ** 3 + 3 * b * rest ** 2 * part + 3 * c * rest * part ** 2 + d * part ** 3);
}

/** Waves around the middle, each turned a little from the one before, like the lines on a bank note. */
function rosettes(): string {
  const waves = times(8, (step) => wave(222, 34, 18, (step * Math.PI) / 72));
  const inner = times(6, (step) => wave(120, 46, 12, (step * Math.PI) / 36));
  return `<path d="${[...waves, ...inner].join("")}" fill="none"/>`;
}

/** A closed wave with `petals` crests around 300,300. */
function wave(radius: number, height: number, petals: number, turn: number): string {
  const points = times(petals * 8, (step) => {
    const angle = (step * Math.PI * 2) / (petals * 8);
    const reach = radius + height * Math.sin(petals * (angle + turn));
    return `${Math.round(300 + reach * Math.cos(angle))} ${Math.round(300 + reach * Math.sin(angle))}`;
  });
  return `M${points.join("L")}Z`;
}

function rays(): string {
  const lines = times(72, (step) => {
    const angle = (step * Math.PI) / 36;
    const [x, y] = [Math.cos(angle), Math.sin(angle)];
    const from = step % 2 === 0 ? 120 : 168;
    return `M${round(300 + from * x)} ${round(300 + from * y)}L${round(300 + 320 * x)} ${round(300 + 320 * y)}`;
  });
  const rings = [118, 166, 214].map((radius) => `<circle cx="300" cy="300" r="${radius}" fill="none"/>`).join("");
  return `<path d="${lines.join("")}" fill="none"/>${rings}`;
}

/** Several places become one. */
function manyToOne(): string {
  const lines = [-19, 0, 19].map((y) => `M-36 ${y}C-6 ${y} -8 0 20 0`).join("");
  const places = [-19, 0, 19].map((y) => `<circle cx="-40" cy="${y}" r="5.5" stroke="none"/>`).join("");
  return `<path d="${lines}" fill="none" stroke-width="4"/>${places}<circle cx="34" cy="0" r="13" fill="none" stroke-width="5"/><circle cx="34" cy="0" r="5" stroke="none"/>`;
}

function flower(): string {
  const petals = times(
    8,
    (step) => `<path d="M0 -7C7 -15 6 -22 0 -27C-6 -22 -7 -15 0 -7Z" stroke="none" transform="rotate(${step * 45})"/>`,
  );
  return `${petals.join("")}<circle cx="0" cy="0" r="4" stroke="none"/>`;
}

function stars(): string {
  return `${star(0, -3, 22)}${star(-40, 6, 12)}${star(40, 6, 12)}`;
}

function star(centerX: number, centerY: number, reach: number): string {
  const points = times(10, (step) => {
    const angle = (step * Math.PI) / 5 - Math.PI / 2;
    const far = step % 2 === 0 ? reach : reach * 0.42;
    return `${round(centerX + far * Math.cos(angle))} ${round(centerY + far * Math.sin(angle))}`;
  });
  return `<path d="M${points.join("L")}Z" stroke="none"/>`;
}

function times(count: number, make: (step: number) => string): string[] {
  return Array.from({ length: count }, (_, step) => make(step));
}

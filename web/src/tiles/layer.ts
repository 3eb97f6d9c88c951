// The tiles of an archive on canvases under the map: those in view are fetched, kept and painted, sharp at any zoom.

import type { ZoomTransform } from 'd3-zoom';
import { SCALE, project } from '../map/projection.ts';
import { type Archive, NotFetched, openArchive } from './archive.ts';
import { PAINTS, colorsOf, paint } from './paint.ts';
import { pictureOf } from './raster.ts';
import { type Painted, paintedOf } from './vector.ts';

export { NotFetched };

export interface Tiles {
  /** Whom the makers of the archive want named. */
  attribution: string;
  /** Paints on a canvas from now on. */
  on(canvas: HTMLCanvasElement): Painter;
}
export interface Painter {
  /** Paints what a map of so many pixels shows at a zoom; `land` is the outline of the land on the unzoomed map. */
  draw(transform: ZoomTransform, width: number, height: number, land: string): void;
}

/** The whole earth on the unzoomed map, from its left and upper edge. */
const EARTH = 2 * Math.PI * SCALE;
const EDGE = -EARTH / 2;
/** Pixels of the screen that a tile is meant for. */
const SIDE = { vector: 512, raster: 256 };
/** An archive of which a view needs more tiles than this is not for so far away. */
const MOST_IN_VIEW = 96;
const KEPT = 240;
const AT_ONCE = 6;
/** After a tile that was not given, none is asked for during so long. */
const PAUSE_MS = 5000;

type Content = Painted | ImageBitmap | null;
interface Tile { z: number; x: number; y: number }

export async function openTiles(address: string): Promise<Tiles> {
  const archive = await openArchive(address);
  const kept = new Map<string, Content>();
  const coming = new Set<string>();
  const painters: (() => void)[] = [];
  let wanted: Tile[][] = [];
  let paused = false;
  return { attribution: archive.attribution, on };

  function on(canvas: HTMLCanvasElement): Painter {
    const mine = painters.length;
    let now: { transform: ZoomTransform; width: number; height: number; land: Path2D } | null = null;
    let asked = false;
    let land = '';
    const soon = () => {
      if (!asked) requestAnimationFrame(repaint);
      asked = true;
    };
    painters.push(soon);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', soon);
    return { draw };

    function draw(transform: ZoomTransform, width: number, height: number, outline: string): void {
      now = { transform, width, height, land: now && outline === land ? now.land : new Path2D(outline) };
      land = outline;
      repaint();
    }

    function repaint(): void {
      asked = false;
      if (!now) return;
      const { transform, width, height } = now;
      const sharp = Math.min(devicePixelRatio, 3);
      // Setting the size of a canvas empties it.
      canvas.width = Math.round(width * sharp);
      canvas.height = Math.round(height * sharp);
      const context = canvas.getContext('2d');
      if (!context) return;
      const colors = colorsOf(canvas);
      const { x, y, k } = transform;
      context.setTransform(sharp * k, 0, 0, sharp * k, sharp * x, sharp * y);
      context.fillStyle = colors.land;
      context.fill(now.land);
      const inView = tilesIn(archive, transform, width, height, sharp);
      wanted[mine] = inView;
      let drawn = 0;
      for (const tile of inView) {
        const found = nearest(tile);
        if (!found) continue;
        drawn++;
        const span = EARTH / 2 ** tile.z;
        const [left, top] = [EDGE + tile.x * span, EDGE + tile.y * span];
        context.save();
        context.setTransform(sharp * k, 0, 0, sharp * k, sharp * x, sharp * y);
        context.beginPath();
        // A little more, so that no seam shows between two.
        context.rect(left - 0.3 / k, top - 0.3 / k, span + 0.6 / k, span + 0.6 / k);
        context.clip();
        const whole = EARTH / 2 ** found.tile.z;
        context.translate(EDGE + found.tile.x * whole, EDGE + found.tile.y * whole);
        context.scale(whole, whole);
        if (found.content instanceof ImageBitmap) {
          context.drawImage(found.content, 0, 0, 1, 1);
          context.fillStyle = colors.shade;
          context.fillRect(0, 0, 1, 1);
        } else {
          context.fillStyle = colors.land;
          context.fillRect(0, 0, 1, 1);
          for (const what of PAINTS) {
            const path = found.content.get(what);
            if (path) paint(context, what, path, colors, whole * k, Math.log2((EARTH * k) / SIDE.vector));
          }
        }
        context.restore();
      }
      canvas.dataset.tiles = String(drawn);
      canvas.dataset.waiting = String(inView.filter((tile) => !kept.has(keyOf(tile))).length);
      fetchWanted();
    }
  }

  /** A tile's content, or that of one around it which is there already. */
  function nearest(tile: Tile): { tile: Tile; content: Painted | ImageBitmap } | null {
    for (let { z, x, y } = tile; z >= archive.zooms[0]; z--, x >>= 1, y >>= 1) {
      const content = kept.get(keyOf({ z, x, y }));
      if (content) return { tile: { z, x, y }, content };
    }
    return null;
  }

  /** Fetches what is in view and not there, so many at once; what went out of view is forgotten. */
  function fetchWanted(): void {
    for (const tile of wanted.flat()) {
      const key = keyOf(tile);
      if (paused || coming.size >= AT_ONCE) return;
      if (kept.has(key) || coming.has(key)) continue;
      coming.add(key);
      void contentOf(tile).catch((error) => (error instanceof NotFetched ? undefined : null)).then((content) => {
        coming.delete(key);
        if (content === undefined) return void pause();
        keep(key, content);
        for (const soon of painters) soon();
        fetchWanted();
      });
    }
  }

  function pause(): void {
    if (paused) return;
    paused = true;
    setTimeout(() => {
      paused = false;
      fetchWanted();
    }, PAUSE_MS);
  }

  async function contentOf({ z, x, y }: Tile): Promise<Content> {
    const bytes = await archive.tile(z, x, y);
    if (!bytes) return null;
    return archive.vector ? paintedOf(bytes) : pictureOf(bytes);
  }

  function keep(key: string, content: Content): void {
    kept.set(key, content);
    const inView = new Set(wanted.flat().map(keyOf));
    for (const [old, was] of kept) {
      if (kept.size <= KEPT) break;
      if (inView.has(old)) continue;
      kept.delete(old);
      if (was instanceof ImageBitmap) was.close();
    }
  }
}

const keyOf = ({ z, x, y }: Tile) => `${z}/${x}/${y}`;

/** The tiles of an archive that a view shows, those in its middle first; larger ones where there would be too many. */
function tilesIn(archive: Archive, transform: ZoomTransform, width: number, height: number, sharp: number): Tile[] {
  const [least, most] = archive.zooms;
  const fits = Math.round(Math.log2((EARTH * transform.k * (archive.vector ? 1 : sharp)) / (archive.vector ? SIDE.vector : SIDE.raster)));
  const [west, south, east, north] = archive.bounds;
  const [[x0, y0], [x1, y1]] = [project(west, Math.min(85, north)), project(east, Math.max(-85, south))];
  const [[x2, y2], [x3, y3]] = [transform.invert([0, 0]), transform.invert([width, height])];
  const [left, top, right, bottom] = [Math.max(x0, x2), Math.max(y0, y2), Math.min(x1, x3), Math.min(y1, y3)];
  if (left >= right || top >= bottom) return [];
  for (let z = Math.max(least, Math.min(most, fits)); z >= least; z--) {
    const side = 2 ** z;
    const number = (at: number) => ((at - EDGE) / EARTH) * side;
    const within = (n: number) => Math.max(0, Math.min(side - 1, n));
    const [fromX, toX] = [within(Math.floor(number(left))), within(Math.ceil(number(right)) - 1)];
    const [fromY, toY] = [within(Math.floor(number(top))), within(Math.ceil(number(bottom)) - 1)];
    if ((toX - fromX + 1) * (toY - fromY + 1) <= MOST_IN_VIEW) return middleFirst(z, fromX, toX, fromY, toY);
  }
  return [];
}

function middleFirst(z: number, fromX: number, toX: number, fromY: number, toY: number): Tile[] {
  const tiles: Tile[] = [];
  for (let y = fromY; y <= toY; y++) for (let x = fromX; x <= toX; x++) tiles.push({ z, x, y });
  const far = ({ x, y }: Tile) => Math.hypot(x - (fromX + toX) / 2, y - (fromY + toY) / 2);
  return tiles.sort((a, b) => far(a) - far(b));
}

// How the shapes of vector tiles are painted: which layers, by the names of Protomaps' and OpenMapTiles' schemas, in which
// order and colours. Borders and names of places are never taken from tiles: the map has its own.

/** Later ones are painted over earlier ones. */
export const PAINTS = ['land', 'wood', 'urban', 'water', 'river', 'building', 'path', 'minor', 'rail', 'major'] as const;
export type Paint = (typeof PAINTS)[number];

const WOOD = new Set(['wood', 'forest', 'nature_reserve', 'park', 'national_park', 'grass', 'grassland', 'scrub', 'wetland', 'protected_area']);
const URBAN = new Set(['urban_area', 'residential', 'industrial', 'commercial', 'retail', 'suburb', 'neighbourhood', 'quarter', 'military', 'railway', 'aerodrome', 'airport']);
const MAJOR = new Set(['highway', 'major_road', 'motorway', 'trunk', 'primary', 'secondary']);
const MINOR = new Set(['medium_road', 'minor_road', 'tertiary', 'minor', 'service', 'street', 'other']);
const PATH = new Set(['path', 'track', 'pedestrian', 'footway']);
const RAIL = new Set(['rail', 'transit', 'railway']);

/** As what a shape is painted, by its layer and kind; null where it is not. */
export function paintOf(layer: string, kind: string, isArea: boolean): Paint | null {
  switch (layer) {
    case 'earth': case 'land': return isArea ? 'land' : null;
    case 'water': case 'ocean': case 'lakes': return isArea ? 'water' : 'river';
    case 'waterway': case 'physical_line': case 'rivers': return isArea ? 'water' : 'river';
    case 'landcover': case 'landuse': case 'natural': case 'park': return !isArea ? null : WOOD.has(kind) ? 'wood' : URBAN.has(kind) ? 'urban' : null;
    case 'building': case 'buildings': return isArea ? 'building' : null;
    case 'road': case 'roads': case 'transportation': case 'transit':
      return isArea ? null : RAIL.has(kind) ? 'rail' : MAJOR.has(kind) ? 'major' : MINOR.has(kind) ? 'minor' : PATH.has(kind) ? 'path' : null;
    default: return null;
  }
}

const LINES: ReadonlySet<Paint> = new Set<Paint>(['river', 'path', 'minor', 'rail', 'major']);

/** The colours of the page's style, by its theme. */
export type Colors = Record<Paint | 'shade', string>;

export function colorsOf(element: Element): Colors {
  const style = getComputedStyle(element);
  const names: Record<Paint | 'shade', string> = { land: '--land', wood: '--wood', urban: '--urban', water: '--sea', river: '--river', building: '--building', path: '--road', minor: '--road', rail: '--rail', major: '--road-major', shade: '--tile-shade' };
  return Object.fromEntries(Object.entries(names).map(([paint, name]) => [paint, style.getPropertyValue(name)])) as Colors;
}

/** Paints a shape; `side` is how many pixels of the screen a side of the tile has, `zoom` the map's (that of tiles of 512). */
export function paint(context: CanvasRenderingContext2D, what: Paint, path: Path2D, colors: Colors, side: number, zoom: number): void {
  if (!LINES.has(what)) {
    context.fillStyle = colors[what];
    context.fill(path, 'nonzero');
    return;
  }
  const near = Math.max(0, zoom - 8);
  const width = { river: 0.8 + near * 0.25, path: 0.5, minor: 0.4 + near * 0.25, rail: 0.8, major: 0.8 + near * 0.4 }[what as 'river'];
  context.strokeStyle = colors[what];
  context.lineWidth = width / side;
  context.lineJoin = 'round';
  context.stroke(path);
}

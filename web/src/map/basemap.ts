// The basemap as drawable shapes: countries, first-level divisions, disputed borders and disputed areas of Natural Earth,
// in two TopoJSON files.

import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { Feature, FeatureCollection } from 'geojson';

export interface Named { name: string; shape: Feature }
export interface Basemap { countries: Named[]; admin1: Named[]; disputed: Named[]; disputedAreas: Named[] }

/** The outlines of the first file alone, or with those of the second, whose arcs are numbered on from the first's. */
export function readBasemap(first: unknown, second?: unknown): Basemap {
  const parts = [first, second ?? {}] as Partial<Topology>[];
  const topology = { ...first as Topology, objects: Object.assign({}, ...parts.map((t) => t.objects)), arcs: parts.flatMap((t) => t.arcs ?? []) };
  const object = (name: string): Named[] => {
    const found = topology.objects[name];
    return found ? named(feature(topology, found as GeometryCollection)) : [];
  };
  return { countries: object('countries'), admin1: object('admin1'), disputed: object('disputed'), disputedAreas: object('disputed_areas') };
}

/** Names as they stand on a map: `Homs (Hims)` is just `Homs`. */
function named(shapes: FeatureCollection): Named[] {
  return shapes.features.map((shape) => ({ name: String(shape.properties?.name ?? '').replace(/\s*\(.*\)$/, ''), shape }));
}

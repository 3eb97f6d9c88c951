// The basemap as drawable shapes: countries, first-level divisions, disputed borders and disputed areas of Natural Earth,
// in one TopoJSON file or as GeoJSON collections.

import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { Feature, FeatureCollection } from 'geojson';

export interface Named { name: string; shape: Feature }
export interface Basemap { countries: Named[]; admin1: Named[]; disputed: Named[]; disputedAreas: Named[] }

export function readBasemap(data: unknown): Basemap {
  const object = (name: string): Named[] => {
    const topology = data as Topology;
    if (topology?.type !== 'Topology') return named((data as Record<string, FeatureCollection | undefined> | null)?.[name]);
    const found = topology.objects[name];
    return found ? named(feature(topology, found as GeometryCollection)) : [];
  };
  return { countries: object('countries'), admin1: object('admin1'), disputed: object('disputed'), disputedAreas: object('disputed_areas') };
}

/** Names as they stand on a map: `Homs (Hims)` is just `Homs`. */
function named(shapes: FeatureCollection | undefined): Named[] {
  return (shapes?.features ?? []).map((shape) => ({ name: String(shape.properties?.name ?? '').replace(/\s*\(.*\)$/, ''), shape }));
}

// The basemap as drawable features: countries, first-level divisions and disputed borders of Natural Earth, in one
// TopoJSON file or as GeoJSON collections.

import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { Feature, FeatureCollection, Geometry } from 'geojson';

export interface Named { name: string; shape: Feature<Geometry> }
export interface Basemap {
  countries: Named[];
  admin1: Named[];
  land: Geometry | FeatureCollection;
  borders: Geometry | FeatureCollection;
  divisions: Geometry | FeatureCollection;
  disputed: Geometry | FeatureCollection;
}

export function readBasemap(data: unknown): Basemap {
  const topology = data as Topology;
  if (topology?.type === 'Topology') {
    const object = (name: string) => (topology.objects[name] ?? { type: 'GeometryCollection', geometries: [] }) as GeometryCollection;
    const land = feature(topology, object('countries')) as FeatureCollection;
    return {
      countries: named(land),
      admin1: named(feature(topology, object('admin1')) as FeatureCollection),
      land,
      borders: mesh(topology, object('countries')),
      // Only lines between two divisions: the outer ones are the countries' borders.
      divisions: mesh(topology, object('admin1'), (a, b) => a !== b),
      disputed: feature(topology, object('disputed')) as FeatureCollection,
    };
  }
  const plain = (data ?? {}) as { [name: string]: FeatureCollection | undefined };
  const collection = (name: string) => plain[name] ?? { type: 'FeatureCollection' as const, features: [] };
  const land = collection('countries');
  return { countries: named(land), admin1: named(collection('admin1')), land, borders: land, divisions: collection('admin1'), disputed: collection('disputed') };
}

/** Names as they stand on a map: `Homs (Hims)` is just `Homs`. */
function named(shapes: FeatureCollection): Named[] {
  return shapes.features.flatMap((shape) => {
    const name = String(shape.properties?.name ?? '').replace(/\s*\(.*\)$/, '');
    return name ? [{ name, shape }] : [];
  });
}

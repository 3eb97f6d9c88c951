// Where a point of the earth lies on the unzoomed map, for all that is drawn on it.

import { geoMercator } from 'd3-geo';

/** Pixels per radian of the unzoomed projection; all positions are kept in it and the zoom scales them. */
export const SCALE = 3000;

export const projection = geoMercator().scale(SCALE).translate([0, 0]);

export function project(lon: number, lat: number): [number, number] {
  return projection([lon, lat]) ?? [0, 0];
}

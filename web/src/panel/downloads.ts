// Links to the records of a view as files.

import { fileOf } from '../api.ts';
import { h } from '../dom.ts';
import * as strings from '../strings.ts';

/** One line of links for each layer; `query` is what the records were asked for with. */
export function downloads(layers: string[], query: string, formats: string[] = ['csv', 'jsonl', 'geojson', 'kml', 'geoparquet']): HTMLElement {
  return h('div', { class: 'downloads', 'data-testid': 'downloads' }, ...layers.map((what) => h('p', {}, `${strings.downloads.label(what)} `,
    ...formats.map((format) => h('a', { href: fileOf(what, query, format), download: '', 'aria-label': strings.downloads.link(what, format) }, strings.downloads.formats[format] ?? format)))));
}

// The map as a picture. The SVG is written out with the colours that the page's style gives it; the PNG is drawn from the
// same elements onto a canvas, since the page's policy lets no picture in from elsewhere, not even from itself. Tiles under
// the map are in both as they are on the screen, a picture of pixels.

import { s } from '../dom.ts';

const STYLES = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linejoin', 'paint-order', 'font-family', 'font-size', 'font-weight', 'letter-spacing', 'opacity', 'fill-opacity', 'stroke-opacity', 'visibility', 'vector-effect', 'text-anchor'];
/** Pixels of the PNG to one of the screen. */
const SHARP = 2;

/** The map as a file of its own, with a title and its sources below. */
export function asSvg(map: SVGSVGElement, title: string, credit: string): string {
  const copy = map.cloneNode(true) as SVGSVGElement;
  const { width, height } = map.getBoundingClientRect();
  const [of, to] = [[map, ...map.querySelectorAll('*')], [copy, ...copy.querySelectorAll('*')]];
  for (const [i, element] of of.entries()) {
    const target = to[i];
    if (!target || element.closest('defs')) continue;
    const style = getComputedStyle(element);
    for (const name of STYLES) {
      const value = style.getPropertyValue(name);
      // Attributes that name a pattern stay as they are; the style would give them the page's address.
      if (value && !value.startsWith('url(')) target.setAttribute(name, value);
    }
    for (const name of ['class', 'style', 'tabindex', 'role']) target.removeAttribute(name);
  }
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('viewBox', `0 0 ${width} ${height}`);
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const tiles = tilesUnder(map);
  copy.prepend(s('title', {}, title), s('rect', { width, height, fill: background(map) }), ...(tiles ? [s('image', { width, height })] : []));
  copy.append(s('text', { x: 8, y: height - 8, 'font-family': 'sans-serif', 'font-size': 11, fill: getComputedStyle(map).color }, `${title}. ${credit}`));
  const written = new XMLSerializer().serializeToString(copy);
  // Put in as text: the page itself may show no such picture.
  return tiles ? written.replace('<image ', `<image href="${tiles.toDataURL('image/png')}" `) : written;
}

const tilesUnder = (map: Element) => map.parentElement?.querySelector('canvas') ?? null;
const background = (map: Element) => getComputedStyle(map.closest('.map-area') ?? map).backgroundColor;

/** The map drawn onto a canvas. */
export async function asPng(map: SVGSVGElement, title: string, credit: string): Promise<Blob | null> {
  const { width, height } = map.getBoundingClientRect();
  const canvas = document.createElement('canvas');
  canvas.width = width * SHARP;
  canvas.height = height * SHARP;
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.scale(SHARP, SHARP);
  context.fillStyle = background(map);
  context.fillRect(0, 0, width, height);
  const tiles = tilesUnder(map);
  if (tiles) context.drawImage(tiles, 0, 0, width, height);
  for (const child of map.children) draw(child, context, map);
  context.fillStyle = getComputedStyle(map).color;
  context.font = '11px sans-serif';
  context.fillText(`${title}. ${credit}`, 8, height - 8);
  return new Promise((done) => canvas.toBlob(done, 'image/png'));
}

function draw(element: Element, context: CanvasRenderingContext2D, map: SVGSVGElement): void {
  if (!(element instanceof SVGGraphicsElement) || element.tagName === 'defs' || element.tagName === 'title') return;
  const style = getComputedStyle(element);
  if (style.visibility === 'hidden' && !element.children.length) return;
  context.save();
  const matrix = element.transform.baseVal.consolidate()?.matrix;
  if (matrix) context.transform(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f);
  context.globalAlpha *= Number(style.opacity || 1);
  if (element.children.length && element.tagName === 'g') for (const child of element.children) draw(child, context, map);
  else if (style.visibility !== 'hidden') paint(element, style, context, map);
  context.restore();
}

function paint(element: SVGGraphicsElement, style: CSSStyleDeclaration, context: CanvasRenderingContext2D, map: SVGSVGElement): void {
  const zoom = context.getTransform().a / SHARP;
  const stroke = () => {
    if (style.stroke === 'none') return false;
    context.strokeStyle = style.stroke;
    context.lineJoin = 'round';
    // Lines keep their width whatever the zoom, as on the page.
    const scale = style.getPropertyValue('vector-effect') === 'non-scaling-stroke' ? zoom : 1;
    context.lineWidth = Number.parseFloat(style.strokeWidth) / scale;
    context.setLineDash(style.strokeDasharray === 'none' ? [] : style.strokeDasharray.split(/[ ,]+/).map((n) => Number.parseFloat(n) / scale));
    return true;
  };
  if (element instanceof SVGTextElement) {
    context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    context.textAlign = style.textAnchor === 'middle' ? 'center' : style.textAnchor === 'end' ? 'right' : 'left';
    context.textBaseline = 'middle';
    if ('letterSpacing' in context) context.letterSpacing = style.letterSpacing === 'normal' ? '0px' : style.letterSpacing;
    const [x, y] = [Number(element.getAttribute('x') ?? 0), Number(element.getAttribute('y') ?? 0)];
    if (stroke()) context.strokeText(element.textContent ?? '', x, y);
    context.fillStyle = style.fill;
    context.fillText(element.textContent ?? '', x, y);
    return;
  }
  const path = pathOf(element);
  if (!path) return;
  const fill = element.getAttribute('fill')?.startsWith('url(#') ? pattern(element.getAttribute('fill') ?? '', map, context) : style.fill === 'none' ? null : style.fill;
  if (fill) {
    context.fillStyle = fill;
    context.globalAlpha *= Number(style.fillOpacity || 1);
    context.fill(path);
    context.globalAlpha /= Number(style.fillOpacity || 1) || 1;
  }
  if (stroke()) context.stroke(path);
}

function pathOf(element: Element): Path2D | null {
  if (element.tagName === 'path') return new Path2D(element.getAttribute('d') ?? '');
  if (element.tagName !== 'circle') return null;
  const path = new Path2D();
  path.arc(Number(element.getAttribute('cx') ?? 0), Number(element.getAttribute('cy') ?? 0), Number(element.getAttribute('r')), 0, 2 * Math.PI);
  return path;
}

/** The stripes of a contested place. */
function pattern(reference: string, map: SVGSVGElement, context: CanvasRenderingContext2D): CanvasPattern | null {
  const found = map.querySelector(reference.slice(4, -1));
  if (!found) return null;
  const tile = document.createElement('canvas');
  tile.width = Math.ceil(Number(found.getAttribute('width')) * SHARP);
  tile.height = Number(found.getAttribute('height')) * SHARP;
  const on = tile.getContext('2d');
  if (!on) return null;
  for (const stripe of found.children) {
    const value = (name: string) => Number(stripe.getAttribute(name)) * SHARP;
    on.fillStyle = stripe.getAttribute('fill') ?? '';
    on.fillRect(value('x'), value('y'), value('width'), value('height'));
  }
  const made = context.createPattern(tile, 'repeat');
  made?.setTransform(new DOMMatrix().rotate(45).scale(1 / SHARP));
  return made;
}

/** Hands a file to the reader. */
export function store(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// Building elements. Data becomes text nodes and attributes only, never markup, so nothing that a report says can run.

export type Child = Node | string | number | null | undefined | false;
type Props = { [name: string]: string | number | boolean | null | undefined | ((event: Event) => void) };

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), props, children);
}

export function s<K extends keyof SVGElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): SVGElementTagNameMap[K] {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), props, children);
}

function fill<E extends Element>(element: E, props: Props, children: Child[]): E {
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else setAttribute(element, name, value);
  }
  element.append(...children.filter((c) => c !== null && c !== undefined && c !== false).map((c) => (typeof c === 'number' ? String(c) : (c as Node | string))));
  return element;
}

/** `true` sets an empty attribute; `false`, `null` and `undefined` remove it. */
export function setAttribute(element: Element, name: string, value: string | number | boolean | null | undefined): void {
  if (value === false || value === null || value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
}

/** Sets those attributes that are not so already: setting one to what it is would have its element drawn anew. */
export function change(element: Element, attributes: { [name: string]: string | number | null | undefined }): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== (value === null || value === undefined ? null : String(value))) setAttribute(element, name, value);
  }
}

/** Makes these the children, in this order; those that stand where they should are not touched, which would be slow. */
export function setChildren(parent: Element, wanted: Element[]): void {
  const kept = new Set(wanted);
  for (const child of [...parent.children]) if (!kept.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const child of wanted) {
    // One that goes farther down stays until its turn comes.
    if (child !== next && child === next?.nextElementSibling) next = child;
    if (child === next) next = child.nextElementSibling;
    else parent.insertBefore(child, next);
  }
}

/** An address that may be opened: reports are untrusted, so `javascript:` and the like are dropped. */
export function webAddress(url: string | null): string | null {
  if (!url) return null;
  try {
    const parsed = new URL(url);
    return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed.href : null;
  } catch {
    return null;
  }
}

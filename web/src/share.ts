// The dialog behind *Share*: the link to what is shown, the map for another page, and the views that the reader named.

import { copy } from './copy.ts';
import { h } from './dom.ts';
import { store } from './map/export.ts';
import { type Saved, asFile, drop, keep, parsed, savedViews } from './saved.ts';
import { linkTo } from './state.ts';
import * as strings from './strings.ts';

export interface Share {
  dialog: HTMLDialogElement;
  /** `origins` may frame the map; none is told where the server cannot be asked to let any. */
  open(origins: string[] | undefined): void;
}

/** The path under which the map alone is shown, which the server lets other pages frame if it is told to. */
export const EMBED = '/embed';

/** Whether this page is the map alone. */
export const isEmbedded = () => location.pathname === EMBED;

/** The whole address of a view, on this page or as the map alone. */
export const address = (hash: string, path = '/') => `${location.origin}${path}${hash}`;

export function createShare(): Share {
  const told = h('p', { class: 'quiet small', role: 'status', 'data-testid': 'share-told' });
  const link = h('input', { type: 'text', readonly: true, 'data-testid': 'share-link', focus: () => link.select() });
  const code = h('textarea', { rows: 3, readonly: true, 'data-testid': 'share-embed', focus: () => code.select() });
  const name = h('input', { type: 'text', required: true, maxlength: 80, autocomplete: 'off', dir: 'auto', 'data-testid': 'view-name' });
  const list = h('ul', { class: 'saved', 'data-testid': 'saved-views' });
  const file = h('input', { type: 'file', accept: 'application/json,.json', 'data-testid': 'views-in', change: () => void takeIn() });
  const allowed = h('p', { class: 'quiet small' });
  const copier = (what: HTMLInputElement | HTMLTextAreaElement, testid: string) => h('button', { type: 'button', 'data-testid': testid, click: () => void tellCopied(what.value, what) }, strings.share.copy);
  const framing = h('section', {},
    h('h3', {}, strings.share.embed),
    h('div', { class: 'with-button' }, h('label', { class: 'labelled' }, strings.share.code, code), copier(code, 'copy-embed')),
    allowed);
  const dialog: HTMLDialogElement = h('dialog', { class: 'help share', 'aria-labelledby': 'share-title', 'data-testid': 'share', click: (event) => event.target === dialog && dialog.close() },
    h('header', {}, h('h2', { id: 'share-title' }, strings.share.title), h('button', { type: 'button', class: 'close', 'aria-label': strings.evidence.close, click: () => dialog.close() }, '✕')),
    told,
    h('div', { class: 'with-button' }, h('label', { class: 'labelled' }, strings.share.link, link), copier(link, 'copy-link')),
    h('h3', {}, strings.share.views),
    h('form', { class: 'with-button', submit: (event) => {
      event.preventDefault();
      changed(keep({ name: name.value.trim(), hash: linkTo({ claims: [] }) }), strings.share.kept(name.value.trim()));
      name.value = '';
    } }, h('label', { class: 'labelled' }, strings.share.name, name), h('button', { type: 'submit', 'data-testid': 'view-save' }, strings.share.save)),
    list,
    h('p', { class: 'quiet small' }, strings.share.where),
    h('p', { class: 'tools-row' },
      h('button', { type: 'button', 'data-testid': 'views-out', click: () => store(asFile(), 'dateline-views.json') }, strings.share.out),
      h('label', { class: 'labelled file' }, strings.share.in, file)),
    framing);
  return { dialog, open };

  function open(origins: string[] | undefined): void {
    if (document.querySelector('dialog[open]')) return;
    framing.hidden = origins === undefined;
    allowed.textContent = strings.share.allowed(origins ?? []);
    told.textContent = '';
    link.value = address(linkTo({}));
    code.value = `<iframe src="${address(linkTo({ claims: [], dispute: null }), EMBED).replaceAll('&', '&amp;').replaceAll('"', '%22')}" title="${strings.share.frame}" width="640" height="480"></iframe>`;
    draw();
    dialog.showModal();
    link.focus();
  }

  function draw(): void {
    const views = savedViews();
    list.replaceChildren(...(views.length ? views.map(item) : [h('li', { class: 'quiet' }, strings.share.none)]));
  }

  function item(view: Saved): HTMLElement {
    return h('li', { 'data-view': view.name },
      h('a', { href: view.hash, dir: 'auto', click: () => dialog.close() }, view.name),
      h('button', { type: 'button', class: 'link', 'aria-label': strings.share.copyOf(view.name), click: () => void tellCopied(address(view.hash), link) }, strings.share.copyLink),
      h('button', { type: 'button', class: 'link', 'aria-label': strings.share.deleteOf(view.name), click: () => {
        changed(drop(view.name), strings.share.dropped(view.name));
        name.focus();
      } }, strings.share.delete));
  }

  function changed(done: boolean, says: string): void {
    told.textContent = done ? says : strings.share.keepsNothing;
    draw();
  }

  async function takeIn(): Promise<void> {
    const chosen = file.files?.[0];
    if (!chosen) return;
    try {
      const views = parsed(await chosen.text());
      changed(keep(...views), strings.share.tookIn(views.length));
    } catch {
      told.textContent = strings.share.noViews(chosen.name);
    }
    file.value = '';
  }

  async function tellCopied(text: string, field: HTMLInputElement | HTMLTextAreaElement): Promise<void> {
    told.textContent = await copy(text, field);
  }
}

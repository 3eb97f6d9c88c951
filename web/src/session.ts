// Who is signed in, with what signs them in and out. Where the server has no accounts nothing of it is seen.

import { PROVIDER, type Session, changePassword, forget, getSession, makeFirst, signIn, signOut } from './api.ts';
import { createAccounts } from './accounts.ts';
import { type Child, h } from './dom.ts';
import { type Field, createForm } from './form.ts';
import * as strings from './strings.ts';

export interface SignIn {
  /** Who is signed in; for the bar. */
  element: HTMLElement;
  dialogs: HTMLDialogElement[];
  /** Whether it asks somebody to sign in. */
  asks(): boolean;
  /** Asks somebody to sign in, as the server wants it. */
  ask(): Promise<void>;
}

const NAME: Field = { label: strings.session.name, name: 'name', type: 'text', autocomplete: 'username' };
const PASSWORD: Field = { label: strings.session.password, name: 'password', type: 'password', autocomplete: 'current-password' };
const FRESH: Field = { label: strings.session.password, name: 'password', type: 'password', autocomplete: 'new-password', hint: strings.session.passwordHint };
const TOKEN: Field = { label: strings.session.token, name: 'token', type: 'text', autocomplete: 'off' };
const OLD: Field = { ...PASSWORD, label: strings.session.old, name: 'old' };

/** `entered` is called when somebody has signed in. */
export function createSession(entered: () => void): SignIn {
  const element = h('div', { class: 'session', hidden: true, 'data-testid': 'session' });
  /** Whether the dialog may be left without signing in. */
  let leavable = false;
  const dialog: HTMLDialogElement = h('dialog', {
    class: 'help sign-in', 'aria-labelledby': 'sign-in-title', 'data-testid': 'sign-in', cancel: (event) => !leavable && event.preventDefault(),
  });
  const accounts = createAccounts(() => void ask());
  void getSession().then(draw, () => undefined);
  return { element, dialogs: [dialog, accounts.dialog], asks: () => dialog.open && !leavable, ask };

  function draw(session: Session): void {
    element.hidden = !session.accounts;
    const admin = session.role === 'admin';
    element.replaceChildren(...(session.name
      ? [h('span', { class: 'quiet small', dir: 'auto', 'data-testid': 'signed-in' }, strings.session.as(session.name, session.role ?? '')),
        ...(admin ? [h('button', { type: 'button', class: 'tool', 'data-testid': 'open-accounts', click: () => void accounts.open(session.name ?? '') }, strings.accounts.title)] : []),
        h('button', { type: 'button', class: 'tool', click: change }, strings.session.change),
        h('button', { type: 'button', class: 'tool', 'data-testid': 'sign-out', click: () => void leave() }, strings.session.signOut)]
      : [h('button', { type: 'button', class: 'tool', click: () => void ask() }, strings.session.signIn)]));
  }

  async function ask(): Promise<void> {
    if (dialog.open) return;
    forget();
    const session = await getSession();
    draw(session);
    if (dialog.open || session.name) return;
    accounts.dialog.close();
    leavable = session.role !== null;
    if (session.first) {
      open(strings.session.first, [TOKEN, NAME, FRESH], strings.session.make, ([token = '', name = '', password = '']) => makeFirst(token, name, password), h('p', {}, strings.session.firstHint));
    } else {
      open(strings.session.title, [NAME, PASSWORD], strings.session.signIn, ([name = '', password = '']) => signIn(name, password),
        session.oidc && h('p', {}, h('a', { class: 'button', href: PROVIDER, 'data-testid': 'sign-in-provider' }, strings.session.provider)));
    }
  }

  function change(): void {
    leavable = true;
    open(strings.session.change, [OLD, { ...FRESH, label: strings.session.fresh }], strings.session.change, ([old = '', fresh = '']) => changePassword(old, fresh));
  }

  /** All that was read goes with whoever read it. */
  async function leave(): Promise<void> {
    await signOut();
    location.reload();
  }

  function open(title: string, fields: Field[], label: string, send: (values: string[]) => Promise<Session>, ...more: Child[]): void {
    const form = createForm('sign-in', fields, label, async (values) => {
      draw(await send(values));
      dialog.close();
      dialog.replaceChildren();
      entered();
    }, [h('h2', { id: 'sign-in-title' }, title), ...more], leavable && h('button', { type: 'button', click: () => dialog.close() }, strings.decide.cancel, ' ', h('kbd', {}, 'Esc')));
    dialog.replaceChildren(form.element);
    dialog.showModal();
    form.focus();
  }
}

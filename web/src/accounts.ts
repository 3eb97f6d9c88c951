// The dialog in which an admin says who has an account, what they may do, and which scripts are let in.

import { type Account, SignInNeeded, type Token, addAccount, addToken, changeAccount, getAccounts, removeAccount, revokeToken } from './api.ts';
import { copy } from './copy.ts';
import { published } from './dates.ts';
import { type Child, h } from './dom.ts';
import { type Field, createForm } from './form.ts';
import * as strings from './strings.ts';

export interface Accounts {
  dialog: HTMLDialogElement;
  /** Shows everybody who has an account to `me`, who is one of them. */
  open(me: string): Promise<void>;
}

const ROLES = Object.entries(strings.accounts.may);
const NAME: Field = { label: strings.accounts.name, name: 'name', type: 'text', autocomplete: 'off' };
const ROLE: Field = { label: strings.accounts.role, name: 'role', type: 'text', autocomplete: 'off', choices: ROLES };
const PASSWORD: Field = { label: strings.accounts.password, name: 'password', type: 'password', autocomplete: 'new-password', hint: strings.accounts.passwordHint, optional: true };
const FRESH: Field = { ...PASSWORD, label: strings.accounts.freshPassword, hint: strings.accounts.freshPasswordHint, optional: false };
const LABEL: Field = { label: strings.accounts.label, name: 'label', type: 'text', autocomplete: 'off', optional: true };
const EXPIRES: Field = { label: strings.accounts.expires, name: 'expires', type: 'date', autocomplete: 'off', hint: strings.accounts.expiresHint, optional: true };

/** `signedOut` is called when the server no longer knows whoever asks. */
export function createAccounts(signedOut: () => void): Accounts {
  let me = '';
  /** Counts what was asked for, so that a slow answer never takes the place of a later one. */
  let asked = 0;
  const told = h('p', { class: 'quiet', role: 'status', 'data-testid': 'accounts-told' });
  const body = h('div', { 'data-testid': 'accounts-body' });
  const dialog: HTMLDialogElement = h('dialog', {
    class: 'help accounts', 'aria-labelledby': 'accounts-title', 'data-testid': 'accounts',
    // The words of a token do not stay on the page.
    close: () => body.replaceChildren(),
  },
    h('header', {}, h('h2', { id: 'accounts-title' }, strings.accounts.title), h('button', { type: 'button', class: 'close', 'aria-label': strings.evidence.close, click: () => dialog.close() }, '✕')),
    told, body);
  return { dialog, open };

  async function open(name: string): Promise<void> {
    if (document.querySelector('dialog[open]')) return;
    me = name;
    told.textContent = '';
    body.replaceChildren(h('p', { class: 'quiet' }, strings.app.loading));
    dialog.showModal();
    await shown(everybody);
  }

  /** Draws what `view` makes of how things stand, says what was done, and goes to the element with the mark `to`. */
  async function shown(view: (users: Account[], tokens: Token[]) => Node[], says = '', to?: string): Promise<void> {
    const mine = ++asked;
    try {
      const { users, tokens } = await getAccounts();
      if (mine !== asked || !dialog.open) return;
      body.replaceChildren(...view(users, tokens));
      told.textContent = says;
      if (to) body.querySelector<HTMLElement>(`[data-to="${CSS.escape(to)}"]`)?.focus();
    } catch (error) {
      if (error instanceof SignInNeeded) signedOut();
      else told.textContent = strings.capital(error instanceof Error ? error.message : String(error));
    }
  }

  /** A form that leaves the dialog to whoever asks for a sign-in, where the session has ended. */
  function form(id: string, title: string, fields: Field[], send: (values: string[]) => Promise<void>, label = title): HTMLElement {
    return createForm(id, fields, label, (values) => orOut(send(values)), [h('h3', {}, title)]).element;
  }

  async function orOut(done: Promise<void>): Promise<void> {
    try {
      await done;
    } catch (error) {
      if (!(error instanceof SignInNeeded)) throw error;
      signedOut();
    }
  }

  function everybody(users: Account[]): Node[] {
    return [
      h('div', { class: 'scroll-x' }, h('table', { class: 'accounts-table', 'data-testid': 'accounts-list' }, h('caption', {}, strings.accounts.caption(users.length)),
        head(strings.accounts.columns),
        h('tbody', {}, ...users.map((user) => h('tr', { 'data-account': user.name },
          h('th', { scope: 'row' }, h('button', { type: 'button', class: 'link', dir: 'auto', 'data-to': user.name, 'aria-label': strings.accounts.manage(user.name), click: () => void one(user.name, '', user.name) }, user.name),
            user.name === me && h('small', {}, ` ${strings.accounts.you}`)),
          ...cells(strings.accounts.columns, strings.accounts.roles[user.role], strings.accounts.ways(user), user.tokens, published(user.created))))))),
      form('account', strings.accounts.add, [NAME, ROLE, PASSWORD], async ([name = '', role = '', password = '']) => {
        const made = await addAccount({ name, role, ...(password ? { password } : {}) });
        await shown(everybody, strings.accounts.added(made.name), made.name);
      }),
    ];
  }

  /** Shows one account; `made` is a token that was just made for it, and the day with which it ends. */
  function one(name: string, says: string, to: string, made?: { token: string; day: string }): Promise<void> {
    return shown((users, tokens) => {
      const user = users.find((u) => u.name === name);
      // Somebody else may have removed it.
      return user ? account(user, tokens.filter((t) => t.name === name), made) : everybody(users);
    }, says, to);
  }

  function account(user: Account, tokens: Token[], made?: { token: string; day: string }): Node[] {
    const { name } = user;
    const copier = h('button', { type: 'button', 'data-testid': 'copy-token', click: async () => {
      told.textContent = await copy(words.value, words);
    } }, strings.share.copy);
    const words = h('input', { type: 'text', readonly: true, value: made?.token, 'data-to': 'fresh', 'data-testid': 'new-token', 'aria-describedby': 'token-hint', focus: () => words.select() });
    return [
      h('button', { type: 'button', class: 'link', 'data-testid': 'all-accounts', click: () => void shown(everybody, '', name) }, `‹ ${strings.accounts.all}`),
      h('h3', { class: 'account-name', tabindex: -1, 'data-to': name, 'data-testid': 'account-name' }, h('bdi', {}, name), name === me && h('small', {}, ` ${strings.accounts.you}`)),
      h('p', { class: 'quiet small' }, strings.accounts.about(user)),
      ...(user.subject === null ? [] : [h('p', { class: 'quiet small' }, strings.accounts.subject(user.subject))]),
      h('div', { class: 'side-forms' },
        form('role', strings.accounts.changeRole, [{ ...ROLE, value: user.role, hint: strings.accounts.roleHint }], async ([role = '']) => {
          const changed = await changeAccount(name, { role });
          await one(name, strings.accounts.changed(name, changed.role), name);
        }),
        form('password', strings.accounts.setPassword, [FRESH], async ([password = '']) => {
          await changeAccount(name, { password });
          await one(name, strings.accounts.passwordSet(name), name);
        })),
      h('h3', { tabindex: -1, 'data-to': 'tokens' }, strings.accounts.tokens),
      made && h('div', { class: 'outcome' }, h('div', { class: 'with-button' }, h('label', { class: 'labelled' }, strings.accounts.fresh, words), copier), h('p', { class: 'small', id: 'token-hint' }, strings.accounts.freshHint(made.day))),
      tokens.length ? tokenTable(name, tokens) : h('p', { class: 'quiet small' }, strings.accounts.noTokens),
      form('token', strings.accounts.makeToken, [LABEL, { ...EXPIRES, min: new Date().toISOString().slice(0, 10) }], async ([label = '', day = '']) => {
        const { token } = await addToken(name, { ...(label.trim() ? { label: label.trim() } : {}), ...(day ? { expires: day } : {}) });
        // Its words are told only once, so they do not wait for what else is asked.
        if (dialog.open) body.replaceChildren(...account(user, tokens, { token, day }));
        await one(name, strings.accounts.tokenMade, 'fresh', { token, day });
      }),
      h('h3', {}, strings.accounts.remove),
      confirmed('remove', strings.accounts.remove, strings.accounts.removeAsk(name), strings.accounts.removeYes(name), async () => {
        await removeAccount(name);
        await shown(everybody, strings.accounts.removed(name), me);
      }),
    ].filter((node) => node !== undefined);
  }

  function tokenTable(name: string, tokens: Token[]): HTMLElement {
    return h('table', { class: 'accounts-table', 'data-testid': 'tokens' }, h('caption', {}, strings.accounts.tokensCaption(tokens.length)),
      head(strings.accounts.tokenColumns),
      h('tbody', {}, ...tokens.map(({ number, label, created, expires }) => {
        const called = label ?? strings.accounts.noLabel(number);
        return h('tr', { 'data-token': number },
          h('th', { scope: 'row', dir: 'auto' }, called), ...cells(strings.accounts.tokenColumns, expires === null ? strings.accounts.never : published(expires), published(created)),
          h('td', {}, confirmed(`revoke-${number}`, strings.accounts.revoke, strings.accounts.revokeAsk(called), strings.accounts.revokeOf(called), async () => {
            await revokeToken(name, number);
            await one(name, strings.accounts.revoked(called), 'tokens');
          }, strings.accounts.revokeOf(called))));
      })));
  }

  /** A button that asks once more before it does what cannot be taken back. */
  function confirmed(id: string, label: string, question: string, yes: string, act: () => Promise<void>, name?: string): HTMLElement {
    const problem = h('p', { class: 'notice', role: 'alert', hidden: true, 'data-testid': `${id}-problem` });
    const first = h('button', { type: 'button', 'aria-label': name, 'data-testid': id, click: () => asks(true) }, label);
    const keep = h('button', { type: 'button', click: () => asks(false) }, strings.accounts.keep);
    const asking = h('div', { role: 'group', 'aria-label': question, hidden: true }, h('p', { class: 'small' }, question),
      h('p', { class: 'tools-row' }, h('button', { type: 'button', class: 'warn', 'data-testid': `${id}-yes`, click: () => void done() }, yes), keep), problem);
    return h('div', { class: 'confirmed' }, first, asking);

    function asks(whether: boolean): void {
      first.hidden = whether;
      asking.hidden = !whether;
      problem.hidden = true;
      (whether ? keep : first).focus();
    }

    async function done(): Promise<void> {
      try {
        await orOut(act());
      } catch (error) {
        problem.textContent = strings.capital(error instanceof Error ? error.message : String(error));
        problem.hidden = false;
      }
    }
  }
}

const head = (columns: string[]) => h('thead', {}, h('tr', {}, ...columns.map((column) => h('th', { scope: 'col' }, column))));
/** The cells beside the head of a row; on a phone each says what it tells. */
const cells = (columns: string[], ...values: Child[]) => values.map((value, i) => h('td', { 'data-label': columns[i + 1] }, value));

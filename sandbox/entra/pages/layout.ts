import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

const style = raw(`
  :root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --card: #fff; --back: #eef1f4; --act: #0b5cab; --bad: #b3261e }
  @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b1; --line: #3d444d; --card: #1c2128; --back: #0f1318; --act: #6cb6ff; --bad: #ff8a80 } }
  * { box-sizing: border-box }
  body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--back); min-height: 100vh; display: flex; flex-direction: column }
  .banner { background: #ffd33d; color: #1b1f24; padding: .4rem 1rem; text-align: center; font-weight: 600 }
  main { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 2rem; width: min(28rem, calc(100% - 2rem)); margin: 3rem auto }
  h1 { font-size: 1.4rem; margin: 0 0 .5rem } p { margin: .5rem 0 } .soft { color: var(--soft); font-size: .9rem }
  label { display: block; margin: 1rem 0 .25rem; font-weight: 600 }
  input[type=text], input[type=email], input[type=password] { width: 100%; padding: .6rem; font: inherit; color: inherit; background: transparent; border: 1px solid var(--soft); border-radius: 6px }
  .actions { display: flex; gap: .75rem; justify-content: flex-end; margin-top: 1.5rem }
  button { font: inherit; padding: .55rem 1.4rem; border-radius: 6px; border: 1px solid var(--soft); background: transparent; color: inherit; cursor: pointer }
  button.main { background: var(--act); border-color: var(--act); color: var(--card); font-weight: 600 }
  :focus-visible { outline: 3px solid var(--act); outline-offset: 2px }
  .error { color: var(--bad); border-left: 4px solid var(--bad); padding-left: .75rem; overflow-wrap: anywhere }
  ul { padding-left: 1.2rem } li { margin: .4rem 0 } code { overflow-wrap: anywhere } dt { font-weight: 600 } dd { margin: 0 0 .5rem; overflow-wrap: anywhere }
`);

/** The frame of every page. Says first of all that this is not Microsoft's. No script, no image, nothing from elsewhere. */
export const layout = (title: string, body: Html | Html[]): Html => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} (sandbox)</title>
<style>${style}</style>
</head>
<body>
<div class="banner" role="note">Sandbox — not Microsoft. An emulator on this machine; type no real password.</div>
${body}
</body>
</html>`;

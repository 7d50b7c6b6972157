/** The page that the browser shows when it is back. Without scripts, pictures or anything from elsewhere. */
export function landingPage(error: string | null): string {
  const [title, text, mark, kind] =
    error === null
      ? ["Signed in", "The command line checks the answer and calls the API.", "✓", "good"]
      : ["Not signed in", "The command line says why, and what to do.", "✕", "bad"];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
  :root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --card: #fff; --back: #eef1f4; --good: #1a7f37; --bad: #b3261e }
  @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b1; --line: #3d444d; --card: #1c2128; --back: #0f1318; --good: #3fb950; --bad: #ff8a80 } }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--back) }
  main { box-sizing: border-box; width: min(28rem, calc(100% - 2rem)); padding: 2rem; text-align: center; background: var(--card); border: 1px solid var(--line); border-radius: 10px }
  .mark { display: grid; place-items: center; width: 3rem; height: 3rem; margin: 0 auto 1rem; border: 3px solid; border-radius: 50%; font-size: 1.5rem; line-height: 1 }
  .good { color: var(--good) } .bad { color: var(--bad) }
  h1 { font-size: 1.4rem; margin: 0 0 .5rem } p { margin: 0 } .soft { margin-top: 1rem; color: var(--soft); font-size: .9rem }
</style>
</head>
<body><main><div class="mark ${kind}" aria-hidden="true">${mark}</div><h1>${title}</h1><p>${text}</p><p class="soft">You can close this page.</p></main></body>
</html>
`;
}

/** The page that the browser shows when it is back. Without scripts, pictures or anything from elsewhere. */
export function landingPage(error: string | null): string {
  const [title, text] =
    error === null
      ? ["Signed in", "The command line has what it needs. You can close this page."]
      : ["Not signed in", "The command line says why. You can close this page."];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
  :root { color-scheme: light dark; font: 1.05rem/1.5 system-ui, sans-serif; }
  body { display: grid; place-content: center; min-height: 90vh; margin: 0 1rem; text-align: center; }
  h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
  p { margin: 0; }
</style>
</head>
<body><main><h1>${title}</h1><p>${text}</p></main></body>
</html>
`;
}

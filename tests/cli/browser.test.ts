import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type Browser, chromium, type Page } from "playwright-core";
import { entra } from "../../sandbox/seed.ts";
import type { Sandbox } from "../../sandbox/start.ts";
import { findBrowser } from "./find-browser.ts";
import { type Provisioned, provision, startTrustedSandbox } from "./fixture.ts";
import { freePort } from "./free-port.ts";
import { type Run, runInvoke } from "./run-invoke.ts";

const executablePath = findBrowser();

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // What it does in processes of its own takes a fifth of all that it takes.
  "--in-process-gpu",
  "--disable-software-rasterizer",
  "--no-zygote",
  "--renderer-process-limit=1",
  "--enable-features=NetworkServiceInProcess2",
];
const { ada, eve } = entra.users;

(executablePath ? describe : describe.skip)("a person with a browser", () => {
  let sandbox: Sandbox;
  let browser: Browser;
  let made: Provisioned;

  beforeAll(async () => {
    sandbox = await startTrustedSandbox();
    browser = await chromium.launch({ executablePath, headless: true, args: flags });
  });
  afterAll(async () => {
    await browser?.close();
    await sandbox?.stop();
  });
  beforeEach(async () => {
    for (const { url } of [sandbox.entra, sandbox.choreo])
      await fetch(`${url}/_sandbox/reset`, { method: "POST" });
    made = await provision(sandbox, {
      adminConsent: false,
      redirectUris: [`https://localhost:${await freePort()}/`],
    });
  });

  const pages = new Map<boolean, Page>();

  /** Where nobody has signed in. The page of the test before, if it is open still: a new one is a second of processor time. */
  async function pageFor(javaScriptEnabled: boolean): Promise<Page> {
    const last = pages.get(javaScriptEnabled);
    const page =
      last && !last.isClosed() ? last : await browser.newPage({ ignoreHTTPSErrors: true, javaScriptEnabled });
    pages.set(javaScriptEnabled, page);
    await page.context().clearCookies();
    return page;
  }

  /** Runs `invoke` while `person` sits before the browser that it opens. */
  async function invoke(
    person: (page: Page) => Promise<unknown>,
    { javaScriptEnabled = true, args = [] as string[] } = {},
  ): Promise<Run & { lastPage: string }> {
    let lastPage = "";
    let sitting: Promise<unknown> = Promise.resolve();
    const openBrowser = async (url: string) => {
      const page = await pageFor(javaScriptEnabled);
      await page.goto(url);
      sitting = person(page).then(async () => {
        if (!page.isClosed()) lastPage = (await page.textContent("body")) ?? "";
      });
    };
    const call = ["--client", "storefront", "--api", "books", "--operation", "GET /books"];
    const run = await runInvoke([...call, "--scope", "books_read", "--timeout", "20", ...args], {
      outputs: made.outputs,
      env: sandbox.env,
      openBrowser,
    });
    await sitting;
    return { ...run, lastPage };
  }

  async function signIn(page: Page, user: { userPrincipalName: string }): Promise<void> {
    await page.getByLabel("User principal name").fill(user.userPrincipalName);
    await page.getByLabel("Password").fill(entra.password);
    await page.getByRole("button", { name: "Sign in" }).click();
  }

  async function signInByKeyboard(page: Page): Promise<void> {
    // The first field has the focus when the page opens; on a busy machine a moment after it is there.
    await page.locator("input:focus").waitFor();
    await page.keyboard.type(ada.userPrincipalName);
    await page.keyboard.press("Tab");
    await page.keyboard.type(entra.password);
    await page.keyboard.press("Enter");
  }

  /** Tabs to a button, which must show that it has the focus, and presses Enter. */
  async function press(page: Page, name: string): Promise<void> {
    const button = page.getByRole("button", { name });
    await button.waitFor();
    for (let presses = 0; presses < 10; presses++) {
      await page.keyboard.press("Tab");
      if (await button.evaluate((element) => element.matches(":focus-visible"))) break;
    }
    await page.keyboard.press("Enter");
  }

  async function signInAndAccept(page: Page): Promise<void> {
    await signIn(page, ada);
    await page.getByRole("button", { name: "Accept" }).click();
    await page.getByText("You can close this page").waitFor();
  }

  function expectCalled(run: Run & { lastPage: string }): void {
    expect(run).toMatchObject({ code: 0, lastPage: expect.stringContaining("Signed in") });
    expect(run.out).toContain("Status: 200");
    expect(run.out).toContain("urn:taylordean:books:books_read");
    expect(run.out + run.err).not.toContain(made.outputs.connections.storefront.clientSecret);
  }

  test("signs in, consents and lands on the listener", async () => {
    expectCalled(
      await invoke(async (page) => {
        expect(await page.textContent(".banner")).toContain("Sandbox");
        await signInAndAccept(page);
      }),
    );
  });

  test("does so without JavaScript", async () =>
    expectCalled(await invoke(signInAndAccept, { javaScriptEnabled: false })));

  test.each([true, false])("does so with the keyboard alone, JavaScript: %s", async (javaScriptEnabled) =>
    expectCalled(
      await invoke(
        async (page) => {
          await signInByKeyboard(page);
          await press(page, "Accept");
          await page.getByText("You can close this page").waitFor();
        },
        { javaScriptEnabled },
      ),
    ),
  );

  test.each([true, false])("declines with the keyboard alone, JavaScript: %s", async (javaScriptEnabled) => {
    const run = await invoke(
      async (page) => {
        await signInByKeyboard(page);
        await press(page, "Cancel");
        await page.getByText("You can close this page").waitFor();
      },
      { javaScriptEnabled },
    );
    expect(run).toMatchObject({ code: 3, out: "", lastPage: expect.stringContaining("Not signed in") });
    expect(run.err).toContain("The person declined to consent.");
  });

  test("says on each page that it is an emulator, asks for nothing from elsewhere and runs no script", async () => {
    const elsewhere: string[] = [];
    const pages: [title: string, banner: string | null, scripts: number][] = [];
    const look = async (page: Page) =>
      pages.push([
        await page.title(),
        await page.textContent(".banner"),
        await page.locator("script").count(),
      ]);
    await invoke(async (page) => {
      page.on("request", (request) => {
        const { hostname } = new URL(request.url());
        if (hostname !== "localhost") elsewhere.push(request.url());
      });
      await look(page);
      await signIn(page, ada);
      await page.getByRole("button", { name: "Accept" }).waitFor();
      await look(page);
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.getByText("You can close this page").waitFor();
    });
    const banner = expect.stringContaining("Sandbox — not Microsoft.");
    expect(pages).toEqual([
      ["Sign in (sandbox)", banner, 0],
      ["Permissions requested (sandbox)", banner, 0],
    ]);
    expect(elsewhere).toEqual([]);
  });

  test("mistypes the password and tries again", async () =>
    expectCalled(
      await invoke(async (page) => {
        await page.getByLabel("User principal name").fill(ada.userPrincipalName);
        await page.getByLabel("Password").fill("wrong");
        await page.keyboard.press("Enter");
        await page.getByRole("alert").getByText("AADSTS50126").waitFor();
        await signInAndAccept(page);
      }),
    ));

  test("finds the name filled in with --user", async () =>
    expectCalled(
      await invoke(
        async (page) => {
          expect(await page.getByLabel("User principal name").inputValue()).toBe(ada.userPrincipalName);
          await signInAndAccept(page);
        },
        { args: ["--user", ada.userPrincipalName] },
      ),
    ));

  test("gives up at the sign-in page", async () => {
    const run = await invoke(async (page) => {
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.getByText("You can close this page").waitFor();
    });
    expect(run).toMatchObject({ code: 3, out: "", lastPage: expect.stringContaining("Not signed in") });
    expect(run.err).toContain("The sign-in was refused: access_denied.");
  });

  test("is not assigned: Entra says so, and nobody comes back", async () => {
    const run = await invoke(
      async (page) => {
        await signIn(page, eve);
        await page.getByText("AADSTS50105").waitFor();
      },
      { args: ["--timeout", "1"] },
    );
    expect(run.code).toBe(3);
    expect(run.err).toContain("Nobody came back from the sign-in within 1 s.");
  });

  test("closes the browser", async () => {
    const run = await invoke((page) => page.close(), { args: ["--timeout", "1"] });
    expect(run).toMatchObject({ code: 3, out: "" });
    expect(run.err).toContain("Nobody came back from the sign-in within 1 s.");
  });
});

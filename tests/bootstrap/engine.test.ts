import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Checkout } from "./checkout.ts";

let checkout: Checkout;
beforeEach(async () => {
  checkout = await Checkout.make();
});
afterEach(() => checkout.remove());

const engine = async () =>
  JSON.parse(await readFile(join(checkout.folder, ".sandbox", "engine.json"), "utf8")) as {
    source: string;
    version: string;
    folder: string;
  };

/** Where a built engine is kept. */
const kept = () =>
  join(checkout.cache, "choreo-azuread", `pulumi-3.259.0-go-${process.platform}-${process.arch}`);

/** `curl` that answers with an installer which puts a `pulumi` where it was told to. */
const INSTALLER = `cat <<'SCRIPT'
while [ $# -gt 0 ]; do
  case "$1" in
    --version) version=$2; shift 2 ;;
    --install-root) root=$2; shift 2 ;;
    --no-edit-path) quiet=yes; shift ;;
  esac
done
[ "$quiet" = yes ] || exit 9
mkdir -p "$root/bin"
echo "echo v$version" > "$root/bin/pulumi"
chmod +x "$root/bin/pulumi"
SCRIPT`;

const NO_NETWORK = 'echo "curl: (6) Could not resolve host: get.pulumi.com" >&2; exit 6';

/** `go build … -o FILE …` */
const GO = `while [ "$1" != -o ]; do shift; done
echo github.com/pulumi/pulumi/pkg/v3 >&2
printf '#!/bin/sh\\necho v3.259.0\\n' > "$2"
chmod +x "$2"`;

describe("the user's own pulumi", () => {
  test("is used when it is new enough and has its language host", async () => {
    await checkout.tool("pulumi", "echo v3.230.1");
    await checkout.tool("pulumi-language-nodejs", "exit 0");
    const { code, stderr } = await checkout.run();
    expect(stderr).toContain("your own");
    expect(code).toBe(0);
    expect(await engine()).toMatchObject({ source: "path", version: "3.230.1", folder: checkout.bin });
  });

  test.each([
    ["is too old", "echo v3.100.0", "is 3.100.0; needed is 3.218.0 or newer, below 4"],
    ["is of the next major version", "echo v4.0.0", "is 4.0.0; needed is 3.218.0 or newer, below 4"],
    ["is broken", "exit 3", "does not say its version"],
  ])("is passed over when it %s", async (_case, script, reason) => {
    await checkout.tool("pulumi", script);
    await checkout.tool("pulumi-language-nodejs", "exit 0");
    await checkout.tool("curl", NO_NETWORK);
    const { code, stderr } = await checkout.run();
    expect(code).toBe(1);
    expect(stderr).toContain(reason);
  });

  test("is passed over when it has no language host", async () => {
    await checkout.tool("pulumi", "echo v3.259.0");
    await checkout.tool("curl", INSTALLER);
    const { stderr } = await checkout.run();
    expect(stderr).toContain("official download");
    expect((await engine()).source).toBe("installer");
  });
});

describe("the official installer", () => {
  test("puts the pinned version into the cache, and nothing elsewhere", async () => {
    await checkout.tool("curl", INSTALLER);
    expect((await checkout.run()).code).toBe(0);
    const { source, version, folder } = await engine();
    expect({ source, version }).toEqual({ source: "installer", version: "3.259.0" });
    expect(folder.startsWith(join(checkout.cache, "choreo-azuread"))).toBe(true);
    expect(readdirSync(checkout.folder)).not.toContain(".pulumi");
  });

  test("that fails half-way leaves nothing in the cache, and the next way is taken", async () => {
    await checkout.tool("curl", `cat <<'SCRIPT'\necho "the download broke off" >&2; exit 1\nSCRIPT`);
    await checkout.tool("go", GO);
    const { stderr } = await checkout.run();
    expect(stderr).toContain(
      "the official installer failed: the download broke off. So building 3.259.0 with Go",
    );
    expect((await engine()).source).toBe("go");
    expect(readdirSync(dirname(kept()))).toEqual([basename(kept())]);
  });
});

describe("the build with Go", () => {
  test("says why it is needed and how long it takes; makes the launchers beside the CLI", async () => {
    await checkout.tool("curl", NO_NETWORK);
    await checkout.tool("go", GO);
    const { code, stderr } = await checkout.run();
    expect(code).toBe(0);
    expect(stderr).toContain("`pulumi` is not on PATH; https://get.pulumi.com cannot be reached");
    expect(stderr).toContain("4 to 6 minutes on 2 cores, once per machine");
    expect(readdirSync((await engine()).folder).sort()).toEqual([
      "pulumi",
      "pulumi-analyzer-policy",
      "pulumi-language-nodejs",
      "pulumi-resource-pulumi-nodejs",
    ]);
  });

  test("happens once per machine: another checkout finds it in the cache", async () => {
    await checkout.tool("curl", NO_NETWORK);
    await checkout.tool("go", `echo built >> "$HOME/builds"\n${GO}`);
    const other = await Checkout.make();
    try {
      await checkout.run();
      const { code } = await other.run([], { ...checkout.env() });
      expect(code).toBe(0);
      expect(await readFile(join(checkout.folder, "builds"), "utf8")).toBe("built\n");
    } finally {
      await other.remove();
    }
  });

  test("is not needed again where Go has gone since, and that is said", async () => {
    await checkout.tool("curl", NO_NETWORK);
    await checkout.tool("go", GO);
    const other = await Checkout.make();
    try {
      await checkout.run();
      await rm(join(checkout.bin, "go"));
      const { code, stderr } = await other.run([], checkout.env());
      expect({ code, stderr }).toEqual({
        code: 0,
        stderr: expect.stringContaining("3.259.0, built with Go earlier, "),
      });
    } finally {
      await other.remove();
    }
  });

  test.each([
    ["does not run", "kill -9 $$"],
    ["is of another version", "echo v3.258.0"],
  ])("happens anew where what is kept %s, and without Go that is said", async (_case, script) => {
    await checkout.tool("curl", NO_NETWORK);
    await mkdir(kept(), { recursive: true });
    const binary = join(kept(), "pulumi");
    await writeFile(binary, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const without = await checkout.run();
    expect(without.code).toBe(1);
    expect(without.stderr).toContain(
      `\`go\` is not on PATH, so it cannot be built; what is kept as ${binary} does not run as 3.259.0`,
    );
    await checkout.tool("go", GO);
    expect((await checkout.run()).code).toBe(0);
    expect(await readFile(binary, "utf8")).toContain("v3.259.0");
  });

  test("that two start at once happens once", async () => {
    await checkout.tool("curl", NO_NETWORK);
    await checkout.tool("go", `echo built >> "$HOME/builds"\nsleep 1\n${GO}`);
    const [first, second] = await Promise.all([checkout.run(), checkout.run()]);
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(await readFile(join(checkout.folder, "builds"), "utf8")).toBe("built\n");
  });

  test("that breaks off leaves no half binary", async () => {
    await checkout.tool("curl", NO_NETWORK);
    await checkout.tool("go", `while [ "$1" != -o ]; do shift; done\necho half > "$2"\nkill -9 $$`);
    expect((await checkout.run()).code).toBe(1);
    expect(readdirSync(kept())).toEqual([]);
  });

  test.each([
    ["dial tcp: lookup proxy.golang.org: no such host", "Go cannot reach its module proxy"],
    ["link: write: no space left on device", "Go ran out of disk space"],
    ["go: errors parsing go.mod", "the build with Go failed: go: errors parsing go.mod"],
  ])("that fails with %j is explained", async (message, explanation) => {
    await checkout.tool("curl", NO_NETWORK);
    await checkout.tool("go", `echo "${message}" >&2; exit 1`);
    const { code, stderr } = await checkout.run();
    expect(code).toBe(1);
    expect(stderr).toContain(explanation);
  });
});

test("with none of the three ways, all reasons and the next steps are named; nothing runs", async () => {
  await checkout.tool("curl", NO_NETWORK);
  const { code, stderr, stdout } = await checkout.run(["--", "node", "-p", "'ran'"]);
  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toContain("`pulumi` is not on PATH");
  expect(stderr).toContain("Could not resolve host: get.pulumi.com");
  expect(stderr).toContain("`go` is not on PATH");
  expect(stderr).toContain("install Pulumi yourself");
  expect(stderr).not.toContain("    at ");
});

test("CHOREO_AZUREAD_ENGINE allows one way only, and says what it may be", async () => {
  await checkout.tool("pulumi", "echo v3.259.0");
  await checkout.tool("pulumi-language-nodejs", "exit 0");
  await checkout.tool("go", GO);
  await checkout.run();
  expect((await engine()).source).toBe("path");
  await checkout.run([], { CHOREO_AZUREAD_ENGINE: "go" });
  expect((await engine()).source).toBe("go");
  const wrong = await checkout.run([], { CHOREO_AZUREAD_ENGINE: "rust" });
  expect(wrong.stderr).toContain("set it to path, installer or go");
});

test("an engine that has gone since is found anew", async () => {
  await checkout.tool("curl", INSTALLER);
  await checkout.run();
  await rm((await engine()).folder, { recursive: true });
  const { code } = await checkout.run();
  expect(code).toBe(0);
  expect(existsSync(join((await engine()).folder, "pulumi"))).toBe(true);
});

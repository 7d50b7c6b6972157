/**
 * `npm run specs`: the official OpenAPI files, which the contract tests hold provider and emulators to. They are WSO2's and Microsoft's
 * (Apache-2.0 and MIT), and no part of this repository: fetched once into the cache folder, each from a commit that never changes,
 * and kept only with the sum that it has here.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { specsFolder } from "./specsFolder.ts";

export interface Spec {
  /** Where it is kept, below the folder. */
  file: string;
  /** Where it is had, below the server: `wso2/carbon-apimgt/<commit>/<path>`. */
  path: string;
  sha256: string;
}

const APIMGT = "wso2/carbon-apimgt";
const COMMON = "components/apimgt/org.wso2.carbon.apimgt.rest.api.common/src/main/resources";
const room = (name: string) =>
  `components/apimgt/org.wso2.carbon.apimgt.rest.api.${name}.v1/src/main/resources`;

/** API Manager 4.6.0, the branch that is closest to Choreo, API Manager 4.0.0, and Microsoft Graph's types. */
export const SPECS: Spec[] = [
  ...from(`${APIMGT}/e62b84c9162066dc198a61f0837538e2cd435fd6`, {
    "publisher-api.yaml": [COMMON, "b5ce6ef7d73b4f6887a9f8f17cd69910caa6c3b2677781004e510fc54d534202"],
    "devportal-api.yaml": [COMMON, "3270ffa6cdbc0a38e0883831152fd570d5b4959dc98bf1d7fa75d5b9e5d2e282"],
    "admin-api.yaml": [COMMON, "9a16174d744145021d6b9e7f0a2896e0808afab04ad496914418917b92ff2ee2"],
    "dcr.yaml": [COMMON, "7462a0e9917b630c2df28c567034a4ba2bb6a47a55a1e3d20fa06d3561db6623"],
  }),
  ...from(`${APIMGT}/b7f92069e7fe541ce4a936a5108b5e5112227b8d`, {
    "choreo-branch-9.22.x/publisher-api.yaml": [
      room("publisher"),
      "46221c4224c23e00559064752952697bec77bf114599c85c2802f2e39e27f0dc",
    ],
    "choreo-branch-9.22.x/devportal-api.yaml": [
      room("store"),
      "cf4375690e5c1bf23cd93fedc44972efb824904b2b1c58c247cb127bc02de248",
    ],
    "choreo-branch-9.22.x/admin-api.yaml": [
      room("admin"),
      "be0f0b4d03b5b2a04be739815e9e6ec1b8ff51326ae92e1fbe5895abf69bbf16",
    ],
  }),
  ...from(`${APIMGT}/14aa6c57649815b7d45916da075acacf55d5bc1d`, {
    "apim-4.0.0-v2/publisher-api.yaml": [
      room("publisher"),
      "cdbebfd5d7e4da2e67e8711fffc619bf29a35044e6d99acf84d81583679dc31b",
    ],
    "apim-4.0.0-v2/devportal-api.yaml": [
      room("store"),
      "71c7260c32f6436e65ae4d65d0862eb02d6bdbc95ae9ade67cd6c3e11f97e88d",
    ],
    "apim-4.0.0-v2/admin-api.yaml": [
      room("admin"),
      "31e62aaa07467c2bf9eb544adbd7cf9999b1f973b3760fe4fe4570f642788edb",
    ],
  }),
  ...from(`${APIMGT}/e875803d1ba62996118b35256762ab5b62dc44c0`, {
    "apim-9.33.89/publisher-api.yaml": [
      COMMON,
      "dcf9535f603630f51f7e259d94d6bc4af56d11434ac91cb925584f1b8e26cfe1",
    ],
    "apim-9.33.89/devportal-api.yaml": [
      COMMON,
      "9315be6421ebdd6fb3a9752e6759387a91b2e6306c4a588245be61be31a54d7d",
    ],
    "apim-9.33.89/admin-api.yaml": [
      COMMON,
      "0706d9e4fa06e338691103234f04f4be8b5964da4b7b75d4dc3e237168267d27",
    ],
  }),
  {
    file: "graph/msgraph-v1.0-bicep-types.json",
    path: "microsoftgraph/msgraph-bicep-types/bc4390567a8808286eb5e48815fda8ebd6e9eea8/generated/microsoftgraph/microsoft.graph/v1.0/1.0.0/types.json",
    sha256: "252cd253f01e042945c469c82d05b89d759439a67d42237945acc0ba85e7b8fb",
  },
];

function from(commit: string, files: Record<string, [folder: string, sha256: string]>): Spec[] {
  return Object.entries(files).map(([file, [folder, sha256]]) => ({
    file,
    path: `${commit}/${folder}/${file.split("/").at(-1)}`,
    sha256,
  }));
}

/**
 * Fetches what the folder lacks or has with another sum. Nothing wrong is ever kept.
 *
 * @param server without a trailing slash
 * @returns the files that were fetched
 * @throws an Error that names each file that could not be had, and why
 */
export async function fetchSpecs(specs: Spec[], folder: string, server: string): Promise<string[]> {
  const outcomes = await Promise.all(
    specs.map(async ({ file, path, sha256 }) => {
      const target = join(folder, file);
      if (sumOf(await readFile(target).catch(() => Buffer.of())) === sha256) return {};
      try {
        const answer = await fetch(`${server}/${path}`);
        if (!answer.ok) return { wrong: `${file}: HTTP ${answer.status} from ${answer.url}` };
        const content = Buffer.from(await answer.arrayBuffer());
        if (sumOf(content) !== sha256)
          return { wrong: `${file}: has the SHA-256 ${sumOf(content)}, expected ${sha256}` };
        await mkdir(dirname(target), { recursive: true });
        const half = `${target}.${process.pid}.part`;
        await writeFile(half, content);
        await rename(half, target);
        return { file };
      } catch (error) {
        return { wrong: `${file}: ${reasonOf(error)}` };
      }
    }),
  );
  const wrong = outcomes.flatMap((outcome) => outcome.wrong ?? []);
  if (wrong.length > 0) throw new Error(`Not all specifications could be had:\n  ${wrong.join("\n  ")}`);
  return outcomes.flatMap((outcome) => outcome.file ?? []);
}

const sumOf = (content: Buffer) => createHash("sha256").update(content).digest("hex");

/** `fetch` says "fetch failed", and the reason in its cause. */
const reasonOf = (error: unknown) => {
  const { cause, message } = error as { cause?: { message?: string; code?: string }; message: string };
  return cause?.message || cause?.code || message;
};

if (process.argv[1] === import.meta.filename) {
  try {
    const fetched = await fetchSpecs(SPECS, specsFolder, "https://raw.githubusercontent.com");
    console.log(`${SPECS.length} specifications in ${specsFolder}, ${fetched.length} of them fetched now`);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}

import { entraCode } from "../cli/invoke/aadsts.ts";
import { headless } from "../cli/invoke/headless.ts";
import { invokeOperation } from "../cli/invoke/invoke.ts";
import * as seed from "../sandbox/seed.ts";
import type { Scene, Step } from "./scene.ts";

const { ada, grace, eve } = seed.entra.users;
const BOOK = JSON.stringify({ title: "Notes on the Analytical Engine", author: "Ada Lovelace" });

/** Step 5 of the guide: sign in through the client and call the API, as people with and without the right. */
export const call: Step = {
  title: "Sign in and call POST /books",
  async run(scene) {
    const { userPrincipalName } = ada;
    scene.check("Ada, assigned in person, adds a book", "201", await addBook(scene, userPrincipalName));
    scene.check(
      "Ada's token without books_add does not open it",
      "403 900910",
      await addBook(scene, userPrincipalName, ["books_read"]),
    );
    scene.check(
      "Grace, assigned through her group, adds a book",
      "201",
      await addBook(scene, grace.userPrincipalName),
    );
    scene.check("Eve, not assigned, cannot sign in", "AADSTS50105", await addBookAsEve(scene));
    return "201 with the scope, 403 900910 without it, AADSTS50105 for who is not assigned";
  },
};

export function addBookAsEve(scene: Scene): Promise<string> {
  return addBook(scene, eve.userPrincipalName);
}

/** @returns the status, with the gateway's code if it refused; Entra's code if it refused the sign-in */
async function addBook(scene: Scene, user: string, scopes?: string[]): Promise<string> {
  try {
    const { status, refusal } = await invokeOperation({
      outputs: await scene.outputs(),
      client: "storefront",
      api: "books",
      operation: "POST /books",
      scopes,
      data: BOOK,
      wayToSignIn: headless(user),
      env: scene.running.env,
    });
    return [status, refusal?.code].filter(Boolean).join(" ");
  } catch (error) {
    const { message } = error as Error;
    return entraCode(message) ?? message;
  }
}

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
    const asAda = { user: ada.userPrincipalName };
    scene.check("Ada, assigned in person, adds a book", "201", await addBook(scene, asAda));
    // Entra puts every scope that is consented to into the token, however few were asked for.
    scene.check(
      "Asking for books_read alone takes nothing from her: consent decides, not the request",
      "201",
      await addBook(scene, { ...asAda, scopes: ["books_read"] }),
    );
    const throughReports = { ...asAda, client: "reports" };
    scene.check(
      "Through the client reports, which has no consent to books_add, she does not",
      "403 900910",
      await addBook(scene, { ...throughReports, scopes: ["books_read"] }),
    );
    scene.check(
      "Nor can reports ask her for it: only administrators consent to books_add",
      "AADSTS90094",
      await addBook(scene, { ...throughReports, scopes: ["books_add"] }),
    );
    scene.check(
      "Grace, assigned through her group, adds a book",
      "201",
      await addBook(scene, { user: grace.userPrincipalName }),
    );
    scene.check("Eve, not assigned, cannot sign in", "AADSTS50105", await addBookAsEve(scene));
    return "201 with the scope, 403 900910 through a client without it, AADSTS50105 for who is not assigned";
  },
};

export function addBookAsEve(scene: Scene): Promise<string> {
  return addBook(scene, { user: eve.userPrincipalName });
}

/** @returns the status, with the gateway's code if it refused; Entra's code if it refused the sign-in */
async function addBook(
  scene: Scene,
  { user, client = "storefront", scopes }: { user: string; client?: string; scopes?: string[] },
): Promise<string> {
  try {
    const { status, refusal } = await invokeOperation({
      outputs: await scene.outputs(),
      client,
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

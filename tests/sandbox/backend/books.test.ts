import { beforeEach, expect, test } from "@jest/globals";
import { startBooks } from "../../../sandbox/backend/books.ts";
import { sharedByTests } from "../../lifetimes.ts";

const backend = sharedByTests(startBooks);
beforeEach(() => fetch(`${backend.url}/_sandbox/reset`, { method: "POST" }));

async function ask(method: string, path: string, body?: string) {
  const response = await fetch(backend.url + path, { method, ...(body !== undefined && { body }) });
  const text = await response.text();
  return {
    status: response.status,
    body: text ? JSON.parse(text) : undefined,
    location: response.headers.get("location"),
  };
}
const state = async () => (await ask("GET", "/_sandbox/state")).body;

test("begins with one book and no orders", async () => {
  const { body } = await ask("GET", "/books");
  expect(body).toEqual([{ id: "1", title: "A Room of One's Own", author: "Virginia Woolf" }]);
  expect((await ask("GET", "/orders")).body).toEqual([]);
});

test("makes, shows and deletes; the reset brings the beginning back", async () => {
  const begun = await state();
  const made = await ask("POST", "/books", JSON.stringify({ id: "mine", title: "Middlemarch" }));
  expect(made).toMatchObject({
    status: 201,
    body: { title: "Middlemarch" },
    location: `/books/${made.body.id}`,
  });
  // An id of its own, whatever was sent.
  expect(made.body.id).not.toBe("mine");
  expect(await ask("GET", made.location ?? "")).toMatchObject({ status: 200, body: made.body });
  expect(await ask("DELETE", made.location ?? "")).toMatchObject({ status: 204, body: undefined });
  expect(await ask("GET", made.location ?? "")).toMatchObject({ status: 404 });
  expect(await state()).toEqual(begun);
  await ask("DELETE", "/books/1");
  expect(await state()).not.toEqual(begun);
  await fetch(`${backend.url}/_sandbox/reset`, { method: "POST" });
  expect(await state()).toEqual(begun);
});

test.each([
  ["GET", "/films", undefined, 404, "There is no /films"],
  ["POST", "/films", "{}", 404, "There is no /films"],
  ["GET", "/books/none", undefined, 404, "There is no /books/none"],
  ["DELETE", "/books/none", undefined, 404, "There is no /books/none"],
  ["POST", "/books", "nonsense", 400, "The body must be a JSON object"],
  ["POST", "/books", "[]", 400, "The body must be a JSON object"],
  ["POST", "/books", undefined, 400, "The body must be a JSON object"],
])("%s %s with %s: %i", async (method, path, body, status, error) => {
  expect(await ask(method, path, body)).toMatchObject({ status, body: { error } });
});

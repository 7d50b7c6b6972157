import { expect, test } from "@jest/globals";
import { type BatchRequest, inBatches } from "../../graph/batch.ts";

const paths = Array.from({ length: 45 }, (_, index) => `/users/${index}`);
const fine = ({ id, url }: BatchRequest) => ({ id, status: 200, body: url });

test("twenty paths a call, answers in the order of the paths", async () => {
  const sizes: number[] = [];
  const answers = await inBatches(paths, async (requests) => {
    sizes.push(requests.length);
    return requests.map(fine).toReversed();
  });
  expect(sizes).toEqual([20, 20, 5]);
  expect(answers.map(({ body }) => body)).toEqual(paths);
});

test("what was throttled is asked for again, alone, after as long as the service wants", async () => {
  const calls: string[][] = [];
  const pauses: number[] = [];
  const answers = await inBatches(
    paths.slice(0, 3),
    async (requests) => {
      calls.push(requests.map(({ url }) => url));
      return requests.map((request) =>
        request.url === "/users/1" && calls.length < 3
          ? { id: request.id, status: 429, headers: { "Retry-After": "7" } }
          : fine(request),
      );
    },
    async (seconds) => void pauses.push(seconds),
  );
  expect(calls).toEqual([paths.slice(0, 3), ["/users/1"], ["/users/1"]]);
  expect(pauses).toEqual([7, 7]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
});

test("a service that wants an hour is not waited for: the answer is as it is", async () => {
  const pauses: number[] = [];
  const answers = await inBatches(
    ["/users/1", "/users/2"],
    async (requests) =>
      requests.map((request) =>
        request.url === "/users/1"
          ? { id: request.id, status: 429, headers: { "Retry-After": "3600" } }
          : fine(request),
      ),
    async (seconds) => void pauses.push(seconds),
  );
  expect(answers.map(({ status }) => status)).toEqual([429, 200]);
  expect(pauses).toEqual([]);
});

test("what stays throttled says so in the end", async () => {
  const answers = await inBatches(
    ["/users/1"],
    async (requests) => requests.map(({ id }) => ({ id, status: 429 })),
    async () => undefined,
  );
  expect(answers).toEqual([{ status: 429 }]);
});

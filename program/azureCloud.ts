import * as pulumi from "@pulumi/pulumi";
import axios from "axios";
import { azureEnvironment } from "../graph/cloud.ts";

/** The environment with what the stack configures for the azuread provider written over it, as that provider sees it. */
export function azureSettings(): NodeJS.ProcessEnv {
  const config = new pulumi.Config("azuread");
  const keys = ["metadataHost", "environment", "clientId", "clientSecret"];
  return azureEnvironment(Object.fromEntries(keys.map((key) => [`azuread:${key}`, config.get(key)])));
}

export async function getJson(url: string): Promise<unknown> {
  return (await axios.get(url, { timeout: 15_000 })).data;
}

/**
 * The form that most dynamic providers have, and that ours is measured against: everything the methods use is captured by value
 * into `__provider` of every resource, and every call makes its own HTTP client. It has the same methods, without what ours does
 * about conflicts, lost answers, approvals and other stacks. For comparison only.
 */
const pulumi = require("@pulumi/pulumi");
const axios = require("axios");
const https = require("node:https");

function client(area) {
  const base = area === "publisher" ? process.env.CHOREO_PUBLISHER_URL : process.env.CHOREO_DEVPORTAL_URL;
  return axios.create({
    baseURL: base,
    headers: { authorization: `Bearer ${process.env.CHOREO_TOKEN}` },
    params: { organizationId: process.env.CHOREO_ORGANIZATION_ID },
    httpsAgent: new https.Agent(),
  });
}

function withDefaults(news) {
  return { inputs: { adopt: false, ...news }, failures: [] };
}

function compare(olds, news, replace, update) {
  const changed = (name) => JSON.stringify(olds[name]) !== JSON.stringify(news[name]);
  const replaces = replace.filter(changed);
  return { changes: replaces.length > 0 || update.some(changed), replaces, deleteBeforeReplace: true };
}

async function putPermissions(inputs, scopes, operations) {
  const { data: api } = await client("publisher").get(`/apis/${inputs.apiId}`);
  api.scopes = Object.entries(scopes).map(([name, scope]) => ({
    scope: { name, displayName: name, description: scope.description, bindings: [] },
    shared: false,
  }));
  for (const operation of api.operations) {
    operation.scopes = operations[`${operation.verb} ${operation.target}`] ?? [];
  }
  await client("publisher").put(`/apis/${inputs.apiId}`, api);
}

const permissions = {
  async check(_olds, news) {
    return withDefaults(news);
  },
  async diff(_id, olds, news) {
    return compare(olds, news, ["apiId"], ["scopes", "operations"]);
  },
  async create(inputs) {
    await putPermissions(inputs, inputs.scopes, inputs.operations);
    return { id: inputs.apiId, outs: inputs };
  },
  async read(id, props) {
    await client("publisher").get(`/apis/${id}`);
    return { id, props };
  },
  async update(_id, _olds, news) {
    await putPermissions(news, news.scopes, news.operations);
    return { outs: news };
  },
  async delete(_id, props) {
    await putPermissions(props, {}, {});
  },
};

const application = {
  async check(_olds, news) {
    return withDefaults(news);
  },
  async diff(_id, olds, news) {
    return compare(olds, news, [], ["name", "description", "throttlingPolicy"]);
  },
  async create(inputs) {
    const { name, description, throttlingPolicy } = inputs;
    const { data } = await client("devportal").post("/applications", { name, description, throttlingPolicy });
    return { id: data.applicationId, outs: inputs };
  },
  async read(id, props) {
    await client("devportal").get(`/applications/${id}`);
    return { id, props };
  },
  async update(id, _olds, news) {
    const { name, description, throttlingPolicy } = news;
    await client("devportal").put(`/applications/${id}`, { name, description, throttlingPolicy });
    return { outs: news };
  },
  async delete(id) {
    await client("devportal").delete(`/applications/${id}`);
  },
};

const key = {
  async check(_olds, news) {
    return withDefaults(news);
  },
  async diff(_id, olds, news) {
    return compare(olds, news, ["applicationId", "identityProvider", "consumerKey", "keyType"], []);
  },
  async create(inputs) {
    const { applicationId, identityProvider, consumerKey, keyType } = inputs;
    const body = { consumerKey, keyType, keyManager: identityProvider };
    const { data } = await client("devportal").post(`/applications/${applicationId}/map-keys`, body);
    return { id: data.keyMappingId, outs: inputs };
  },
  async read(id, props) {
    await client("devportal").get(`/applications/${props.applicationId}/oauth-keys`);
    return { id, props };
  },
  async delete(id, props) {
    await client("devportal").delete(`/applications/${props.applicationId}/oauth-keys/${id}`);
  },
};

const subscription = {
  async check(_olds, news) {
    return withDefaults(news);
  },
  async diff(_id, olds, news) {
    return compare(olds, news, ["applicationId", "apiId"], ["throttlingPolicy"]);
  },
  async create(inputs) {
    const { applicationId, apiId, throttlingPolicy } = inputs;
    const { data } = await client("devportal").post("/subscriptions", {
      applicationId,
      apiId,
      throttlingPolicy,
    });
    return { id: data.subscriptionId, outs: inputs };
  },
  async read(id, props) {
    await client("devportal").get(`/subscriptions/${id}`);
    return { id, props };
  },
  async delete(id) {
    await client("devportal").delete(`/subscriptions/${id}`);
  },
};

class Usual extends pulumi.dynamic.Resource {
  constructor(provider, type, name, props, opts) {
    super(provider, name, props, opts, "usual", type);
  }
}

module.exports = async () => {
  const { workload } = await import("../../workload.ts");
  const { apis, applications } = workload(
    Number(process.env.BENCH_RESOURCES),
    Number(process.env.BENCH_REVISION),
  );
  const apiIds = JSON.parse(process.env.BENCH_API_IDS ?? "[]");
  for (const [index, api] of apis.entries()) {
    const scopes = Object.fromEntries(api.scopes.map((scope) => [scope, { description: scope }]));
    new Usual(permissions, "ApiPermissions", api.name, {
      apiId: apiIds[index],
      scopes,
      operations: api.operations,
    });
  }
  for (const [index, item] of applications.entries()) {
    const { name, description, consumerKey } = item;
    const app = new Usual(application, "Application", `application-${index}`, {
      name,
      description,
      throttlingPolicy: "Unlimited",
    });
    const keyArgs = {
      applicationId: app.id,
      identityProvider: "AzureAD",
      consumerKey,
      keyType: "PRODUCTION",
    };
    new Usual(key, "IdpKey", `key-${index}`, keyArgs, { deletedWith: app });
    const subscriptionArgs = {
      applicationId: app.id,
      apiId: apiIds[item.api],
      throttlingPolicy: "Unlimited",
    };
    new Usual(subscription, "Subscription", `subscription-${index}`, subscriptionArgs, { deletedWith: app });
  }
};

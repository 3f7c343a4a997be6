// What the Vercel AI SDK does as a client of the proxy: a JSON line for each scenario.
//
// page.mjs beside it is the JavaScript of docs/clients/vercel-ai-sdk.md, aimed at the proxy of the test:
// importing it runs the page's examples. The test copies both into a folder of its own.
import {
  APICallError,
  generateObject,
  generateText,
  NoObjectGeneratedError,
  stepCountIs,
  streamObject,
  streamText,
  tool,
} from "ai";
import { createOpenAI } from "@ai-sdk/openai";
import { z } from "zod";

globalThis.AI_SDK_LOG_WARNINGS = false; // they go to standard output, which is ours
const asked = JSON.parse(process.argv.at(-1));
const printed = [];
const write = process.stdout.write;
process.stdout.write = (piece) => printed.push(String(piece));
const { shop, claude, selfHosted } = await import("./page.mjs");
process.stdout.write = write;

const responses = { model: shop.responses("gpt-4o-mini"), providerOptions: { openai: { store: false } } };
const models = {
  chat: { model: shop.chat("gpt-4o-mini") },
  responses,
  messages: { model: claude("claude-test") },
  compatible: { model: selfHosted("some-model") },
};

async function streamed(settings) {
  let text = "";
  for await (const piece of streamText({ ...settings, onError: ({ error }) => fail(error) }).textStream) text += piece;
  return text;
}

function fail(error) {
  throw error;
}

function findOrder(inputs) {
  return tool({
    description: "Find an order by the customer's e-mail address.",
    inputSchema: z.object({ email: z.string() }),
    execute: async (input) => {
      inputs.push(input);
      return JSON.parse(asked.record);
    },
  });
}

async function withATool(settings, run) {
  const inputs = [];
  const tools = { find_order: findOrder(inputs) };
  const text = await run({ ...settings, prompt: asked.hello, tools, stopWhen: stepCountIs(3) });
  return { inputs, text };
}

async function secondTurn(settings) {
  const messages = [{ role: "user", content: asked.hello }];
  messages.push(...(await generateText({ ...settings, messages })).response.messages);
  return [...messages, { role: "user", content: "what is my e-mail address?" }];
}

async function structured(settings) {
  const schema = z.object({ name: z.string(), email: z.string() });
  const whole = await generateObject({ ...settings, schema, prompt: asked.hello });
  const stream = streamObject({ ...settings, schema, prompt: asked.hello });
  for await (const _ of stream.partialObjectStream);
  return [whole.object, await stream.object];
}

async function heldObject(settings) {
  const schema = z.object({ name: z.string() });
  try {
    await generateObject({ ...settings, schema, prompt: asked.injury, maxRetries: 0 });
  } catch (error) {
    if (NoObjectGeneratedError.isInstance(error)) return error.name;
    throw error;
  }
  return "an object";
}

async function refusedWith(settings) {
  try {
    await generateText({ maxRetries: 0, ...settings });
  } catch (error) {
    if (APICallError.isInstance(error)) return { status: error.statusCode, message: error.message };
    throw error;
  }
  return "not refused";
}

const scenarios = { examples: async () => printed.join("") };
for (const [name, settings] of Object.entries(models)) {
  scenarios[`${name}: whole`] = async () => (await generateText({ ...settings, prompt: asked.hello })).text;
  scenarios[`${name}: streamed`] = () => streamed({ ...settings, prompt: asked.hello });
  scenarios[`${name}: tool`] = () => withATool(settings, async (all) => (await generateText(all)).text);
  scenarios[`${name}: tool, streamed`] = () => withATool(settings, streamed);
  scenarios[`${name}: second turn`] = async () =>
    (await generateText({ ...settings, messages: await secondTurn(settings) })).text;
  scenarios[`${name}: held`] = async () => {
    const answer = await generateText({ ...settings, prompt: asked.injury });
    return [answer.text, await streamed({ ...settings, prompt: asked.injury }), answer.finishReason];
  };
}
for (const name of ["chat", "responses", "messages"]) {
  scenarios[`${name}: object`] = () => structured(models[name]);
  scenarios[`${name}: held object`] = () => heldObject(models[name]);
}
scenarios["refused: image"] = () =>
  refusedWith({ ...models.chat, messages: [{ role: "user", content: [{ type: "image", image: "aGk=", mediaType: "image/png" }] }] });
scenarios["refused: key"] = () => {
  const stranger = createOpenAI({ baseURL: shop.chat("x").config.url({ path: "" }), apiKey: "sk-wrong" });
  return refusedWith({ model: stranger.chat("gpt-4o-mini"), prompt: asked.hello });
};
scenarios["refused: state"] = () =>
  refusedWith({ model: shop.responses("gpt-4o-mini"), prompt: asked.hello, providerOptions: { openai: { previousResponseId: "resp_1" } } });
scenarios["refused: provider tool"] = () =>
  refusedWith({ ...responses, prompt: asked.hello, tools: { web_search: shop.tools.webSearch({}) } });
scenarios["refused: kept answers"] = async () => {
  const model = shop.responses("gpt-4o-mini");
  return refusedWith({ model, messages: await secondTurn({ model }) });
};

for (const [name, scenario] of Object.entries(scenarios)) {
  console.log(JSON.stringify([name, await scenario()]));
}

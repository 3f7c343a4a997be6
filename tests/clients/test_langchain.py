"""LangChain works unchanged: whole, streamed, with tools, structured, in both of OpenAI's formats."""

from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import AzureChatOpenAI, ChatOpenAI
from langchain_openai.chat_models.base import OpenAIRefusalError
from pydantic import BaseModel, SecretStr

from proxy.offline import RecordingProvider
from tests.clients import pages
from tests.clients.shop import EMAIL, HELLO, INJURY, NAME, PHONE, RECORD, assert_not_received
from tests.running import RunningProxy


@pytest.fixture(params=["chat", "responses"])
def model(
    request: pytest.FixtureRequest, proxy: RunningProxy, provider: RecordingProvider
) -> Iterator[ChatOpenAI]:
    """The model of the documentation's two lines; and the same over the Responses format."""
    made = pages.run_python("langchain", proxy, first=1).names["model"]
    assert isinstance(made, ChatOpenAI)
    yield made if request.param == "chat" else made.model_copy(update={"use_responses_api": True})
    expected = "/v1/responses" if request.param == "responses" else "/v1/chat/completions"
    assert {sent.path for sent in provider.requests} <= {expected}


class Customer(BaseModel):
    """What the model fills in."""

    name: str
    email: str


@tool
def find_order(email: str) -> str:
    """Find an order by the customer's e-mail address."""
    return RECORD


def test_a_whole_answer_comes_back_with_the_real_values(
    model: ChatOpenAI, provider: RecordingProvider
) -> None:
    answer = model.invoke(HELLO)
    assert NAME in answer.text
    assert EMAIL in answer.text
    assert_not_received(provider)


async def test_streams_sync_and_async_come_back_with_the_real_values(
    model: ChatOpenAI, provider: RecordingProvider
) -> None:
    streamed = "".join(chunk.text for chunk in model.stream(HELLO))
    # LangChain keeps its own asynchronous connections open for the process; these end here.
    async with httpx.AsyncClient() as connections:
        same = ChatOpenAI(
            model=model.model_name,
            base_url=model.openai_api_base,
            api_key=model.openai_api_key,
            use_responses_api=model.use_responses_api,
            http_async_client=connections,
        )
        again = "".join([chunk.text async for chunk in same.astream(HELLO)])
        once = await same.ainvoke(HELLO)
        said: Any = None
        async for chunk in same.bind_tools([find_order]).astream(HELLO):
            said = chunk if said is None else said + chunk
    assert NAME in streamed
    assert EMAIL in streamed
    assert streamed == again == once.text
    assert [call["args"] for call in said.tool_calls] == [{"email": EMAIL}]
    assert_not_received(provider)


@pytest.mark.parametrize("streamed", [False, True])
def test_a_tool_gets_the_real_value_and_its_result_is_protected(
    model: ChatOpenAI, provider: RecordingProvider, streamed: bool
) -> None:
    bound = model.bind_tools([find_order])
    messages: list[Any] = [HumanMessage(HELLO)]
    said: Any = None
    if streamed:
        for chunk in bound.stream(messages):
            said = chunk if said is None else said + chunk
    else:
        said = bound.invoke(messages)
    (call,) = said.tool_calls
    assert call["args"] == {"email": EMAIL}
    messages += [said, ToolMessage(find_order.invoke(call["args"]), tool_call_id=call["id"])]
    assert PHONE in bound.invoke(messages).text
    assert_not_received(provider)


@pytest.mark.parametrize("method", ["json_schema", "function_calling", "json_mode"])
def test_structured_output_is_filled_with_the_real_values(
    model: ChatOpenAI, provider: RecordingProvider, method: Any
) -> None:
    schema: Any = Customer if method != "json_mode" else None
    answer = model.with_structured_output(schema, method=method).invoke(f"{HELLO} (as JSON)")
    assert EMAIL in str(answer)
    assert isinstance(answer, Customer) is (method != "json_mode")
    assert_not_received(provider)


def test_a_sensitive_message_is_answered_by_us(
    model: ChatOpenAI, provider: RecordingProvider
) -> None:
    answer = model.invoke(INJURY)
    assert isinstance(answer, AIMessage)
    assert "R-" in answer.text
    assert "R-" in "".join(chunk.text for chunk in model.stream(INJURY))
    with pytest.raises(OpenAIRefusalError, match="R-"):
        model.with_structured_output(Customer).invoke(INJURY)
    assert provider.requests == []


def test_errors_say_what_to_change(model: ChatOpenAI, provider: RecordingProvider) -> None:
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,aaaa"}}
    with pytest.raises(openai.BadRequestError, match=r"media\.images"):
        model.invoke([HumanMessage(content=[image])])
    stranger = ChatOpenAI(
        model="gpt-4o-mini",
        base_url=model.openai_api_base,
        api_key=SecretStr("sk-wrong"),
        max_retries=0,
    )
    with pytest.raises(openai.AuthenticationError):
        stranger.invoke("hi")
    assert provider.requests == []


def test_the_azure_model_works_whole_streamed_and_with_a_tool(
    proxy: RunningProxy, provider: RecordingProvider
) -> None:
    azure = pages.run_python("langchain", proxy).names["azure"]
    assert isinstance(azure, AzureChatOpenAI)
    provider.forget()
    bound = azure.bind_tools([find_order])
    whole = azure.invoke(HELLO)
    streamed = "".join(chunk.text for chunk in azure.stream(HELLO))
    said = bound.invoke(HELLO)
    (call,) = said.tool_calls
    result = ToolMessage(find_order.invoke(call["args"]), tool_call_id=call["id"])
    answer = bound.invoke([HumanMessage(HELLO), said, result])

    assert NAME in whole.text
    assert EMAIL in whole.text
    assert streamed == whole.text
    assert call["args"] == {"email": EMAIL}
    assert PHONE in answer.text
    assert_not_received(provider)
    deployment = "/openai/deployments/my-deployment/chat/completions?api-version=2024-10-21"
    assert {sent.path for sent in provider.requests} == {deployment}

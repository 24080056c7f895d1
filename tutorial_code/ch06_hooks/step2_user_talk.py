"""Two users come at once, and each is called by name; a third is turned away."""

from websockets.exceptions import InvalidStatus


async def talk(connect):
    ada_knows = {"Authorization": "Bearer s3cret-of-ada"}
    bob_knows = {"Authorization": "Bearer s3cret-of-bob"}
    async with connect("/ws", additional_headers=ada_knows) as ada:
        assert await ada.recv() == "Hello, ada."
        async with connect("/ws", additional_headers=bob_knows) as bob:
            assert await bob.recv() == "Hello, bob."
            await ada.send("hello")
            assert await ada.recv() == "ada said: hello"
    try:
        await connect("/ws", additional_headers={"Authorization": "Bearer s3cret-of-eve"})
    except InvalidStatus as refusal:
        assert refusal.response.status_code == 403
    else:
        raise AssertionError("the door is open")

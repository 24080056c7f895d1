"""Sequences of actions on a WebSocket, generated: see player.mjs, which plays them."""

import itertools
from typing import Any

import hypothesis
from hypothesis import strategies as st

Action = list[Any]
TYPES = st.sampled_from(["open", "message", "error", "close"])
WORDS = st.text(st.characters(exclude_characters="\x00"), max_size=12)  # lone surrogates, too
LONE = "a\ud800b\udc00"

HARMLESS = st.one_of(
    st.just(["look"]),
    st.tuples(st.just("listen"), TYPES).map(list),
    st.tuples(st.just("unlisten"), TYPES).map(list),
    st.tuples(st.just("once"), TYPES).map(list),
    st.tuples(
        st.just("handler"),
        TYPES,
        st.sampled_from(["function", "function", "null", "object", "number"]),
    ).map(list),
    st.sampled_from(["blob", "arraybuffer", "Blob", ""]).map(lambda value: ["binaryType", value]),
)
REFUSED = st.one_of(  # what throws, in every state
    st.just(["nothing"]),
    st.sampled_from([0, 999, 1001, 1005, 1006, 1015, 2999, 5000, 66536, -1, "x", None]).map(
        lambda code: ["close", code]
    ),
    st.sampled_from(["x" * 124, "ä" * 62, "\ud800" * 42]).map(
        lambda reason: ["close", 1000, reason]
    ),
    st.sampled_from([[1001, "x" * 124], [2999, "why"]]).map(lambda given: ["close", *given]),
)
SENDS = st.one_of(
    WORDS.map(lambda text: ["send", f"echo {text}"]),
    WORDS.map(lambda text: ["send", f"silence {text}"]),
    st.integers(0, 3).map(lambda count: ["send", f"count {count}"]),
    st.sampled_from([0, 1, 125, 126, 300]).map(lambda size: ["send", f"bytes {size}"]),
    st.sampled_from([0, 125, 126, 65535, 65536]).map(lambda size: ["send", f"text {size}"]),
    st.just(["send", "headers"]),
    st.tuples(
        st.just("bytes"), st.sampled_from(["view", "buffer", "blob", "data"]), st.integers(0, 20)
    ).map(list),
)
LATE = st.one_of(  # after the end has begun
    HARMLESS,
    REFUSED,
    WORDS.map(lambda text: ["send", text]),
    st.tuples(st.just("bytes"), st.sampled_from(["view", "blob"]), st.integers(0, 20)).map(list),
    st.sampled_from([["close"], ["close", 1000], ["close", 3000, "late"]]),
)
LIVELY = st.one_of(SENDS, SENDS, HARMLESS, REFUSED)

CLIENT_ENDS: dict[str, Action] = {
    "close()": ["close"],
    "close(1000)": ["close", 1000],
    "close(3000, reason)": ["close", 3000, "done"],
    "close(4999, lone surrogates)": ["close", 4999, LONE],
}
SERVER_ENDS: dict[str, Action] = {
    "1000 from the server": ["send", "close 1000 bye"],
    "4001 from the server": ["send", "close 4001 häß"],
    "1008 from the server": ["send", "close 1008"],
    "1008 for an HTTPException": ["send", "forbid"],
    "1001 for a TimeoutError": ["send", "time"],
    "1011 for an exception": ["send", "raise"],
    "1011 for a second accept": ["send", "accept"],
    "1006 for a return": ["send", "return"],
    "1006 for code 1005": ["send", "close 1005"],
    "1006 for code 2999": ["send", "close 2999"],
    "1006 for a long reason": ["send", f"close 1000 {'x' * 124}"],
    "1009 for a long text": ["oversize", "text"],
    "1009 for long bytes": ["oversize", "bytes"],
}
NEVER_OPEN: dict[str, tuple[str, Any]] = {
    "refused: close before accept": ("/refuse/close", []),
    "refused: a denial response": ("/refuse/deny", []),
    "refused: an HTTPException": ("/refuse/http", []),
    "refused: an exception": ("/refuse/raise", []),
    "refused: a return": ("/refuse/return", []),
    "refused: no such route": ("/nowhere", []),
    "a subprotocol that was not offered": ("/talk?subprotocol=c", ["a", "b"]),
    "a subprotocol where none was offered": ("/talk?subprotocol=c", []),
    "no subprotocol where some were offered": ("/talk", ["a", "b"]),
}
EARLY = {"closed while connecting": "/talk", "closed while the server thinks": "/never"}
AT_ONCE = {"closed as soon as accepted": "/talk?close=4000&reason=no"}
STAYS = "1012 when the server stops"
ENDINGS = [*CLIENT_ENDS, *SERVER_ENDS, *NEVER_OPEN, *EARLY, *AT_ONCE, STAYS]


@st.composite
def sequences(draw: Any, ending: str) -> dict[str, Any]:
    """A sequence that ends in one way: ``path``, ``protocols``, ``bursts`` and more."""

    def burst(actions: Any, least: int = 1, most: int = 5) -> list[Action]:
        drawn: list[Action] = draw(st.lists(actions, min_size=least, max_size=most))
        return drawn

    connecting = burst(st.one_of(HARMLESS, HARMLESS, REFUSED, SENDS), 2, 6)
    late = [burst(LATE, 1, 5)]
    path, protocols = draw(
        st.sampled_from([("/talk", []), ("/talk?greet=2", []), ("/talk?subprotocol=b", ["a", "b"])])
    )
    middle = [burst(LIVELY) for _ in range(draw(st.integers(1, 4)))]
    if ending in NEVER_OPEN or ending in AT_ONCE:
        path, protocols = NEVER_OPEN.get(ending) or (AT_ONCE[ending], [])
        bursts = [connecting, burst(LATE, 4, 8)]
    elif ending in EARLY:
        path, protocols = EARLY[ending], []
        bursts = [[*connecting, ["close", 3000, "too early"], *burst(LATE)], *late]
    elif ending == STAYS:
        bursts = [connecting, *middle]
    elif ending in CLIENT_ENDS:
        bursts = [connecting, *middle, [*burst(LIVELY), CLIENT_ENDS[ending], *burst(LATE)], *late]
    else:
        # What a client does while the server's end is on its way would be a race: it waits.
        # Nor does it send anything in one go with what is too long: TCP may join the two, and
        # uvicorn reads all that it has before the handler's turn comes.
        before = [] if ending.startswith("1009") else burst(LIVELY, 0)
        bursts = [connecting, *middle, [*before, SERVER_ENDS[ending]], *late]
    return {
        "ending": ending,
        "path": path,
        "protocols": protocols,
        "bursts": bursts,
        "ends": ending in AT_ONCE,
    }


def generate(count: int, seed: int) -> list[dict[str, Any]]:
    """So many sequences, with every ending in turn, each under a name of its own."""
    found: list[dict[str, Any]] = []
    each = -(-count // len(ENDINGS))
    for ending in ENDINGS:
        some: list[dict[str, Any]] = []

        @hypothesis.seed(f"{seed} {ending}")
        @hypothesis.settings(
            max_examples=each,
            phases=[hypothesis.Phase.generate],
            database=None,
            deadline=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(sequences(ending))
        def collect(sequence: dict[str, Any]) -> None:
            some.append(sequence)  # noqa: B023  # called at once

        collect()
        found += some
    for number, sequence in enumerate(found):
        sequence["name"] = f"s{number}"
    return found


def actions(sequence: dict[str, Any]) -> list[Action]:
    return list(itertools.chain.from_iterable(sequence["bursts"]))


def server_is_sure(sequence: dict[str, Any]) -> bool:
    """Whether the server sees the same each time.

    Whether a handshake that is given up has reached it is chance, and so is whether it can still
    answer a message that came in one go with a close.
    """
    if not sequence["path"].startswith("/talk") or sequence["ending"] in EARLY:
        return False
    last = CLIENT_ENDS.get(sequence["ending"])
    for burst in sequence["bursts"][1:]:
        if last in burst:
            return not any(word in ("send", "bytes") for word, *_ in burst[: burst.index(last)])
    return True

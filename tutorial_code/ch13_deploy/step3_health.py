"""Answer two questions: does the process live, and does it want more visitors?"""

from tutorial_code.ch13_deploy.goodbye import serve
from tutorial_code.ch13_deploy.step2_goodbye import SETTINGS, api, room

MOST = 2  # members, so few that you see it


def why_not():
    """Why nobody else should come here now, or None."""
    if room.going:
        return "going"
    if len(room.members) >= MOST:
        return "full"
    return None


@api.route("/live")
async def live(req, resp):
    resp.text = "alive"


@api.route("/ready")
async def ready(req, resp):
    reason = why_not()
    resp.text = reason or "ready"
    resp.status_code = 503 if reason else 200


if __name__ == "__main__":
    print("Ask me: curl http://127.0.0.1:5042/ready")
    serve(api, room.goodbye, **SETTINGS)

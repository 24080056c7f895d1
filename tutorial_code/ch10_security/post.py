"""An HTTP client for the conversations of this chapter, as small as it can be."""


async def post(open_connection, path, **headers):
    """Post nothing to a path; give the status, the cookie that was set, and the body."""
    reader, writer = await open_connection()
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Length: 0", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    writer.close()
    cookie, _, _ = head.partition("set-cookie: ")[2].partition(";")
    return int(head.split()[1]), cookie, body


async def sign_in(open_connection, name):
    """The header that a browser would send after its user has signed in."""
    token = f"Bearer s3cret-of-{name}"
    status, cookie, _ = await post(open_connection, "/login", Authorization=token)
    assert status == 200
    return {"Cookie": cookie}

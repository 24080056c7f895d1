"""An HTTP client for the conversations of this chapter, as small as it can be."""


async def get(open_connection, path):
    """Ask for a path; give the status and the body."""
    reader, writer = await open_connection()
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    writer.close()
    return int(head.split()[1]), body

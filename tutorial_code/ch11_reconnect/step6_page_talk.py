"""A browser asks for the page, and for the client that the page names."""


async def talk(open_connection):
    for path, kind in ("/", b"text/html"), ("/client.js", b"text/javascript"):
        reader, writer = await open_connection()
        request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        writer.write(request.encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 ")
        assert b"\r\ncontent-type: " + kind in head
        print(f"GET {path} -> 200, {kind.decode()}")
        writer.close()

"""What drives the real server from outside: its process, a raw HTTP client, an API client, a seat on
the WebSocket."""

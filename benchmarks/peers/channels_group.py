"""Django Channels with Redis: the room of its tutorial, with the asynchronous consumer."""

import os

import django
import uvicorn
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["*"],
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": [os.environ["REDIS_URL"]]},
        },
    },
)
django.setup()


class ChatConsumer(AsyncWebsocketConsumer):
    room_group_name = "chat"

    async def connect(self):
        await self.channel_layer.group_add(self.room_group_name, self.channel_name)
        await self.accept()

    async def disconnect(self, close_code):
        await self.channel_layer.group_discard(self.room_group_name, self.channel_name)

    async def receive(self, text_data):
        await self.channel_layer.group_send(
            self.room_group_name, {"type": "chat.message", "message": text_data}
        )

    async def chat_message(self, event):
        await self.send(text_data=event["message"])


application = ProtocolTypeRouter({"websocket": URLRouter([path("chat", ChatConsumer.as_asgi())])})

if __name__ == "__main__":
    uvicorn.run(application, port=int(os.environ["PORT"]), lifespan="off")
